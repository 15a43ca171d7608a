from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.check.material import Material
from bot.content.check.rules import ERRORS, WARNINGS, Rule, name


@pytest.mark.parametrize("rule", [*ERRORS, *WARNINGS], ids=name)
def test_no_rule_finds_fault_with_content_that_is_in_order(material_in_order: Material, rule: Rule) -> None:
    assert [str(problem) for problem in rule(material_in_order)] == []


@pytest.mark.parametrize("rule", [*ERRORS, *WARNINGS], ids=name)
def test_every_rule_has_a_case_that_breaks_it(rule: Rule) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_check_*.py"))
    assert f"problems({name(rule)})" in tests or f"param({name(rule)}," in tests


def test_rules_have_names_of_their_own() -> None:
    names = [name(rule) for rule in [*ERRORS, *WARNINGS]]
    assert len(names) == len(set(names))

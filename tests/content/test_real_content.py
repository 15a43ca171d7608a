"""The shipped content, training examples, domain and actions pass every rule of ``carm check``."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.check import Finding, check, report
from bot.content.check.names import lines_of, names_of, read_names
from bot.content.check.reading import Places, material
from bot.content.check.report import SHAPE
from bot.content.check.rules import ERRORS, name
from bot.content.load import load_content
from bot.content.rates import CONTENT
from bot.errors import ContentProblem
from bot.paths import ROOT

# A fixed day: which answers are due for a review must not turn a test red overnight. `carm check` itself goes by the calendar.
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def problems() -> list[ContentProblem]:
    return check(today=TODAY)


@pytest.mark.parametrize("rule", [SHAPE, *map(name, ERRORS)])
def test_the_shipped_content_is_in_order(problems: list[ContentProblem], rule: str) -> None:
    found = [problem for problem in problems if isinstance(problem, Finding) and problem.rule == rule]
    assert not found, f"\n{report(found)}"


def test_the_list_of_names_is_up_to_date() -> None:
    found = names_of(material(load_content(), CONTENT, ROOT / "data" / "nlu", TODAY, Places()))
    assert lines_of(found) == lines_of(read_names()), "run scripts/list_names.py, and look at what it changed"

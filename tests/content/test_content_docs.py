"""``docs/content.md`` keeps up with the code: every field an editor can write and every rule that can stop them is named in it."""

from __future__ import annotations

import re
from enum import Enum

import pytest
from pydantic import BaseModel

from bot.calculators.rules import Evidence
from bot.content import model
from bot.content.check.bubbles import LONGEST_ANSWER, LONGEST_PARAGRAPH
from bot.content.check.dates import LONGEST_MONTHS, WARN_DAYS
from bot.content.check.report import SHAPE
from bot.content.check.rules import ERRORS, WARNINGS, name
from bot.content.check.sources import OFFICIAL_HOSTS
from bot.content.check.titles import LONGEST_TITLE
from bot.content.check.training import FEWEST_EXAMPLES
from bot.content.load import load_content
from bot.content.rate_fields import Unit
from bot.content.rates import CONTENT
from bot.paths import ROOT

DOCS = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
IN_CODE = set(re.findall(r"`([^`\n]+)`", DOCS))
MODELS = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__fields__]
RULES = [SHAPE, *map(name, [*ERRORS, *WARNINGS])]


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_content_file_is_explained(kind: type[BaseModel]) -> None:
    assert {field.alias for field in kind.__fields__.values()} <= IN_CODE


@pytest.mark.parametrize("kind", [Unit, Evidence])
def test_every_unit_and_mark_of_evidence_is_explained(kind: type[Enum]) -> None:
    assert {str(member.value) for member in kind} <= IN_CODE


def test_every_rule_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)`(?: \(warning\))? \| [^|]+ \|$", DOCS.partition("## What `carm check` says")[2], re.MULTILINE)
    assert sorted(rows) == sorted(RULES)


def test_warnings_are_marked_as_such() -> None:
    assert set(re.findall(r"`(\w+)` \(warning\)", DOCS)) == set(map(name, WARNINGS))


@pytest.mark.parametrize(
    "limit",
    [
        f"{LONGEST_TITLE} characters",
        f"{LONGEST_ANSWER:,} characters",
        f"{LONGEST_PARAGRAPH} characters",
        f"{LONGEST_MONTHS} months",
        f"{WARN_DAYS} days",
        f"at least {FEWEST_EXAMPLES} examples",
    ],
)
def test_limits_are_those_of_the_rules(limit: str) -> None:
    assert limit in DOCS


def test_every_official_site_and_every_special_button_is_named() -> None:
    assert all(host in DOCS for host in OFFICIAL_HOSTS if not host.startswith("ccp-pcc"))
    special = {"calculator", "human", "start_over"}
    assert special <= IN_CODE & load_content().buttons.keys()


def test_every_file_of_the_content_folder_is_named() -> None:
    found = {path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*.yml")}
    folders = {f"{path.split('/')[0]}/*.yml" if "/" in path else path for path in found} - {"faq/*.yml"}
    assert folders | {"faq/<id>.yml"} <= IN_CODE

"""The shipped content, training examples, domain and actions pass every rule of ``carm check``."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.check import Finding, check, report
from bot.content.check.report import SHAPE
from bot.content.check.rules import ERRORS, name
from bot.errors import ContentProblem

# A fixed day: which answers are due for a review must not turn a test red overnight. `carm check` itself goes by the calendar.
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def problems() -> list[ContentProblem]:
    return check(today=TODAY)


@pytest.mark.parametrize("rule", [SHAPE, *map(name, ERRORS)])
def test_the_shipped_content_is_in_order(problems: list[ContentProblem], rule: str) -> None:
    found = [problem for problem in problems if isinstance(problem, Finding) and problem.rule == rule]
    assert not found, f"\n{report(found)}"

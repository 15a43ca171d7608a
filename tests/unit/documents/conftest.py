"""Calculations to draw and to print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.content.rates import security_rule_book
from bot.documents import calculation_of
from bot.interview import Draft, History, checked, merged, read, security_of
from bot.language import Language

DAY = date(2026, 11, 23)
YEAR = (
    "Jan 4,200; Feb 3,100.50; Mar 38,400; Apr 5,000; May 6,100; Jun 7,250; Jul 12,000; "
    "Aug 9,300; Sep 8,100; Oct 4,400; Nov 15,900; Dec 22,000"
)

Calculate = Callable[..., dict[str, Any]]


@pytest.fixture
def calculate() -> Calculate:
    def calculated(*messages: str, history: History = History.KNOWN, day: date = DAY) -> dict[str, Any]:
        draft = Draft(history=history)
        for message in messages:
            draft = merged(draft, read(message, Language.EN), message) or draft
        draft = checked(draft, security_rule_book(), day)
        return calculation_of(security_of(draft, security_rule_book(), day), draft)

    return calculated


@pytest.fixture
def year(calculate: Calculate) -> dict[str, Any]:
    return calculate(YEAR)

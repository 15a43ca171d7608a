"""The shipped rules, for every test of the calculators: expected money is worked by hand, never by the code under test."""

from __future__ import annotations

from datetime import date

import pytest

from bot.calculators import RuleBook, SecurityRules
from bot.content.rates import load_rates, security_rules


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return security_rules(load_rates())


@pytest.fixture(scope="session")
def older(book: RuleBook) -> SecurityRules:
    """CFIB's page of June 2025: window July 25 to July 24, due October 15."""
    return book.on(date(2025, 6, 30))


@pytest.fixture(scope="session")
def newer(book: RuleBook) -> SecurityRules:
    """CBSA's bulletin of August 2025: window October 20 to October 19, due January 15."""
    return book.on(date(2026, 11, 23))

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.calculators import Evidence, MonthDay, Period, RuleBook, SecurityRules, Sourced
from bot.errors import InvalidRules, NoRulesInForce


@pytest.mark.parametrize(
    ("day", "due"),
    [
        pytest.param(date(2025, 5, 20), MonthDay(10, 15), id="first day of the older set"),
        pytest.param(date(2025, 10, 19), MonthDay(10, 15), id="last day of the older set"),
        pytest.param(date(2025, 10, 20), MonthDay(1, 15), id="first day of the newer set"),
        pytest.param(date(2099, 1, 1), MonthDay(1, 15), id="the newer set has no end"),
    ],
)
def test_the_rules_in_force_depend_on_the_day(day: date, due: MonthDay, book: RuleBook) -> None:
    assert book.on(day).due.value == due


def test_a_day_before_all_rules_is_an_error_that_names_it_and_the_days_covered(book: RuleBook) -> None:
    with pytest.raises(NoRulesInForce) as raised:
        book.on(date(2025, 5, 19))
    assert raised.value.day == date(2025, 5, 19)
    assert raised.value.covered == ((date(2025, 5, 20), date(2025, 10, 19)), (date(2025, 10, 20), None))
    assert "2025-05-19" in str(raised.value)


def test_a_book_whose_sets_overlap_is_refused(older: SecurityRules) -> None:
    with pytest.raises(InvalidRules, match="two sets of rules hold on 2025-06-01"):
        RuleBook([replace(older, in_force=Period(date(2025, 6, 1))), older])


def test_every_value_carries_its_source_and_days(newer: SecurityRules) -> None:
    assert newer.due.source.evidence is Evidence.LINK_SEEN
    assert newer.due.source.checked == date(2026, 11, 23)
    assert newer.due.in_force == Period(date(2025, 10, 20))
    assert newer.agreement_minimum.in_force == Period(date(2025, 5, 20))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("cash_share", Decimal("0"), id="no share"),
        pytest.param("agreement_share", Decimal("1.01"), id="more than the whole"),
        pytest.param("agreement_minimum", Decimal("10000001"), id="minimum above the maximum"),
        pytest.param("agreement_minimum", Decimal("-1"), id="negative minimum"),
        pytest.param("window_end", MonthDay(10, 18), id="a day of the year in no window"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(field: str, value: Any, newer: SecurityRules) -> None:
    with pytest.raises(InvalidRules) as raised:
        replace(newer, **{field: Sourced(value, newer.due.source, newer.due.in_force)})
    assert raised.value.field == field


def test_a_window_may_be_the_calendar_year(newer: SecurityRules) -> None:
    start = Sourced(MonthDay(1, 1), newer.due.source, newer.due.in_force)
    end = Sourced(MonthDay(12, 31), newer.due.source, newer.due.in_force)
    assert replace(newer, window_start=start, window_end=end).window_end.value == MonthDay(12, 31)

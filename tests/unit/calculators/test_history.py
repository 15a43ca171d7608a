from __future__ import annotations

from decimal import Decimal

import pytest

from bot.calculators import MonthTotal, highest_month
from bot.errors import AmountFault, InvalidAmount, InvalidMonths, MonthsFault


def totals(*amounts: str) -> list[MonthTotal]:
    return [MonthTotal(Decimal(amount)) for amount in amounts]


def dated(*months: tuple[int, int | None, str]) -> list[MonthTotal]:
    return [MonthTotal(Decimal(amount), month, year) for month, year, amount in months]


def test_the_highest_month_says_where_it_stood() -> None:
    highest = highest_month(totals("4200", "38400", "3100.50"))
    assert (highest.amount, highest.position, highest.tied) == (Decimal("38400.00"), 2, ())


def test_of_equal_months_the_first_listed_counts_and_the_others_are_told() -> None:
    highest = highest_month(totals("1", "9.5", "9.50", "2", "9.50"))
    assert (highest.position, highest.tied) == (2, (3, 5))


def test_dated_months_are_compared_by_calendar_not_by_place() -> None:
    highest = highest_month(dated((2, 2026, "900"), (11, 2025, "900"), (1, 2026, "100")))
    assert (highest.position, highest.month, highest.year, highest.tied) == (2, 11, 2025, (1,))


def test_months_without_years_keep_their_place() -> None:
    highest = highest_month(dated((11, None, "900"), (2, None, "900")))
    assert (highest.position, highest.month) == (1, 11)


@pytest.mark.parametrize(
    ("months", "reason", "position", "other"),
    [
        pytest.param([], MonthsFault.NONE_GIVEN, None, None, id="none"),
        pytest.param(totals(*["1"] * 13), MonthsFault.TOO_MANY, 13, None, id="thirteen"),
        pytest.param(dated((3, None, "1"), (4, None, "1"), (3, None, "2")), MonthsFault.DUPLICATE, 3, 1, id="March twice"),
        pytest.param(dated((3, 2025, "1"), (3, 2025, "2")), MonthsFault.DUPLICATE, 2, 1, id="March 2025 twice"),
        pytest.param(dated((3, 2025, "1"), (3, None, "2")), MonthsFault.DUPLICATE, 2, 1, id="March, maybe of the same year"),
        pytest.param(dated((3, None, "1"), (3, 2025, "2")), MonthsFault.DUPLICATE, 2, 1, id="the same, other way round"),
        pytest.param(dated((0, None, "1")), MonthsFault.UNKNOWN_MONTH, 1, None, id="month 0"),
        pytest.param(dated((1, None, "1"), (13, None, "1")), MonthsFault.UNKNOWN_MONTH, 2, None, id="month 13"),
        pytest.param(dated((1, 26, "1")), MonthsFault.UNKNOWN_YEAR, 1, None, id="year of two digits"),
        pytest.param(dated((1, 2025, "1"), (2, 2026, "1")), MonthsFault.SPAN_TOO_LONG, 1, 2, id="fourteen calendar months"),
    ],
)
def test_months_that_are_no_year_of_history_are_refused(
    months: list[MonthTotal], reason: MonthsFault, position: int | None, other: int | None
) -> None:
    with pytest.raises(InvalidMonths) as raised:
        highest_month(months)
    assert (raised.value.reason, raised.value.position, raised.value.other) == (reason, position, other)


@pytest.mark.parametrize(
    "months",
    [
        pytest.param(dated((3, 2025, "1"), (3, 2026, "2")), id="the same month of two years"),
        pytest.param(dated((10, 2025, "1"), (10, 2026, "2")), id="both ends of a window that starts within October"),
        pytest.param(totals("1", "1"), id="equal amounts of unnamed months"),
    ],
)
def test_months_that_only_look_alike_are_taken(months: list[MonthTotal]) -> None:
    assert highest_month(months).amount > 0


def test_a_bad_total_is_named_by_its_entry() -> None:
    with pytest.raises(InvalidAmount) as raised:
        highest_month(dated((1, 2026, "4200"), (2, 2026, "-5")))
    assert raised.value.reason is AmountFault.NEGATIVE
    assert str(raised.value) == "invalid_amount: value=-5, reason=negative, position=2, month=2, year=2026"

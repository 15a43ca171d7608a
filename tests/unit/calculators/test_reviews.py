from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.calculators import MonthDay, Period, RuleBook, SecurityRules, Sourced, review_dates, reviews_on
from bot.errors import InvalidRules, NoRulesInForce


def window(start: str, end: str) -> tuple[date, date]:
    return date.fromisoformat(start), date.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "closed", "running", "due", "due_window"),
    [
        pytest.param("2026-11-23", ("2025-10-20", "2026-10-19"), ("2026-10-20", "2027-10-19"), "2027-01-15", "closed", id="newer: today"),
        pytest.param("2026-10-19", ("2024-10-20", "2025-10-19"), ("2025-10-20", "2026-10-19"), "2027-01-15", "running", id="newer: last day of a window"),
        pytest.param("2026-10-20", ("2025-10-20", "2026-10-19"), ("2026-10-20", "2027-10-19"), "2027-01-15", "closed", id="newer: review day"),
        pytest.param("2027-01-15", ("2025-10-20", "2026-10-19"), ("2026-10-20", "2027-10-19"), "2027-01-15", "closed", id="newer: on the due date"),
        pytest.param("2027-01-16", ("2025-10-20", "2026-10-19"), ("2026-10-20", "2027-10-19"), "2028-01-15", "running", id="newer: the day after"),
        pytest.param("2025-10-20", ("2024-10-20", "2025-10-19"), ("2025-10-20", "2026-10-19"), "2026-01-15", "closed", id="newer: first review"),
        pytest.param("2025-06-30", ("2023-07-25", "2024-07-24"), ("2024-07-25", "2025-07-24"), "2025-10-15", "running", id="older: June 2025"),
        pytest.param("2025-07-24", ("2023-07-25", "2024-07-24"), ("2024-07-25", "2025-07-24"), "2025-10-15", "running", id="older: last day of the window"),
        pytest.param("2025-07-25", ("2024-07-25", "2025-07-24"), ("2025-07-25", "2026-07-24"), "2025-10-15", "closed", id="older: the day after"),
        pytest.param("2025-10-15", ("2024-07-25", "2025-07-24"), ("2025-07-25", "2026-07-24"), "2025-10-15", "closed", id="older: on the due date"),
    ],
)  # fmt: skip
def test_a_day_has_a_closed_window_a_running_one_and_a_next_due_date(
    day: str, closed: tuple[str, str], running: tuple[str, str], due: str, due_window: str, book: RuleBook
) -> None:
    dates = reviews_on(date.fromisoformat(day), book)
    assert (dates.closed.start, dates.closed.end) == window(*closed)
    assert (dates.running.start, dates.running.end) == window(*running)
    assert dates.next_due.due == date.fromisoformat(due)
    expected = dates.closed if due_window == "closed" else dates.running
    assert (dates.next_due.start, dates.next_due.end) == (expected.start, expected.end)
    assert dates.next_due.closed_on(dates.day) is (due_window == "closed")


def test_after_the_last_due_date_of_the_old_calendar_the_new_one_comes_next(book: RuleBook) -> None:
    day = date(2025, 10, 17)
    assert review_dates(day, book.on(day)).next_due.due == date(2026, 10, 15)
    following = reviews_on(day, book).next_due
    assert (following.due, following.start) == (date(2026, 1, 15), date(2024, 10, 20))


def test_rules_that_end_without_another_review_fall_back_on_their_own_calendar(older: SecurityRules) -> None:
    short = RuleBook([replace(older, in_force=Period(date(2025, 8, 1), date(2025, 12, 31)))])
    assert reviews_on(date(2025, 11, 1), short).next_due.due == date(2026, 10, 15)


def test_reviews_of_a_day_without_rules_are_an_error(book: RuleBook) -> None:
    with pytest.raises(NoRulesInForce):
        reviews_on(date(2025, 5, 19), book)


def test_a_due_date_that_falls_in_the_year_of_the_review_stays_in_it(newer: SecurityRules) -> None:
    on_review_day = replace(newer, due=Sourced(MonthDay(10, 20), newer.due.source, newer.due.in_force))
    assert review_dates(date(2026, 11, 23), on_review_day).closed.due == date(2026, 10, 20)


def test_a_leap_day_is_no_day_of_every_year() -> None:
    with pytest.raises(InvalidRules, match="02-29 is not a day of every year"):
        MonthDay(2, 29)


def test_a_window_ending_in_february_takes_in_the_leap_day(newer: SecurityRules) -> None:
    rules = replace(
        newer,
        window_start=Sourced(MonthDay(3, 1), newer.due.source, newer.due.in_force),
        window_end=Sourced(MonthDay(2, 28), newer.due.source, newer.due.in_force),
    )
    assert review_dates(date(2028, 2, 29), rules).running.end == date(2028, 2, 29)

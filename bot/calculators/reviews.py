"""When CBSA reviews a business's security: which twelve months it looks at, and by when to act.

Two calendars exist (CFIB's page of June 2025, and CBSA's bulletin of August 2025); both are data, and the arithmetic is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.calculators.rules import ONE_DAY, Period, RuleBook, SecurityRules


@dataclass(frozen=True)
class Review:
    """One yearly review: the window it looks at, the day it runs (the one after the window), the day to comply by."""

    start: date
    end: date
    runs_on: date
    due: date
    rules: SecurityRules = field(repr=False)

    def closed_on(self, day: date) -> bool:
        """Whether the whole window lies before ``day``: its totals no longer change."""
        return self.end < day


@dataclass(frozen=True)
class ReviewDates:
    """The reviews around a day.

    ``closed`` looked at the last window to have closed, ``running`` will look at the window ``day`` lies in, and ``next_due`` is
    the one with the earliest due date not yet past: always one of these two, save where the rules change in between.
    """

    day: date
    closed: Review
    running: Review
    next_due: Review


def review_of(year: int, rules: SecurityRules) -> Review:
    """Return the review that runs in ``year``.

    >>> newer = review_of(2026, BOOK.on(date(2026, 11, 23)))
    >>> str(newer.start), str(newer.end), str(newer.runs_on), str(newer.due)
    ('2025-10-20', '2026-10-19', '2026-10-20', '2027-01-15')
    >>> older = review_of(2025, BOOK.on(date(2025, 6, 30)))
    >>> str(older.start), str(older.end), str(older.runs_on), str(older.due)
    ('2024-07-25', '2025-07-24', '2025-07-25', '2025-10-15')
    """
    runs_on = rules.window_start.value.in_year(year)
    due = rules.due.value.in_year(year)
    if due < runs_on:
        due = rules.due.value.in_year(year + 1)
    start = rules.window_start.value.in_year(year - 1)
    return Review(start=start, end=runs_on - ONE_DAY, runs_on=runs_on, due=due, rules=rules)


def review_dates(day: date, rules: SecurityRules) -> ReviewDates:
    """Return the reviews around ``day`` by one set of rules, as if it held for ever. A review due on ``day`` is still the next.

    >>> dates = review_dates(date(2026, 11, 23), BOOK.on(date(2026, 11, 23)))
    >>> str(dates.closed.end), str(dates.next_due.due)
    ('2026-10-19', '2027-01-15')
    """
    reviews = [review_of(year, rules) for year in range(day.year - 2, day.year + 2)]
    closed = max((review for review in reviews if review.closed_on(day)), key=lambda review: review.end)
    running = next(review for review in reviews if day in Period(review.start, review.end))
    next_due = min((review for review in reviews if review.due >= day), key=lambda review: review.due)
    return ReviewDates(day=day, closed=closed, running=running, next_due=next_due)


def reviews_on(day: date, book: RuleBook) -> ReviewDates:
    """Return the reviews around ``day``, each by the rules in force on the day it runs.

    Differs from ``review_dates`` near a change of rules. On October 17, 2025 the old calendar's due date is past and its next
    review will never run: what comes next is the first review of the new calendar.

    Raises ``NoRulesInForce`` when ``day`` is not covered.

    >>> str(reviews_on(date(2025, 10, 17), BOOK).next_due.due)
    '2026-01-15'
    """
    by_rules_of_the_day = review_dates(day, book.on(day))
    runs = [
        review
        for rules in book.sets
        for year in range(day.year - 2, day.year + 2)
        for review in [review_of(year, rules)]
        if review.runs_on in rules.in_force and review.due >= day
    ]
    # None is left when the rules end before another review runs; then the calendar of the day is all that is known.
    next_due = min(runs, key=lambda review: review.due, default=by_rules_of_the_day.next_due)
    return ReviewDates(day, by_rules_of_the_day.closed, by_rules_of_the_day.running, next_due)

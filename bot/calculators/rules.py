"""The rules of financial security as dated, sourced values, and the book that knows which are in force on a day.

No figure lives here: ``bot.content.rates`` reads them from ``bot/content/rates/`` and builds these objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Generic, TypeVar

from bot.errors import InvalidRules, NoRulesInForce

T_co = TypeVar("T_co", covariant=True)

ONE_DAY = timedelta(days=1)


class Evidence(Enum):
    """How well a source is known: its page was read, its address was seen, or its address was inferred."""

    SEEN = "SEEN"
    LINK_SEEN = "LINK_SEEN"
    INFERRED = "INFERRED"


@dataclass(frozen=True)
class Page:
    """One language's page of a source; ``evidence`` is about the page, not about the figure taken from it."""

    title: str
    url: str
    evidence: Evidence


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: the page in both languages, the day it was checked, and how well the figure is known."""

    id: str
    en: Page
    fr: Page
    checked: date
    evidence: Evidence

    def page(self, language: str) -> Page:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included; open when ``end`` is ``None``."""

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day that comes every year. February 29 doesn't, so it is refused.

    >>> MonthDay(10, 20).in_year(2026)
    datetime.date(2026, 10, 20)
    """

    month: int
    day: int

    def __post_init__(self) -> None:
        try:
            date(2001, self.month, self.day)  # any year that is not a leap year
        except ValueError:
            raise InvalidRules(field="month_day", cause=f"{self} is not a day of every year") from None

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class Sourced(Generic[T_co]):
    """A value with its source and the days it holds."""

    value: T_co
    source: Source
    in_force: Period


@dataclass(frozen=True)
class SecurityRules:
    """Everything the calculation needs, as in force over one period.

    Shares are fractions of the highest month (0.5 is half); the minimum and maximum are dollars per RM account. There is no
    minimum for the cash deposit. The review looks at ``window_start`` to ``window_end`` of the next year; more security, if it
    asks for some, is to be in place by the first ``due`` after that.
    """

    in_force: Period
    cash_share: Sourced[Decimal]
    agreement_share: Sourced[Decimal]
    agreement_minimum: Sourced[Decimal]
    maximum: Sourced[Decimal]
    window_start: Sourced[MonthDay]
    window_end: Sourced[MonthDay]
    due: Sourced[MonthDay]

    def __post_init__(self) -> None:
        for field in ("cash_share", "agreement_share"):
            share: Decimal = getattr(self, field).value
            if not 0 < share <= 1:
                raise InvalidRules(field=field, cause=f"{share} is not above 0 and at most 1")
        if not 0 <= self.agreement_minimum.value <= self.maximum.value:
            raise InvalidRules(
                field="agreement_minimum",
                cause=f"{self.agreement_minimum.value} is not between 0 and the maximum {self.maximum.value}",
            )
        # In a year that isn't a leap year, so that February 28 counts as the day before March 1.
        if self.window_end.value.in_year(2001) + ONE_DAY not in {
            self.window_start.value.in_year(2001),
            self.window_start.value.in_year(2002),
        }:
            raise InvalidRules(
                field="window_end",
                cause=f"{self.window_end.value} is not the day before the window starts again on {self.window_start.value}",
            )


@dataclass(frozen=True)
class RuleBook:
    """All known sets of rules, in order of time, without overlaps."""

    sets: tuple[SecurityRules, ...]

    def __init__(self, sets: Iterable[SecurityRules]) -> None:
        ordered = tuple(sorted(sets, key=lambda rules: rules.in_force.start))
        for earlier, later in pairwise(ordered):
            if later.in_force.start in earlier.in_force:
                raise InvalidRules(field="in_force", cause=f"two sets of rules hold on {later.in_force.start.isoformat()}")
        object.__setattr__(self, "sets", ordered)

    def on(self, day: date) -> SecurityRules:
        """Return the rules in force on ``day``.

        Raises ``NoRulesInForce``, which names the day and the days covered.

        >>> BOOK.on(date(2026, 11, 23)).due.value
        MonthDay(month=1, day=15)
        >>> BOOK.on(date(2025, 5, 19))
        Traceback (most recent call last):
        bot.errors.NoRulesInForce: no_rules_in_force: day=2025-05-19, covered=[2025-05-20..2025-10-19; 2025-10-20..]
        """
        for rules in self.sets:
            if day in rules.in_force:
                return rules
        raise NoRulesInForce(day=day, covered=[(rules.in_force.start, rules.in_force.end) for rules in self.sets])

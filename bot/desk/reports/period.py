"""The days that a report covers: whole days as Ottawa counts them, which is where the advisors' head office is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.errors import BotError
from bot.ottawa import OTTAWA

LENGTHS = (7, 30, 90)
"""The periods to choose from, in days that end today."""

USUAL_DAYS = 30
MOST_DAYS = 366
_MOST_STEPS = 92


class UnusablePeriod(BotError):
    """Days that are no dates, in the wrong order, not begun yet, or more than ``most``."""

    code = "unusable_period"

    def __init__(self) -> None:
        super().__init__(most=MOST_DAYS)


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def of_days(cls, days: int, today: date) -> Period:
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment after the last one."""
        return _midnight(self.last + timedelta(days=1))

    def steps(self) -> Sequence[Period]:
        """Return the period in days, or in weeks when it has too many days to be drawn; the last week may be short."""
        length = 1 if self.days <= _MOST_STEPS else 7
        starts = (self.first + timedelta(days=ahead) for ahead in range(0, self.days, length))
        return [Period(start, min(start + timedelta(days=length - 1), self.last)) for start in starts]


def asked_period(asked: Mapping[str, str], today: date) -> Period:
    """Return the period that a page's address asks for: ``days``, or ``from`` and ``to``; the usual one when it asks for none.

    A last day after today is taken as today. Raises ``UnusablePeriod``.
    """
    days, first, last = (asked.get(name, "").strip() for name in ("days", "from", "to"))
    if first or last:
        try:
            period = Period(date.fromisoformat(first), min(date.fromisoformat(last), today))
        except ValueError:
            raise UnusablePeriod() from None
        if period.first > period.last or period.days > MOST_DAYS:
            raise UnusablePeriod()
        return period
    if days and days not in map(str, LENGTHS):
        raise UnusablePeriod()
    return Period.of_days(int(days or USUAL_DAYS), today)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OTTAWA).astimezone(timezone.utc)

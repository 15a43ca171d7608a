"""The day in Ottawa. Rules come into force, rates change and CFIB's head office counts its days by that clock, wherever the machine stands.

When advisors answer is kept in each person's own time zone instead: those are content (``bot/content/desk/hours.yml``).
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

OTTAWA = ZoneInfo("America/Toronto")


def day_of(moment: datetime) -> date:
    """Return the day on which a moment falls.

    >>> day_of(datetime(2026, 12, 1, 3, 0, tzinfo=timezone.utc))
    datetime.date(2026, 11, 30)
    """
    return moment.astimezone(OTTAWA).date()


def today() -> date:
    return day_of(datetime.now(timezone.utc))

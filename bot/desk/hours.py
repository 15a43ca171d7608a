"""When advisors answer, in the person's own time zone and with the holidays of their province. Hours and zones are data (``hours.yml``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True)
class Hours:
    """The desk's hours. ``days`` counts from Monday, 0; ``zones`` is by two-letter province; ``home`` stands in for an unknown one."""

    opens: time
    closes: time
    days: frozenset[int]
    home: str
    zones: Mapping[str, ZoneInfo]
    is_holiday: Callable[[str, date], bool]

    def zone(self, province: str) -> ZoneInfo:
        return self.zones.get(province) or self.zones[self.home]

    def are_open(self, at: datetime, province: str = "") -> bool:
        """Say whether advisors answer a person of ``province`` at a moment; closing time is no longer open."""
        local = at.astimezone(self.zone(province))
        return self._works(local.date(), province) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime, province: str = "") -> datetime:
        """Return when advisors next begin to answer, in the person's zone; ``at`` itself while they do.

        Raises ``LookupError`` when no day is open within three weeks.
        """
        zone = self.zone(province)
        local = at.astimezone(zone)
        if self.are_open(at, province):
            return local
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            opening = datetime.combine(day, self.opens, zone)
            if opening > local and self._works(day, province):
                return opening
        raise LookupError(f"the desk is never open in {province or self.home}")

    def _works(self, day: date, province: str) -> bool:
        return day.weekday() in self.days and not self.is_holiday(province if province in self.zones else self.home, day)

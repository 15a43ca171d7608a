"""When advisors answer, in the person's own time zone and with the holidays of their province.

Hours, zones and regions with hours of their own are data (``hours.yml``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True)
class OpenHours:
    """The hours of one day, and the days of the week that have them; ``days`` counts from Monday, 0."""

    opens: time
    closes: time
    days: frozenset[int]


@dataclass(frozen=True)
class Hours:
    """The desk's hours. ``zones`` is by two-letter province, so is ``regions``, which has those with hours of their own; ``home`` stands
    in for an unknown province."""

    usual: OpenHours
    home: str
    zones: Mapping[str, ZoneInfo]
    is_holiday: Callable[[str, date], bool]
    regions: Mapping[str, OpenHours] = field(default_factory=dict)

    def of(self, province: str) -> OpenHours:
        return self.regions.get(self._known(province), self.usual)

    def zone(self, province: str) -> ZoneInfo:
        return self.zones[self._known(province)]

    def are_open(self, at: datetime, province: str = "") -> bool:
        """Say whether advisors answer a person of ``province`` at a moment; closing time is no longer open."""
        local, hours = at.astimezone(self.zone(province)), self.of(province)
        return self._works(local.date(), province) and hours.opens <= local.time() < hours.closes

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
            opening = datetime.combine(day, self.of(province).opens, zone)
            if opening > local and self._works(day, province):
                return opening
        raise LookupError(f"the desk is never open in {province or self.home}")

    def _works(self, day: date, province: str) -> bool:
        return day.weekday() in self.of(province).days and not self.is_holiday(self._known(province), day)

    def _known(self, province: str) -> str:
        return province if province in self.zones else self.home

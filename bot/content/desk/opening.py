"""Reads ``hours.yml``: when advisors answer, the provinces, and regions that have hours or a telephone of their own.

Every problem is told as ``file: field: cause``, all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.model import Contact
from bot.desk.hours import OpenHours
from bot.errors import ContentProblem
from bot.language import Language

FILE = "desk/hours.yml"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIELDS = {"opens", "closes", "days", "home", "urgent_topics", "provinces", "regions"}
_REGION_FIELDS = {"opens", "closes", "days", "contact"}
_USUAL = OpenHours(time(9), time(17), frozenset(range(5)))


@dataclass
class Opening:
    """What the file says. ``contacts`` are keys of ``contacts.yml``, by province. Where there are ``problems`` the rest is of no use."""

    hours: OpenHours = _USUAL
    home: str = ""
    zones: dict[str, ZoneInfo] = field(default_factory=dict)
    names: dict[str, dict[Language, str]] = field(default_factory=dict)
    urgent_topics: frozenset[str] = frozenset()
    regions: dict[str, OpenHours] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    problems: list[ContentProblem] = field(default_factory=list)

    def refuse(self, field_: str, cause: str) -> None:
        self.problems.append(ContentProblem(FILE, field_, cause))


def read_opening(raw: Mapping[str, Any]) -> Opening:
    """Return what the file's mapping says, with what is wrong with it."""
    found = Opening()
    _known(found, "", raw, _FIELDS)
    _provinces(found, raw.get("provinces"))
    found.hours = _hours(found, "", raw, None)
    found.home = str(raw.get("home"))
    if found.home not in found.names:
        found.refuse("home", f"{found.home} must be one of the provinces")
    topics = raw.get("urgent_topics") or []
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        found.refuse("urgent_topics", "must be a list of ids of answers: [goods_stuck]")
    else:
        found.urgent_topics = frozenset(topics)
    _regions(found, raw.get("regions") or {})
    return found


def contact_problems(asked: Mapping[str, str], contacts: Mapping[str, Contact]) -> Iterator[ContentProblem]:
    """Say which regions name a contact that isn't there or can't be called."""
    for province, key in asked.items():
        if key not in contacts:
            yield ContentProblem(FILE, f"regions.{province}.contact", f"{key} is not in contacts.yml: correct the key, or add it there")
        elif contacts[key].kind != "phone":
            yield ContentProblem(FILE, f"regions.{province}.contact", f"{key} is no telephone: name a contact of kind phone")


def _provinces(found: Opening, raw: object) -> None:
    if not isinstance(raw, Mapping) or not raw:
        found.refuse("provinces", "must give each province's zone and names by its two letters")
        return
    for code, province in raw.items():
        place = f"provinces.{code}"
        if not isinstance(code, str):
            found.refuse(place, "the letters must stand in quotation marks: YAML reads them as yes or no")
        elif not isinstance(province, Mapping):
            found.refuse(place, "must be {zone: ..., en: ..., fr: ...}")
        else:
            found.names[code] = {language: str(province.get(language.value) or "").strip() for language in Language}
            for language, name in found.names[code].items():
                if not name:
                    found.refuse(f"{place}.{language.value}", "is missing")
            try:
                found.zones[code] = ZoneInfo(str(province.get("zone")))
            except (ValueError, LookupError, OSError):
                found.refuse(f"{place}.zone", f"{province.get('zone')} is no time zone: write one such as America/Toronto")


def _regions(found: Opening, raw: object) -> None:
    if not isinstance(raw, Mapping):
        found.refuse("regions", "must give hours or a contact by a province's two letters")
        return
    for code, region in raw.items():
        place = f"regions.{code}"
        if code not in found.names:
            quoted = "" if isinstance(code, str) else "; letters that YAML reads as yes or no need quotation marks"
            found.refuse(place, f"{code} is none of the provinces above{quoted}")
        elif not isinstance(region, Mapping) or not region:
            found.refuse(place, "must give opens, closes, days or contact")
        else:
            _known(found, f"{place}.", region, _REGION_FIELDS)
            found.regions[code] = _hours(found, f"{place}.", region, found.hours)
            if "contact" in region:
                found.contacts[code] = str(region["contact"])


def _hours(found: Opening, place: str, raw: Mapping[str, Any], usual: OpenHours | None) -> OpenHours:
    """Read opening hours; what a region leaves out is as usual."""
    opens = _time(found, f"{place}opens", raw.get("opens"), usual.opens if usual else None)
    closes = _time(found, f"{place}closes", raw.get("closes"), usual.closes if usual else None)
    if opens and closes and opens >= closes:
        found.refuse(f"{place}closes", f"{closes:%H:%M} must be after opens ({opens:%H:%M})")
    days = usual.days if usual and "days" not in raw else _days(found, f"{place}days", raw.get("days"))
    return OpenHours(opens or _USUAL.opens, closes or _USUAL.closes, days)


def _time(found: Opening, place: str, raw: object, usual: time | None) -> time | None:
    if raw is None and usual is not None:
        return usual
    try:
        if isinstance(raw, str):
            return time.fromisoformat(raw).replace(tzinfo=None)
    except ValueError:
        pass
    found.refuse(place, f'{"is missing" if raw is None else f"{raw} is no time"}: write it in quotation marks, such as "09:00"')
    return None


def _days(found: Opening, place: str, raw: object) -> frozenset[int]:
    days = raw if isinstance(raw, list) else []
    wrong = [str(day) for day in days if day not in DAYS]
    if not days or wrong:
        found.refuse(place, f"{', '.join(wrong) or 'an empty list'} can't be read: list days such as [monday, tuesday]")
        return _USUAL.days
    return frozenset(DAYS.index(day) for day in days)


def _known(found: Opening, place: str, raw: Mapping[Any, Any], fields: Iterable[str]) -> None:
    for name in raw:
        if name not in fields:
            found.refuse(f"{place}{name}", f"is not known: use {', '.join(sorted(fields))}")

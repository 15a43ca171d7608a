"""The desk's hours and provinces (``hours.yml``), and its words, a file for each room: ``handoff.yml`` is what is said in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import yaml

from bot.content.web import WebWords, load_words
from bot.desk.hours import Hours
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

FOLDER = Path(__file__).parent
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class DeskContent:
    """``provinces`` gives each province's name by its two letters."""

    hours: Hours
    provinces: Mapping[str, Mapping[Language, str]]
    urgent_topics: frozenset[str]


def load_desk(folder: Path = FOLDER) -> DeskContent:
    """Return the desk's data. Raises ``InvalidContent``."""
    raw = yaml.safe_load((folder / "hours.yml").read_text("utf-8"))
    try:
        provinces = raw["provinces"]
        hours = Hours(
            opens=time.fromisoformat(raw["opens"]),
            closes=time.fromisoformat(raw["closes"]),
            days=frozenset(_DAYS.index(day) for day in raw["days"]),
            home=raw["home"],
            zones={code: ZoneInfo(province["zone"]) for code, province in provinces.items()},
            is_holiday=is_holiday,
        )
        names = {code: {language: str(province[language.value]) for language in Language} for code, province in provinces.items()}
        if hours.home not in names or not hours.days or hours.opens >= hours.closes:
            raise ValueError("home must be a province, days not empty, and opens before closes")
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise InvalidContent(problems=[ContentProblem("desk/hours.yml", "-", f"can't be read: {fault}")]) from None
    is_holiday(hours.home, date(2026, 1, 1))  # the package loads its calendars at the first question, which takes a quarter of a second
    return DeskContent(hours, names, frozenset(raw.get("urgent_topics", ())))


def load_desk_words(folder: Path = FOLDER) -> WebWords:
    """Return the words of the desk beside those of the website's chat, which its pages share. Raises ``InvalidContent``."""
    return load_words().joined(load_words(folder, sorted(path.stem for path in folder.glob("*.yml") if path.stem != "hours")))


def is_holiday(province: str, day: date) -> bool:
    """Say whether a day is a public holiday in a province (two letters)."""
    return day in _holidays(province)


@cache
def _holidays(province: str) -> holidays.HolidayBase:
    return holidays.country_holidays("CA", subdiv=province)

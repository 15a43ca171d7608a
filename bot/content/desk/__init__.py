"""The desk's hours and provinces (``hours.yml``), and its words, a file for each room: ``handoff.yml`` is what is said in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import holidays

from bot.content.desk.opening import FILE, Opening, read_opening
from bot.content.files import yaml_files
from bot.content.rate_fields import read_mapping
from bot.content.web import WebWords, load_words
from bot.desk.hours import Hours
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DeskContent:
    """``provinces`` gives each province's name by its two letters; ``contacts``, keys of ``contacts.yml``, is of those with their own
    telephone."""

    hours: Hours
    provinces: Mapping[str, Mapping[Language, str]]
    urgent_topics: frozenset[str]
    contacts: Mapping[str, str]


def load_desk(folder: Path = FOLDER) -> DeskContent:
    """Return the desk's data. Raises ``InvalidContent``."""
    problems: list[ContentProblem] = []
    raw = read_mapping(folder / "hours.yml", FILE, problems)
    opening = read_opening(raw) if not problems else Opening(problems=problems)
    if opening.problems:
        raise InvalidContent(problems=opening.problems)
    hours = Hours(opening.hours, opening.home, opening.zones, is_holiday, opening.regions)
    is_holiday(hours.home, date(2026, 1, 1))  # the package loads its calendars at the first question, which takes a quarter of a second
    return DeskContent(hours, opening.names, opening.urgent_topics, opening.contacts)


def load_desk_words(folder: Path = FOLDER) -> WebWords:
    """Return the words of the desk beside those of the website's chat, which its pages share. Raises ``InvalidContent``."""
    return load_words().joined(load_room_words(folder))


def load_room_words(folder: Path = FOLDER) -> WebWords:
    """Return the words of the desk alone. Raises ``InvalidContent``."""
    return load_words(folder, [path.stem for path in yaml_files(folder) if path.stem != "hours"])


def is_holiday(province: str, day: date) -> bool:
    """Say whether a day is a public holiday in a province (two letters)."""
    return day in _holidays(province)


@cache
def _holidays(province: str) -> holidays.HolidayBase:
    return holidays.country_holidays("CA", subdiv=province)

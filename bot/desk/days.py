"""Reads since when something is so: a date in any form, "yesterday", "depuis mardi", "three days now". In both languages at once.

A day that lies behind is meant: "Dec 20" said in November is last year's, and of two readings of 11/12/2026 the one to come can't be it.
Dates are found by a function that is passed in; what is said from today is read here, without the pipelines of ``bot.nlu``, which are
too heavy for the gateway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.desk.folding import folded
from bot.language import Language

_WEEKDAYS: Mapping[str, int] = {
    name: place
    for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    )
    for place, name in enumerate(names)
}
_COUNTS = {
    name: count
    for names in (
        ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
        ("un",),
        ("one",),
    )
    for count, name in enumerate(names, 1)
}
_FEW = {
    re.compile(r"\b(?:day before yesterday|avant hier|couple (?:of|de) (?:days|jours))\b"): 2,
    re.compile(r"\b(?:yesterday|last night|hier|nuit derniere|nuit passee)\b"): 1,
    re.compile(r"\b(?:today|this (?:morning|afternoon|evening)|tonight|aujourd hui|ce (?:matin|midi|soir)|cet apres midi|cette nuit)\b"): 0,
}
_AGO = re.compile(rf"\b([0-9]{{1,3}}|{'|'.join(_COUNTS)}) (?:full |whole |bonnes? )?(day|jour|week|semaine)s?\b")
_HOURS = re.compile(rf"\b(?:([0-9]{{1,3}}) ?(?:h|hrs?|hours?|heures?)|(?:{'|'.join(_COUNTS)}|an|few|quelques) (?:hour|heure)s?)\b")
_TIME = (
    r"(?: (?:at|around|about|a|vers) [0-9]{1,2}| [0-9]{1,2}(?= ?(?:h|[ap] ?m)))"
    r"(?: ?(?:h|hrs?|hours?|heures?))?(?: ?[0-5][0-9])?(?: ?[ap] ?m)?"
)
_CLOCK = re.compile(r"(?:\bà\s+)?\b[0-9]{1,2}\s?(?:h\s?[0-5][0-9]|h|hrs?|heures?|hours?)\b", re.IGNORECASE)
"""A time of day in what dates are found in, which else is the day: « 20 novembre 14 h »."""
_OF_THE_MONTH = re.compile(rf"\b(?:the|le) ([12]?[0-9]|3[01])(?:st|nd|rd|th|e|er)?(?:{_TIME})?$")
_WEEKEND = re.compile(r"\b(last )?(?:weekend|week end|fin de semaine)( derniere?| passee?)?\b")
_LAST_WEEK = re.compile(r"\b(?:last week|semaine (?:derniere|passee))\b")
_TO_COME = re.compile(r"\b(?:tomorrow|next|demain|prochaine?)\b")
_SATURDAY = 5
_LONGEST = timedelta(days=731)


@dataclass(frozen=True)
class Day:
    """What was read: the day, or else why there is none: ``unread``, ``ahead``, ``long_ago``, or ``either`` of two ``readings``."""

    value: date | None
    fault: str = ""
    readings: tuple[date, ...] = ()


FindDates = Callable[[str, Language, date], Sequence[tuple[date | None, bool, tuple[date, ...]]]]
"""Gives each date in a text: its value if it is a certain day, whether its year was given, and its readings if it has several."""


ReadDay = Callable[[str, Language, datetime], Day]


def day_reader(find: FindDates, zone: tzinfo) -> ReadDay:
    """Return how a day of the past is read; ``zone`` says which day it is now."""

    def read(text: str, language: Language, now: datetime) -> Day:
        today = now.astimezone(zone).date()
        found = [_past(mention, today) for mention in find(_CLOCK.sub(" ", text), language, today)]
        read_days = found or [_said_from(today, folded(text))]
        return next((day for day in read_days if day.value or day.readings), read_days[0])

    return read


def _past(mention: tuple[date | None, bool, tuple[date, ...]], today: date) -> Day:
    value, year_given, readings = mention
    if readings:
        behind = tuple(reading for reading in readings if today - _LONGEST <= reading <= today)
        return Day(None, "either", behind) if len(behind) > 1 else _checked(behind[0] if behind else None, today)
    if value is not None and not year_given and value > today:
        value = _year_before(value)
    return _checked(value, today)


def _checked(value: date | None, today: date) -> Day:
    if value is None:
        return Day(None, "unread")
    if value > today:
        return Day(None, "ahead")
    return Day(value) if today - value <= _LONGEST else Day(None, "long_ago")


def _said_from(today: date, words: str) -> Day:
    if _TO_COME.search(words):
        return Day(None, "ahead")
    for pattern, days in _FEW.items():
        if pattern.search(words):
            return Day(today - timedelta(days=days))
    if ago := _AGO.search(words):
        count = int(ago[1]) if ago[1].isdigit() else _COUNTS[ago[1]]
        return _checked(today - timedelta(days=count * (7 if ago[2] in ("week", "semaine") else 1)), today)
    if numbered := _OF_THE_MONTH.search(words):
        return _day_of_month(int(numbered[1]), today)
    if weekend := _WEEKEND.search(words):
        one_before = any(weekend.groups()) and today.weekday() >= _SATURDAY
        return Day(today - timedelta(days=(today.weekday() - _SATURDAY) % 7 + 7 * one_before))
    if _LAST_WEEK.search(words):
        return Day(today - timedelta(days=today.weekday() + 7))
    for name, place in _WEEKDAYS.items():
        if re.search(rf"\b{name}\b", words):
            return Day(today - timedelta(days=(today.weekday() - place) % 7 or 7))
    if hours := _HOURS.search(words):  # last: beside a day it is the time of day
        return _checked(today - timedelta(days=int(hours[1] or 0) // 24), today)
    return Day(None, "unread")


def _day_of_month(number: int, today: date) -> Day:
    """Return the last day behind us, or today, that has this number in its month."""
    days = (today - timedelta(days=back) for back in range(62))
    return next((Day(day) for day in days if day.day == number), Day(None, "unread"))


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # February 29
        return day.replace(year=day.year - 1, day=28)

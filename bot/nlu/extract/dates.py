"""Finds dates: written out, in digits, or said from today ("last Tuesday", "hier").

Digits like 05/06/2025 can be May 6 or June 5: Canada writes both, so both readings are returned and none is chosen, whatever the
language of the message. A day without its year is the nearest one to today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.language import Language
from bot.nlu.extract.characters import plain
from bot.nlu.extract.context import is_year
from bot.nlu.extract.number_words import read_words
from bot.nlu.extract.pipelines import RELATIVE_DATE, Match, pipeline
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import DateMention, DatePrecision, DateProblem
from bot.nlu.extract.vocabulary import MONTH, MONTHS, WEEKDAYS
from bot.nlu.text import fold

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_NOT_MONEY = r"(?![0-9]|[.,][0-9]|\ [0-9]{3}(?![0-9])|\ ?(?:\$|k\b))"  # "Feb 3 100,50 $" has no February 3

_MONTH_DAY = re.compile(
    rf"\b(?P<month>{MONTH})\ (?:the\ )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er)?(?:,?\ ?{_YEAR}|{_NOT_MONEY})", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"(?<![0-9.,$])(?<![0-9]\ )\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|re|e)?[ -](?:of\ |de\ )?(?P<month>{MONTH})"
    rf"(?:(?:,?\ |-){_YEAR})?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b(?P<month>{MONTH}),?(?:\ |\ ?-\ ?|\ of\ |\ de\ ){_YEAR}(?!\ ?\$)", re.IGNORECASE)
_ISO = re.compile(r"(?<![0-9/.-])(?P<year>(?:19|20)[0-9]{2})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9/-])")
_DIGITS = re.compile(r"(?<![0-9/.-])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9/-]|\.[0-9])")
_BARE_YEAR = re.compile(
    r"\b(?:in|since|en|depuis|year|année|annee|from|until|before|after|avant|après|apres|by|during|late|early|end\ of|fin)\ "
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[.,][0-9]|\ [0-9]{3}(?![0-9])|\ ?\$)",
    re.IGNORECASE,
)
_RELATIVE_DAYS = {
    **dict.fromkeys(("yesterday", "hier"), -1),
    **dict.fromkeys(("today", "aujourd'hui"), 0),
    **dict.fromkeys(("tomorrow", "demain"), 1),
    **dict.fromkeys(("day before yesterday", "avant-hier", "avant - hier"), -2),
    **dict.fromkeys(("day after tomorrow", "apres-demain"), 2),
}


def find_dates(
    text: str,
    language: Language,
    today: date | None = None,
    *,
    taken: Sequence[Span] = (),
    matches: Sequence[Match] | None = None,
) -> list[DateMention]:
    """Return the dates in ``text``, in order of place.

    Without ``today``, what depends on it has no value and the problem ``NEEDS_TODAY``.
    """
    line = plain(text)
    found: list[DateMention] = []
    spans = list(taken)

    def add(mention: DateMention | None) -> None:
        if mention is not None and not overlaps(mention, spans):
            found.append(mention)
            spans.append((mention.start, mention.end))

    for match in _ISO.finditer(line):
        add(_day(match, text, int(match["year"]), int(match["month"]), int(match["day"]), today))
    for match in _DIGITS.finditer(line):
        add(_in_digits(match, text))
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        for match in pattern.finditer(line):
            year = int(match["year"]) if match["year"] else None
            add(_day(match, text, year, _month(match), int(match["day"]), today))
    for match in _MONTH_YEAR.finditer(line):
        if is_year(match["year"]):
            add(_mention(match.span(), text, date(int(match["year"]), _month(match), 1), DatePrecision.MONTH))
    for match in _BARE_YEAR.finditer(line):
        if is_year(match["year"]):
            add(_mention(match.span("year"), text, date(int(match["year"]), 1, 1), DatePrecision.YEAR))
    for relative in matches if matches is not None else pipeline(language).matches(line):
        if relative.label == RELATIVE_DATE:
            add(_relative(relative, text, language, today))
    return sorted(found, key=lambda mention: mention.start)


def _month(match: re.Match[str]) -> int:
    return MONTHS[fold(match["month"]).rstrip(".")]


def _mention(span: Span, text: str, value: date, precision: DatePrecision = DatePrecision.DAY) -> DateMention:
    return DateMention(*span, text[slice(*span)], value, precision)


def _problem(span: Span, text: str, problem: DateProblem, readings: tuple[date, ...] = (), year_given: bool = True) -> DateMention:
    return DateMention(*span, text[slice(*span)], None, DatePrecision.DAY, year_given, readings, problem)


def _day(match: re.Match[str], text: str, year: int | None, month: int, day: int, today: date | None) -> DateMention:
    span = match.span()
    if year is not None:
        value = _valid(year, month, day)
        return _problem(span, text, DateProblem.IMPOSSIBLE) if value is None else _mention(span, text, value)
    if today is None:
        return _problem(span, text, DateProblem.NEEDS_TODAY, year_given=False)
    nearby = [value for offset in (-1, 0, 1) if (value := _valid(today.year + offset, month, day)) is not None]
    if not nearby:
        return _problem(span, text, DateProblem.IMPOSSIBLE, year_given=False)
    nearest = min(nearby, key=lambda value: abs((value - today).days))
    return DateMention(*span, text[slice(*span)], nearest, year_given=False)


def _in_digits(match: re.Match[str], text: str) -> DateMention:
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 4:
        readings = [_valid(year, other, one), _valid(year, one, other)]
    else:  # 25/05/20 may start with the year or with the day
        readings = [_valid(2000 + year, other, one), _valid(2000 + year, one, other), _valid(2000 + one, other, year)]
    possible = tuple(dict.fromkeys(reading for reading in readings if reading is not None))
    if len(possible) == 1:
        return _mention(match.span(), text, possible[0])
    return _problem(match.span(), text, DateProblem.AMBIGUOUS if possible else DateProblem.IMPOSSIBLE, possible)


def _relative(match: Match, text: str, language: Language, today: date | None) -> DateMention:
    span = (match.start, match.end)
    if today is None:
        return _problem(span, text, DateProblem.NEEDS_TODAY)
    words = re.sub(r"\s+", " ", fold(text[slice(*span)])).replace(" - ", "-")
    if words in _RELATIVE_DAYS:
        return _mention(span, text, today + timedelta(days=_RELATIVE_DAYS[words]))
    for name, weekday in WEEKDAYS.items():
        if re.search(rf"\b{name}\b", words):
            ahead = (weekday - today.weekday()) % 7
            is_coming = bool(re.search(r"\b(?:next|this|prochain)\b", words))
            days = (ahead or 7) if is_coming else (ahead or 7) - 7 if ahead else -7
            if words.startswith("this ") and not ahead:
                days = 0
            return _mention(span, text, today + timedelta(days=days))
    if number := re.search(r"[0-9]+", words):
        count: int | None = int(number[0])
    else:
        spelled = read_words(re.sub(r"il y a|days?|weeks?|ago|jours?|semaines?", "", words), language)
        count = None if spelled is None else int(spelled)
    if "ago" in words or "il y a" in words:
        if count is None or count > 1000:
            return _problem(span, text, DateProblem.IMPOSSIBLE)
        return _mention(span, text, today - timedelta(days=count * (7 if re.search("week|semaine", words) else 1)))
    if re.search("week|semaine", words):  # last week: its Monday
        return _mention(span, text, today - timedelta(days=today.weekday() + 7))
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return _mention(span, text, last_month, DatePrecision.MONTH)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

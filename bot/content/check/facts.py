"""Finds the facts in a text, in a form that doesn't depend on the language: dates, times, numbers, addresses, phones and e-mails.

``May 20, 2025`` and ``20 mai 2025`` are both ``2025-05-20``; ``June 2025`` and ``juin 2025`` are ``2025-06``; ``October 15`` and
``15 octobre`` are ``10-15``; ``October`` and ``octobre`` are ``10``; ``seventy-two`` and ``soixante-douze`` are ``72``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot import formatting
from bot.content.render import LINK, PLACEHOLDER, VARIABLE
from bot.language import Language
from bot.nlu.extract.number_words import number_vocabulary, read_words

_SPACE = r"[ \u00a0\u202f]"
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)\]»”\"]+[^\s)\]»”\".,;:!?]|(?<![\w.@-])(?:[\w-]+\.)+(?:ca|com|org|net)(?:/[\w./-]*\w)?(?![\w@-])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .\u00a0-])?\(?\d{3}\)?[ .\u00a0-]\d{3}[ .\u00a0-]\d{4}(?![\d-])")
_STEP = re.compile(r"^\s*\d+[.)] ", re.MULTILINE)
_ISO_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
# Customs Notice 25-23, SOR/2024-42, D17-5-2; RM0001. Short codes (BN9, NE9) are words that differ between the languages.
_REFERENCE = re.compile(r"\b[A-Z]?\d+(?:-\d+)+\b|\b[A-Z]{2,4}\d{3,}\b")
_CODE = re.compile(r"\b[A-Z]+\d{1,2}\b")
_TIME = {
    Language.EN: re.compile(rf"\b(?P<h>\d{{1,2}})(?::(?P<m>\d\d))?{_SPACE}?(?P<half>[ap])\.?m\b", re.IGNORECASE),
    Language.FR: re.compile(rf"\b(?P<h>\d{{1,2}}){_SPACE}?h(?:{_SPACE}?(?P<m>\d\d))?\b"),
}
_NUMBER = {
    Language.EN: re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
    Language.FR: re.compile(rf"(?<![\w,])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"),
}
# "one" and "un" are mostly articles, "cents" coins, "grand" is large, and "zéro" is "nothing" as often: alone these say no number.
_NO_NUMBER = {Language.EN: {"zero", "one", "half", "grand"}, Language.FR: {"zero", "un", "une", "demi", "demie", "cent", "cents"}}
# "either way" is "dans les deux cas": no number is meant.
_BOTH = re.compile(r"\b(?:les|tous|toutes) deux\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """How often each fact stands in a text."""

    dates: Counter[str]
    numbers: Counter[str]
    addresses: Counter[str]
    phones: Counter[str]
    emails: Counter[str]

    @property
    def yearly_dates(self) -> list[str]:
        """The days without a year, as ``MM-DD``."""
        return sorted(day for day in self.dates if re.fullmatch(r"\d\d-\d\d", day))


def prose(text: str) -> str:
    """Return ``text`` without placeholders and variables, and links as their words."""
    return VARIABLE.sub("…", PLACEHOLDER.sub("…", LINK.sub(lambda match: match["words"], text)))


@lru_cache(maxsize=1024)
def facts(text: str, language: Language) -> Facts:
    """Return the facts of ``text``. What was taken for one thing isn't counted as another."""
    rest = _Rest(_STEP.sub("", prose(text)))
    addresses = rest.take(_ADDRESS, lambda match: match.group())
    emails = rest.take(_EMAIL, lambda match: match.group().lower())
    phones = rest.take(_PHONE, lambda match: re.sub(r"\D", "", match.group())[-10:])
    dates = rest.take(_ISO_DATE, lambda match: match.group())
    for pattern in _date_patterns(language):
        dates += rest.take(pattern, lambda match: _day(match, language))
    numbers = rest.take(_REFERENCE, lambda match: match.group())
    rest.take(_CODE, lambda match: match.group())
    numbers += rest.take(_TIME[language], _clock)
    numbers += rest.take(_NUMBER[language], lambda match: _plain_number(match.group(), language))
    rest.take(_BOTH, lambda match: match.group())
    for written in rest.take(_words_pattern(language), lambda match: match.group().lower()).elements():
        numbers += _spelled(written, language)
    return Facts(dates, numbers, addresses, phones, emails)


class _Rest:
    """What is left of a text while facts are taken out of it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def take(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], str]) -> Counter[str]:
        found: Counter[str] = Counter()

        def note(match: re.Match[str]) -> str:
            found[read(match)] += 1
            return " … "

        self._text = pattern.sub(note, self._text)
        return found


@lru_cache(maxsize=2)
def _months(language: Language) -> dict[str, int]:
    names = {formatting.month_name(month, language).lower(): month for month in range(1, 13)}
    short = {formatting.month_name(month, language, short=True).lower().rstrip("."): month for month in range(1, 13)}
    return {**short, **names}


@lru_cache(maxsize=2)
def _date_patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    names = sorted(_months(language), key=len, reverse=True)
    # "may" is a verb; in English a month has a capital letter.
    written = "|".join(name.capitalize() for name in names) if language is Language.EN else "|".join(names)
    month = rf"(?P<month>{written})\b\.?"
    day = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?(?!\d)"
    year = r"(?P<year>\d{4})(?!\d)"
    gap = r"[\s\u00a0\u202f]+"
    day_first = rf"(?<!\d){day}{gap}{month}(?:{gap}{year})?"
    month_year = rf"\b{month}{gap}{year}"
    alone = "|".join(formatting.month_name(number, language) for number in range(1, 13))
    if language is Language.FR:
        return (
            re.compile(day_first, re.IGNORECASE),
            re.compile(month_year, re.IGNORECASE),
            re.compile(rf"\b(?P<month>{alone})\b", re.IGNORECASE),
        )
    month_first = rf"\b{month}{gap}{day}(?:,?{gap}{year})?"
    # A sentence may begin with "May".
    month_alone = rf"\b(?P<month>(?!May\b)(?:{alone})|(?<=[a-z,] )May)\b"
    return re.compile(month_first), re.compile(day_first), re.compile(month_year), re.compile(month_alone)


@lru_cache(maxsize=2)
def _words_pattern(language: Language) -> re.Pattern[str]:
    """Return what finds words of numbers that stand together: "two hundred and fifty", "quatre-vingt-dix"."""
    word = "(?:" + "|".join(sorted(number_vocabulary(language) - _NO_NUMBER[language], key=len, reverse=True)) + ")"
    # What says no number alone can be part of one: "twenty-one", "deux cents", "cent vingt", "un million".
    part = "(?:" + "|".join(sorted(number_vocabulary(language) - {"grand"}, key=len, reverse=True)) + ")"
    gap = rf"(?:-|{_SPACE}(?:{'and' if language is Language.EN else 'et'}{_SPACE})?)"
    return re.compile(rf"\b(?:{part}{gap})*{word}(?:{gap}{part})*\b", re.IGNORECASE)


def _spelled(written: str, language: Language) -> Counter[str]:
    number = read_words(written, language)
    if number is not None:
        return Counter([str(number)])
    each = (read_words(word, language) for word in re.findall(r"\w+", written))  # more than one number: "five six"
    return Counter(str(number) for number in each if number is not None)


def _day(match: re.Match[str], language: Language) -> str:
    month = _months(language)[match["month"].lower()]
    groups = match.groupdict()
    parts = [groups.get("year"), f"{month:02}", f"{int(groups['day']):02}" if groups.get("day") else None]
    return "-".join(part for part in parts if part)


def _clock(match: re.Match[str]) -> str:
    hour = int(match["h"])
    half = match.groupdict().get("half")
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return f"{hour}:{match['m'] or '00'}"


def _plain_number(written: str, language: Language) -> str:
    if language is Language.EN:
        return written.replace(",", "")
    return re.sub(_SPACE, "", written).replace(",", ".")

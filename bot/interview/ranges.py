"""Finds the lower end of "8 to 10 thousand" and "entre 8 et 10 000 $", which alone is no sum: the upper end must not pass for the month.

Ranges of two plain sums ("8,000 to 10,000") are found by ``bot.nlu.extract``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.money import CENT
from bot.interview import words
from bot.language import Language
from bot.nlu.extract import Amount
from bot.nlu.extract.monthly_names import NAME
from bot.nlu.extract.number_words import read_words
from bot.nlu.extract.spans import Span, overlaps

_LINK = r"\s?(?:-|–|~|\bto\b|\bthrough\b|\bthru\b|\bà|\bor\b|\bou\b)\s?"
_BETWEEN = r"\s(?:and|et)\s"
_DIGITS = r"(?<!\bRM )(?<![\w.,$/#-])\$?(?P<digits>[0-9]{1,6}(?:[.,][0-9]{1,2})?)(?:\s?\$)?"
_WORDS = r"(?<![0-9] )\b(?P<words>(?:[^\W\d_]+[ -])?[^\W\d_]+)"
"""A scale behind a number ("8 thousand to 10 thousand") is part of a sum, which is found elsewhere."""
_NEAR = 40
_LOWER = re.compile(rf"(?:{_DIGITS}|{_WORDS})(?:{_LINK})$", re.IGNORECASE)
_BETWEEN_LOWER = re.compile(rf"\b(?:between|entre)\s(?:{_DIGITS}|{_WORDS}){_BETWEEN}$", re.IGNORECASE)
_ONE = frozenset({"one", "un", "une"})
"""Numbers that are mostly no number: "the second one to 20,000"."""
_ALL_OF_THEM = re.compile(r"\b(?:les|the|all)\s$", re.IGNORECASE)
"""Before a number in words it is a number of accounts: "les deux à 5 000"."""
_SCALES = (Decimal(1_000_000), Decimal(1_000), Decimal(1))


@dataclass(frozen=True)
class Range:
    """Both ends of a range, and where in the text it stands."""

    start: int
    end: int
    lower: Decimal
    upper: Decimal


def range_up_to(line: str, amount: Amount, taken: Sequence[Span] = ()) -> Range | None:
    """Return the range whose upper end ``amount`` is, ``None`` when nothing before it is a lower one.

    ``taken`` are stretches that are something else (dates, identifiers). The other end counts in what this one counts in, as far as
    both stay near: of "8 to 10 thousand" it is 8,000, of "800 to 1 thousand" it is 800.
    """
    if amount.value is None:
        return None
    from_place = max(0, amount.start - _NEAR)
    before = line[from_place : amount.start]
    match = _BETWEEN_LOWER.search(before) or _LOWER.search(before)
    if match is None:
        return None
    kind = "digits" if match["digits"] else "words"
    start, end = (from_place + place for place in match.span(kind))
    is_named = NAME.search(line[max(0, start - 12) : end]) or _is_place(line, end)
    if is_named or overlaps((start, end), taken):
        return None
    said, number = _number(match["words"]) if match["words"] else (match["digits"], Decimal(match["digits"].replace(",", ".")))
    if not number:
        return None
    start = end - len(said) - line[: end - len(said)].endswith("$")
    if match["words"] and _ALL_OF_THEM.search(line, 0, start) and line[amount.start].isdigit():
        return None
    other = next((number * scale for scale in _SCALES if scale <= amount.value and number * scale < 2 * amount.value), number)
    ends = sorted((other.quantize(CENT), amount.value))
    return Range(start, amount.end, *ends) if ends[0] != ends[1] else None


def _is_place(line: str, end: int) -> bool:
    """Whether the number that ends here says which entry or account is meant: "change entry 3 to 10,000"."""
    patterns = (words.ENTRY, words.ACCOUNT_PLACE)
    near = max(0, end - _NEAR)
    return any(match.end() == end for pattern in patterns for match in pattern.finditer(line, near, end))


def _number(said: str) -> tuple[str, Decimal | None]:
    """Return the last one or two of these words that are a number in either language, and the number."""
    for tail in dict.fromkeys((said, re.split(r"[ -]", said)[-1])):
        if tail.lower() in _ONE:
            continue
        for language in Language:
            value = read_words(tail, language)
            if value is not None:
                return tail, value
    return said, None

"""Decides from the words around a bare number whether it is a sum of money.

A currency or a scale settles it. Without one, years, counts, codes, times and percentages must not become amounts: taking a
number for money that is none is worse than asking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.extract.pipelines import COUNT, Match
from bot.nlu.extract.vocabulary import (
    AFTER_MONEY,
    APPROXIMATE_AFTER,
    APPROXIMATE_BEFORE,
    COUNTED,
    LEADS_TO_MONEY,
    MONTHS,
    NUMBERED,
    NUMBERED_EVEN_GROUPED,
    ONE_OF_MANY,
    PLACED,
)
from bot.nlu.text import fold

PERCENT = re.compile(r"\s?(?:%|percent\b|per ?cent\b|pour ?cent\b|pct\b|p\. ?100|p\. ?cent)", re.IGNORECASE)

_CODE_BEFORE = re.compile(r"(?:([^\W\d_]+[.:]?|#)\s*|\b(n[o°º]\.?|n[°º])\s*)$", re.IGNORECASE)
_LETTERS_JOINED_BEFORE = re.compile(r"([A-Za-zÀ-ÿ][\w.]*|[0-9][\w.]*[A-Za-z][\w.]*)[-/]$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")
_TIME_AFTER = re.compile(r":[0-9]|\s?(?:[ap]\.?m\b\.?|o'clock|h\s?[0-9]{2}\b)", re.IGNORECASE)
_JOINED_WORD_AFTER = re.compile(r"-(?!ish)[^\W\d_]|['\"](?:\s|$)")
_TARIFF_CODE = re.compile(r"[0-9]{4}\.[0-9]{2}(?:\.[0-9]{2,4}){1,2}|[0-9]{2}(?:\.[0-9]{2}){2,}")
_WORD_OR_DIGIT = re.compile(r"[^\W_]")
_AND_BEFORE = re.compile(r"(?:,|\b(?:and|et|plus|or|ou)|[+&])\s*$", re.IGNORECASE)
_SO_MANY_OF = re.compile(r"[0-9] (?:of|de|sur|/)\s*$", re.IGNORECASE)  # "step 4 of 6"
_SUM_BEFORE_YEAR = re.compile(
    r"(?:\b(?:was|is|owed?|owes|paid|about|around|roughly|environ|est|était|etait|dû|du|doit|devait|payé|paye)|[=:])\s*$",
    re.IGNORECASE,
)


_NEAR = 60
"""How far around a number the words that decide stand. Looking further would make long messages slow."""


def before(text: str, start: int) -> str:
    """Return the words just before ``start``."""
    return text[max(0, start - _NEAR) : start]


def after(text: str, end: int) -> str:
    """Return the words just after ``end``."""
    return text[end : end + _NEAR]


def is_year(digits: str) -> bool:
    """Whether a bare number looks like a year of this business: four digits, 1990 to 2049."""
    return len(digits) == 4 and "1990" <= digits <= "2049"


def looks_like_a_sum_all_the_same(text: str, start: int, end: int) -> bool:
    """Whether what looks like a year stands where a sum would: alone, or after "was", "owed", "environ"."""
    return is_whole_message(text, start, end) or bool(_SUM_BEFORE_YEAR.search(before(text, start)))


def is_whole_message(text: str, start: int, end: int) -> bool:
    """Whether nothing is said besides this number, but for "about" and the like."""
    if _WORD_OR_DIGIT.search(text, 0, max(0, start - _NEAR)) or _WORD_OR_DIGIT.search(text, end + _NEAR):
        return False
    rest = after(text, end)
    if match := APPROXIMATE_AFTER.match(rest):
        rest = rest[match.end() :]
    return not _WORD_OR_DIGIT.search(APPROXIMATE_BEFORE.sub("", before(text, start))) and not _WORD_OR_DIGIT.search(rest)


def is_never_money(text: str, start: int, end: int, number: str) -> bool:
    """Whether the number is a percentage, a time of day or part of a code, whatever else stands by it."""
    left, right = before(text, start), after(text, end)
    is_time = _TIME_AFTER.match(right) or re.search(r"[0-9]:$", left)
    if PERCENT.match(right) or is_time:
        return True
    if left.endswith(("/", "@", "_")) or re.match(r"/[0-9]", right):
        return number.isdigit() and (len(number) <= 2 or is_year(number))
    if match := _LETTERS_JOINED_BEFORE.search(left):
        return fold(match[1]).strip(".") not in MONTHS
    return bool(_TARIFF_CODE.fullmatch(number))


def is_bare_sum(text: str, start: int, end: int, number: str, matches: Sequence[Match]) -> bool:
    """Whether a number without currency or scale is a sum of money. ``number`` is the digits with their marks."""
    digits = re.sub(r"[^0-9]", "", number)
    grouped = digits != number
    if _JOINED_WORD_AFTER.match(after(text, end)) or is_counted(text, start, end, matches, large=grouped or len(digits) > 3):
        return False
    if is_numbered(before(text, start), grouped=grouped, small=not grouped and len(digits) <= 2):
        return False
    if grouped:
        small = re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}", number)  # "version 3.6", "2.1": needs to be led to
        return not small or is_led_to(text, start, end)
    if is_year(digits) or re.fullmatch(r"20[0-9]{2}[01][0-9][0-3][0-9]", digits):
        return False
    # Nine digits and more are names of things (business numbers, transactions), unless nothing else can be meant.
    return 4 <= len(digits) < 9 or is_led_to(text, start, end)


def goes_on_with_sums(text: str, start: int, end: int, number: str, matches: Sequence[Match]) -> bool:
    """Whether a small number after other sums is one more: "8,200, 38,400 and 500", "1200 in GST and 800 in duties"."""
    if not number.isdigit() or len(number) > 3 or (len(number) > 1 and number[0] == "0"):
        return False
    if not _AND_BEFORE.search(before(text, start)) or is_counted(text, start, end, matches, large=False):
        return False
    if is_never_money(text, start, end, number) or _JOINED_WORD_AFTER.match(after(text, end)):
        return False
    match = _NEXT_WORD.match(after(text, end))
    return match is None or fold(match[1]) in AFTER_MONEY


def is_led_to(text: str, start: int, end: int) -> bool:
    """Whether a small bare number is said as a sum: alone, or after "was" or "about" and before nothing that it could count."""
    if is_whole_message(text, start, end):
        return True
    left = before(text, start)
    if not LEADS_TO_MONEY.search(left) or _SO_MANY_OF.search(left):
        return False
    match = _NEXT_WORD.match(after(text, end))
    return match is None or fold(match[1]) in AFTER_MONEY


def is_counted(text: str, start: int, end: int, matches: Sequence[Match], *, large: bool) -> bool:
    """Whether what stands behind the number is something counted: "3 containers", "2 RM accounts", "12 derniers mois"."""
    for match in matches:
        if match.label == COUNT and match.start < end and start < match.end:
            last = fold(re.split(r"[\s'-]+", text[match.start : match.end])[-1])
            if not (large and last in ONE_OF_MANY):
                return True
    match_after = _NEXT_WORD.match(after(text, end))  # a number the tokenizer keeps with its unit: "5000kg" is none, "1,5 tonne" is
    return bool(match_after and not large and fold(match_after[1]) in COUNTED)


def is_numbered(left: str, *, grouped: bool, small: bool) -> bool:
    """Whether the word before makes the number a name or a place in a row: "option 2", "no. 38", "the last 12"."""
    match = _CODE_BEFORE.search(left)
    if match is None:
        return False
    if match[2] or (match[1] or "").lower() in {"no.", "nos."}:
        return not grouped
    word = fold(match[1]).rstrip(".:")
    if grouped:
        return word in NUMBERED_EVEN_GROUPED
    return word in NUMBERED or (small and word in PLACED)

"""Reads one entry of a pasted year: "Jan 4,200", "févr. 2026 : 3 100,50 $", "4200 in March", "12k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from bot.language import Language
from bot.nlu.extract.amounts import CANDIDATE, read_amount
from bot.nlu.extract.characters import plain
from bot.nlu.extract.currency import scale_of
from bot.nlu.extract.numerals import read_numeral
from bot.nlu.extract.values import Amount, AmountProblem, Currency
from bot.nlu.extract.vocabulary import MONTH, MONTHS
from bot.nlu.text import fold


class EntryFault(Enum):
    """Why an entry has no amount."""

    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    FOREIGN_CURRENCY = "foreign_currency"
    UNKNOWN_MONTH = "unknown_month"


@dataclass(frozen=True)
class Entry:
    """What one entry says: an amount or a fault, never both."""

    amount: Decimal | None = None
    month: int | None = None
    year: int | None = None
    fault: EntryFault | None = None
    readings: tuple[Decimal, ...] = ()


_FAULTS = {
    AmountProblem.AMBIGUOUS: EntryFault.AMBIGUOUS,
    AmountProblem.NEGATIVE: EntryFault.NEGATIVE,
    AmountProblem.TOO_LARGE: EntryFault.TOO_LARGE,
    AmountProblem.TOO_MANY_DECIMALS: EntryFault.UNREADABLE,
}
_NAMED = re.compile(rf"(?<![^\W_])(?P<month>{MONTH})", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"[ -]?,?\ ?(?:(?P<full>(?:199|20[0-4])[0-9])|'(?P<short>[0-9]{2}))(?![.,][0-9])(?=[\s:=,;-]+[^\s]|\s*[:=]?\s*$)")
_SHORT_YEAR_AFTER = re.compile(r"(?:-(?P<glued>[0-9]{2})(?=[\s:=])|\ (?P<spaced>[0-9]{2})(?=\s*[:=]|\t))")
_YEAR_BEFORE = re.compile(r"(?P<full>(?:19|20)[0-9]{2})[ -]$")
_NUMBERED_MONTH = re.compile(
    r"(?:(?P<year>20[0-9]{2})[-/](?P<month>0?[1-9]|1[0-2])(?:[-/](?:0[1-9]|[12][0-9]|3[01]))?|(?P<month2>0?[1-9]|1[0-2])[-/](?P<year2>20[0-9]{2}))"
    r"(?=[\s:=;,]+\S)"
)
_NTH_MONTH = re.compile(r"(?:month|mois|m)\ ?#?[0-9]{1,2}\s*[:=.)-]?\s+", re.IGNORECASE)
_LINK = r"[\s:=,;>→|_–-]+"
_FILLER = re.compile(
    r"^(?:(?:was|were|is|had|we|i|owed|owe|paid|about|around|approximately|approx\.?|roughly|total|totals|of|for|in|and|it|the|to|cbsa|"
    r"était|etait|est|on|nous|j'ai|devait|devions|avons|a|payé|paye|environ|de|du|pour|en|et|le|la|au|à|un|une|total\s+de|month)\b[:=.,]?\s*)+",
    re.IGNORECASE,
)
_FILLER_AFTER = re.compile(
    r"\s*(?:\b(?:in|for|en|pour|au|in\ the|and|et|du|de|to|cbsa|asfc|owed|paid|total|duties|and\ taxes|taxes|gst|droits|tps|"
    r"thanks|thank\ you|please|merci|svp|s'il\ vous\ plaît)\b\s*)+[.,;:]*$",
    re.IGNORECASE,
)
_NOTHING = frozenset("zero nil none nothing rien aucun aucune neant".split())
_CREDIT = re.compile(r"\b(?:cr|credit|crédit|refund|remboursement)\b\.?", re.IGNORECASE)
_UNKNOWN_LABEL = re.compile(r"([^\W\d_]{2,}\.?)(?:\ (?:20[0-9]{2}))?\s*[:=–-]?\s*(.+)$")
_TWO_NUMBERS = re.compile(r"\$?([0-9]{1,3}), ([0-9]{3})")


def read_entry(text: str, language: Language) -> Entry | None:
    """Return what one entry says; ``None`` when nothing in it is meant as one (it is empty)."""
    line = plain(text).strip(" \t,;")
    if not line:
        return None
    month, year, rest, doubt = _without_month(line)
    entry = _amount(rest, language, is_named=month is not None)
    if doubt and entry.amount is not None:
        entry = Entry(fault=EntryFault.AMBIGUOUS, readings=(entry.amount, *doubt))
    if month is not None and year is not None and not rest.strip(" :=-–"):  # "Jan 2010": a year without its amount, or the amount
        return Entry(month=month, fault=EntryFault.AMBIGUOUS, readings=(Decimal(f"{year}.00"),))
    return replace(entry, month=month, year=year)


def _without_month(line: str) -> tuple[int | None, int | None, str, tuple[Decimal, ...]]:
    """Return month, year, what is left, and the readings that make the year doubtful ("Jan-25 400")."""
    if match := _NTH_MONTH.match(line):
        line = line[match.end() :]
    if match := _NUMBERED_MONTH.match(line):
        month = int(match["month"] or match["month2"])
        return month, int(match["year"] or match["year2"]), re.sub(rf"^{_LINK}", "", line[match.end() :]), ()
    match = _NAMED.search(line)
    if match is None:
        return None, None, line, ()
    month = MONTHS[fold(match["month"]).rstrip(".")]
    before, after = line[: match.start()], line[match.end() :]
    year: int | None = None
    doubt: tuple[Decimal, ...] = ()
    if found := _YEAR_AFTER.match(after):
        year = int(found["full"]) if found["full"] else 2000 + int(found["short"])
        after = after[found.end() :]
    elif found := _SHORT_YEAR_AFTER.match(after):
        digits = found["glued"] or found["spaced"]
        year = 2000 + int(digits)
        after = after[found.end() :]
        if grouped := re.match(r"\ ([0-9]{3})(?![0-9])", after):  # "Jan-25 400": 400 in 2025, or 25 400
            doubt = (Decimal(f"{digits}{grouped[1]}.00"),)
    elif found := _YEAR_BEFORE.search(before):
        year = int(found["full"])
        before = before[: found.start()]
    return month, year, _side(before, after), doubt


def _side(before: str, after: str) -> str:
    """Return the side of the month the amount stands on; both, when both hold digits, so that nothing is dropped unread."""
    left, right = before.strip(" \t:=,;–(."), after
    # A hyphen that touches the month or stands free joins; one that touches only the number is a minus.
    right = re.sub(r"^(?:-(?=\s*[0-9$])|\s+-\s+|\s*[:=,;>→|–\t]\s*(?:-\s+)?)", "", right, count=1) if right.strip() else right
    right = right.strip(" \t:=,;–.")
    if re.search(r"[0-9]", left) and re.search(r"[0-9]", right):
        return f"{left} | {right}"
    return left if re.search(r"[0-9]", left) or not right else right


def _amount(rest: str, language: Language, *, is_named: bool) -> Entry:
    rest = rest.strip(" \t,;:=")
    if not rest:
        return Entry(fault=EntryFault.UNREADABLE)
    if fold(rest).strip(".") in _NOTHING:
        return Entry(amount=Decimal("0.00"))
    if match := _TWO_NUMBERS.fullmatch(rest):
        return Entry(fault=EntryFault.AMBIGUOUS, readings=(Decimal(f"{match[1]}{match[2]}.00"),))
    if _CREDIT.search(rest) and re.search("[0-9]", rest):
        return Entry(fault=EntryFault.NEGATIVE)
    for candidate in (rest, _FILLER.sub("", rest), _FILLER_AFTER.sub("", rest), _FILLER_AFTER.sub("", _FILLER.sub("", rest))):
        amount = read_amount(candidate.strip(" \t,;:=."), language) if candidate else None
        if amount is not None:
            return _entry(amount)
    return _unread(rest, language, is_named)


def _entry(amount: Amount) -> Entry:
    if amount.problem is not None:
        return Entry(fault=_FAULTS[amount.problem], readings=amount.readings)
    if amount.currency is not Currency.CAD:
        return Entry(fault=EntryFault.FOREIGN_CURRENCY, readings=(amount.value,) if amount.value is not None else ())
    return Entry(amount=amount.value)


def _unread(rest: str, language: Language, is_named: bool) -> Entry:
    label = _UNKNOWN_LABEL.match(rest)
    if label and not is_named and read_amount(label[2].strip(), language) is not None:
        return Entry(fault=EntryFault.UNKNOWN_MONTH)
    numbers = list(CANDIDATE.finditer(rest))
    if len(numbers) >= 2 and not re.search(r"[^\W\d_]{3,}", rest):
        return Entry(fault=EntryFault.AMBIGUOUS, readings=_ends(numbers, language))
    return Entry(fault=EntryFault.UNREADABLE)


def _ends(numbers: Sequence[re.Match[str]], language: Language) -> tuple[Decimal, ...]:
    """Return what each number comes to: of "8-10k" both count in thousands, of "800-1k" only the last."""
    scale = numbers[-1]["scale"]
    upper = _value(numbers[-1], scale, language)
    found = []
    for each in numbers:
        value = _value(each, each["scale"] or scale, language)
        if not each["scale"] and value is not None and upper is not None and value >= 2 * upper:
            value = _value(each, None, language)
        found.append(value)
    return tuple(value for value in found if value is not None)


def _value(number: re.Match[str], scale: str | None, language: Language) -> Decimal | None:
    numeral = read_numeral(number["number"], language, scale=scale_of(scale) or Decimal(1))
    return numeral.value if numeral is not None else None

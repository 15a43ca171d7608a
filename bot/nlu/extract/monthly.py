"""Reads a year of monthly totals as people paste them: lines, a spreadsheet's row or column, a sentence, twelve numbers.

Never invents a number: an entry that can't be read, or could mean two things, is returned as a problem with its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from bot.language import Language
from bot.nlu.extract.monthly_entry import Entry, EntryFault, read_entry
from bot.nlu.extract.monthly_numbers import MONTHS_IN_A_YEAR, Piece
from bot.nlu.extract.monthly_split import split

_IN_THOUSANDS = re.compile(r"[0-9]\s?k\b", re.IGNORECASE)


class MonthProblemCode(Enum):
    """Why an entry gave no amount."""

    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    FOREIGN_CURRENCY = "foreign_currency"
    DUPLICATE_MONTH = "duplicate_month"
    UNKNOWN_MONTH = "unknown_month"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class MonthEntry:
    """One month's total. ``position`` counts all entries as given, from 1; ``text`` is what the person wrote for it."""

    position: int
    amount: Decimal
    text: str
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class MonthProblem:
    """One entry that gave no amount, and why; ``readings`` are what an ambiguous one could mean."""

    position: int
    text: str
    code: MonthProblemCode
    month: int | None = None
    year: int | None = None
    readings: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class MonthlyReading:
    """A pasted year. ``missing`` lists the months (1-12) nobody mentioned, when months were named at all."""

    entries: tuple[MonthEntry, ...] = ()
    problems: tuple[MonthProblem, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether twelve months were read and nothing is left to ask."""
        return len(self.entries) == MONTHS_IN_A_YEAR and not self.problems


def parse_months(text: str, language: Language) -> MonthlyReading:
    """Return the monthly totals in ``text``, in the order given, and what could not be read.

    Give it the text as pasted: tabs tell a spreadsheet's cells apart. A total or an average at the end is left out.

    >>> reading = parse_months("Jan 4,200; Feb 3 100,50 $; Mar 1,23", Language.EN)
    >>> [(entry.month, str(entry.amount)) for entry in reading.entries]
    [(1, '4200.00'), (2, '3100.50')]
    >>> [(problem.text, problem.code.value) for problem in reading.problems]
    [('Mar 1,23', 'ambiguous')]
    """
    with_empty = [(piece, _read(piece, language)) for piece in split(text, language)]
    read = _without_lost_thousands([(piece, entry) for piece, entry in with_empty if entry is not None])
    named = sum(entry.month is not None for _, entry in read)
    is_named = named >= 2 or (named == 1 and len(read) == 1)
    return _checked(read, is_named)


def _read(piece: Piece, language: Language) -> Entry | None:
    if piece.is_ambiguous:
        return Entry(fault=EntryFault.AMBIGUOUS, readings=())
    entry = read_entry(piece.text, language)
    if entry is not None and entry.month is None and piece.month is not None:
        entry = replace(entry, month=piece.month)
    if entry is not None and entry.year is None and piece.year is not None and entry.month is not None:
        entry = replace(entry, year=piece.year)
    return entry


def _without_lost_thousands(read: Sequence[tuple[Piece, Entry]]) -> list[tuple[Piece, Entry]]:
    """Make "3.1" among "4.2k" and "5k" ambiguous: three dollars ten, or a forgotten k."""
    if sum(bool(_IN_THOUSANDS.search(piece.text)) for piece, _ in read) < 2:
        return list(read)
    checked = []
    for piece, entry in read:
        if entry.amount is not None and 0 < entry.amount < 100 and not _IN_THOUSANDS.search(piece.text):
            readings = (entry.amount, (entry.amount * 1000).quantize(Decimal("0.01")))
            entry = replace(entry, amount=None, fault=EntryFault.AMBIGUOUS, readings=readings)
        checked.append((piece, entry))
    return checked


def _checked(read: Sequence[tuple[Piece, Entry]], is_named: bool) -> MonthlyReading:
    entries: list[MonthEntry] = []
    problems: list[MonthProblem] = []
    seen: list[tuple[int, int | None]] = []
    counted = 0
    for position, (piece, entry) in enumerate(read, start=1):

        def problem(code: MonthProblemCode, piece: Piece = piece, entry: Entry = entry, position: int = position) -> None:
            problems.append(MonthProblem(position, piece.text, code, entry.month, entry.year, entry.readings))

        if entry.month is not None and _clashes(entry.month, entry.year, seen):
            problem(MonthProblemCode.DUPLICATE_MONTH)
            continue
        if entry.month is not None:
            seen.append((entry.month, entry.year))
        counted += 1
        if counted > MONTHS_IN_A_YEAR:
            problem(MonthProblemCode.TOO_MANY)
        elif entry.fault is not None:
            problem(MonthProblemCode(entry.fault.value))
        elif is_named and entry.month is None:
            problem(MonthProblemCode.UNKNOWN_MONTH)
        elif entry.amount is not None:
            entries.append(MonthEntry(position, entry.amount, piece.text, entry.month, entry.year))
    mentioned = {month for month, _ in seen}
    missing = tuple(month for month in range(1, MONTHS_IN_A_YEAR + 1) if month not in mentioned) if is_named else ()
    return MonthlyReading(tuple(entries), tuple(problems), missing)


def _clashes(month: int, year: int | None, seen: Sequence[tuple[int, int | None]]) -> bool:
    return any(month == other and (year is None or other_year is None or year == other_year) for other, other_year in seen)

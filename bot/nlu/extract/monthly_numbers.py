"""Cuts a stretch of numbers at commas, slashes and spaces, which are also part of numbers ("4,200, 3,100", "4 200 3 100").

They cut only where one cut is possible, or where one alone gives twelve entries; else the stretch stays whole, marked ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.language import Language
from bot.nlu.extract.amounts import CANDIDATE

MONTHS_IN_A_YEAR = 12

_DIGIT = re.compile(r"[0-9]")
_COMMA_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_ONE_NUMBER = re.compile(rf"{_COMMA_THOUSANDS.pattern}|-?[0-9]+(?:[.,][0-9]{{1,2}})?")
_AND = re.compile(r"\s+(?:and|et|&|then|puis)\s+(?=[$0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One entry's text, with the month and year its heading gives it. ``is_ambiguous``: may be several entries."""

    text: str
    month: int | None = None
    year: int | None = None
    is_ambiguous: bool = False


def by_numbers(text: str, language: Language, *, alone: bool) -> list[Piece]:
    """Cut a stretch without months. ``alone``: it is the whole list, so that twelve entries are evidence."""
    text = _AND.sub(", ", text.strip()).strip(" ,\t")
    if not _DIGIT.search(text):
        return [Piece(text)]
    if "/" in text and not re.search(r"[a-z]/[a-z]|/\s*(?:month|mois|mo)\b", text, re.IGNORECASE):
        return [Piece(part.strip(" ,")) for part in text.split("/")]
    parts = [part.strip() for part in re.split(r",\s+|\s{2,}|\s+[-–]\s+", text.strip(" ,"))]
    if len(parts) > 1:
        if len(parts) == 2 and re.fullmatch(r"\$?[0-9]{1,3}", parts[0]) and re.fullmatch("[0-9]{3}", parts[1]):
            return [Piece(text)]  # "38, 400"
        return [piece for part in parts for piece in by_numbers(part, language, alone=False)]
    marked = [match for match in CANDIDATE.finditer(text) if match["before"] or match["after"] or match["scale"]]
    if len(marked) > 1 and not re.search(r"[^\W_]", CANDIDATE.sub("", text)):
        every = list(CANDIDATE.finditer(text))
        is_clear = len(every) == len(marked) or not any(" " in match["number"] for match in every)
        # With some marks missing, "4 200 $ 3 100 950 $" could be cut in two ways.
        return [Piece(match[0].strip()) for match in every] if is_clear else [Piece(text, is_ambiguous=True)]
    for mark in (" ", ","):
        tokens = text.split(mark)
        if len(tokens) > 1 and all(re.fullmatch(r"-?[0-9][0-9.,]*", token) for token in tokens):
            return _by_mark(text, mark, tokens, language, alone)
    return [Piece(text)]


def _by_mark(text: str, mark: str, tokens: list[str], language: Language, alone: bool) -> list[Piece]:
    """Cut at a mark that may also group thousands, if it is clear where."""
    joins = [_may_group(one, other) for one, other in pairwise(tokens)]
    if CANDIDATE.fullmatch(text) and (len(tokens) <= 2 or all(joins)) and not (alone and len(tokens) >= MONTHS_IN_A_YEAR):
        return [Piece(text)]
    if mark == ",":
        # Two digits may be cents behind a decimal comma. In an English list of twelve they are not; elsewhere nobody can tell.
        may_be_cents = any(len(token) == 2 for token in tokens[1:])
        if may_be_cents and not (alone and language is Language.EN and len(tokens) == MONTHS_IN_A_YEAR):
            return [Piece(text, is_ambiguous=True)]
    elif not all(_ONE_NUMBER.fullmatch(token) for token in tokens):
        return [Piece(text, is_ambiguous=True)]
    has_comma_thousands = mark == " " and any(_COMMA_THOUSANDS.fullmatch(token) for token in tokens)
    if not any(joins) or (has_comma_thousands and alone and len(tokens) == MONTHS_IN_A_YEAR):
        return [Piece(token) for token in tokens]
    if alone and len(tokens) >= MONTHS_IN_A_YEAR and not _pairs_up(tokens):
        cuts = _only_cut(tuple(tokens), MONTHS_IN_A_YEAR)
        if cuts is not None:
            return [Piece(mark.join(tokens[start:end])) for start, end in cuts]
    if alone and len(tokens) == 2 * MONTHS_IN_A_YEAR and _pairs_up(tokens):
        return [Piece(mark.join(tokens[start : start + 2])) for start in range(0, len(tokens), 2)]
    return [Piece(text, is_ambiguous=True)]


def _may_group(one: str, other: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]{1,3}", one) and re.fullmatch(r"[0-9]{3}(?:[.,][0-9]{1,2})?", other))


def _pairs_up(tokens: Sequence[str]) -> bool:
    """Whether every two tokens could be one grouped number, at least one plainly so: "4 200 3 100", but not "950 800 700 650"."""
    pairs = list(zip(tokens[::2], tokens[1::2], strict=False))
    return len(tokens) % 2 == 0 and all(_may_group(*pair) for pair in pairs) and any(len(one) < 3 for one, _ in pairs)


def _only_cut(tokens: tuple[str, ...], wanted: int) -> list[tuple[int, int]] | None:
    """Return the one way to cut ``tokens`` into ``wanted`` numbers; ``None`` when there is none or more than one."""

    @cache
    def ways(start: int, left: int) -> int:
        if start == len(tokens):
            return int(left == 0)
        return 0 if left == 0 else sum(min(2, ways(end, left - 1)) for end in _ends(tokens, start))

    if ways(0, wanted) != 1:
        return None
    cuts, start, left = [], 0, wanted
    while start < len(tokens):
        end = next(end for end in _ends(tokens, start) if ways(end, left - 1))
        cuts.append((start, end))
        start, left = end, left - 1
    return cuts


def _ends(tokens: Sequence[str], start: int) -> Iterator[int]:
    """Return where a number that starts at a token may end: after it, or after one, two or three groups of three digits."""
    if re.fullmatch(r"0[0-9]+.*", tokens[start]):
        return  # "000" only goes on with a number
    yield start + 1
    end = start + 1
    while end < min(len(tokens), start + 4) and _may_group(tokens[end - 1], tokens[end]):
        yield end + 1
        end += 1

"""Finds card numbers and nine-digit identifiers that stand beside other digits: a card with its expiry, two numbers in a row.

``bot.nlu.extract`` reads numbers for what they mean and leaves such runs alone, since it can't be sure. Before storage the doubt
goes the other way: better to hide an invoice number than to keep a card. A number is tried at every boundary of a run's groups.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

Span = tuple[str, int, int]

_RUN = re.compile(r"(?<![0-9A-Za-z$.,])[0-9]+(?:[ /-][0-9]+)+(?![.,][0-9])")
_GROUP = re.compile("[0-9]+")
# By length: how numbers of the payment networks begin. A transaction number of CBSA has fourteen digits too.
_CARD = {
    13: re.compile("4"),
    14: re.compile("3[068]"),
    15: re.compile("3[47]"),
    16: re.compile("[45]|2[2-7]|35|6[0245]"),
    19: re.compile("4|6[0245]"),
}
_SPACES = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\t": " "}
_NINE_AS_WRITTEN = ((9,), (3, 3, 3))


def find_in_runs(text: str) -> Sequence[Span]:
    """Return ``(kind, start, end)`` of cards (``card``) and of nine digits with a valid check digit (``other``), left to right."""
    line = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else _SPACES.get(sign, sign) for sign in text)
    return [span for run in _RUN.finditer(line) for span in _in_run(line, run.start(), run.end())]


def may_be_card(digits: str) -> bool:
    """Say whether digits that pass the check can be a card's: of fourteen, few do, and CBSA's transaction numbers are as long."""
    return len(digits) != 14 or _CARD[14].match(digits) is not None


def _in_run(line: str, start: int, end: int) -> Iterator[Span]:
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(line, start, end)]
    first = 0
    while first < len(groups):
        found = _at(line, groups[first:])
        if found is None:
            first += 1
            continue
        kind, count = found
        yield kind, groups[first][0], groups[first + count - 1][1]
        first += count


def _at(line: str, groups: Sequence[tuple[int, int]]) -> tuple[str, int] | None:
    """Return what begins with the first group, and how many groups it takes; the longest that fits."""
    best = None
    digits = ""
    for count, (start, end) in enumerate(groups, 1):
        digits += line[start:end]
        if len(digits) > max(_CARD):
            break
        if len(digits) in _CARD and _CARD[len(digits)].match(digits) and _luhn(digits):
            best = ("card", count)
        elif tuple(end - start for start, end in groups[:count]) in _NINE_AS_WRITTEN and digits[-3:] != "000" and _luhn(digits):
            best = ("other", count)
    return best


def _luhn(digits: str) -> bool:
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(digit), 10)) for digit in even)) % 10 == 0

"""Recognizes the months in a pasted year, named or in digits, and cuts a line at them."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.nlu.extract.amounts import CANDIDATE
from bot.nlu.extract.monthly_numbers import Piece
from bot.nlu.extract.vocabulary import MONTH

_DIGIT = re.compile(r"[0-9]")
NAME = re.compile(rf"(?<![^\W_])(?:(?:19|20)[0-9]{{2}}[ -])?{MONTH}", re.IGNORECASE)


def amount_digits(line: str) -> str:
    """Return the digits of a line that are no year of its month."""
    without = re.sub(rf"{NAME.pattern}(?:[ ,-]*(?:(?:19|20)[0-9]{{2}}|'[0-9]{{2}}))?", "", line, flags=re.IGNORECASE)
    return "".join(_DIGIT.findall(without))


def is_dated_line(line: str) -> bool:
    return bool(re.match(r"\s*(?:20[0-9]{2}[-/](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/]20[0-9]{2})(?:[-/][0-9]{2})?[\s:=]+\S", line))


def is_dated_month(cell: str) -> bool:
    return bool(
        re.fullmatch(
            rf"{NAME.pattern}[ -]*(?:(?:19|20)?[0-9]{{2}})?|"
            r"20[0-9]{2}[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?|[0-9]{1,2}[-/]20[0-9]{2}",
            cell,
            re.IGNORECASE,
        )
    )


def by_months(text: str) -> list[Piece]:
    """Cut before each month, or after each where the amounts come first: "4200 in January, 3100 in February"."""
    names = list(NAME.finditer(text))
    lead = text[: names[0].start()]
    if not _DIGIT.search(re.sub(r"(?:19|20)[0-9]{2}\s*$", "", lead)):
        starts = [match.start() for match in names]
        cuts = [0, *starts[1:], len(text)]
    else:
        cuts = [0, *[match.end() for match in names]]
        cuts[-1] = len(text)
    parts = [text[start:end] for start, end in pairwise(cuts)]
    pieces = []
    for part in parts:
        part = re.sub(r"^\s*(?:[,/&]|and\b|et\b)\s*|\s*(?:[,/&]|(?<=[0-9$kK)])\s[-–]|\band|\bet)\s*$", "", part, flags=re.IGNORECASE).strip(
            " ,"
        )
        # A list that goes on without naming its months: "Jan 4200, 3100, 950" is three entries of which two are nameless.
        extra = re.split(r",\s+", part)
        if (
            len(extra) > 1
            and all(CANDIDATE.fullmatch(other.strip()) for other in extra[1:])
            and not re.fullmatch(r"(?:19|20)[0-9]{2}.*", extra[1])
        ):
            is_slip = len(extra) == 2 and re.search(r"(?<![0-9.,])[0-9]{1,3}$", extra[0]) and re.fullmatch("[0-9]{3}", extra[1])
            pieces.extend([Piece(part)] if is_slip else [Piece(other) for other in extra])
        else:
            pieces.append(Piece(part))
    return pieces

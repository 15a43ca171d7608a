"""Tables for a spreadsheet, which open as numbers and words in the reader's own Excel and run nothing.

UTF-8 with a byte order mark, which Excel needs to read accents. In French numbers have a decimal comma, so semicolons part the cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Union

from bot.language import Language

Cell = Union[str, int, Decimal]
"""Words, which are made harmless; or a number of our own making, which stays one."""

# Spreadsheets skip blanks and invisible signs before a formula, take full-width signs for narrow ones, and some take a quotation mark off.
_SKIPPED = r"[\s\x00-\x20\"'’‘“”«»`´\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]*"
_SIGN = r"[=+\-@＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌−]"
_FORMULA = re.compile(rf"[\t\r\n]|{_SKIPPED}{_SIGN}")
# Where the reader's Excel parts cells by another sign than ours, what follows that sign begins a cell.
_INNER_FORMULA = re.compile(rf"([,;|\t\r\n]{_SKIPPED})(?={_SIGN})")


def sheet(rows: Iterable[Sequence[Cell]], language: Language) -> bytes:
    """Return a table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language is Language.FR else ",", lineterminator="\r\n")
    writer.writerows([_written(cell, language) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return words that no spreadsheet runs as a formula, wherever it begins its cells.

    >>> neutral("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    inner = _INNER_FORMULA.sub(r"\1'", text)
    return f"'{inner}" if _FORMULA.match(text) else inner


def plain_number(value: int | Decimal, language: Language) -> str:
    """Return a number as a spreadsheet of this language reads it: no thousands, its decimals as they are."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.replace(".", ",") if language is Language.FR else text


def _written(cell: Cell, language: Language) -> str:
    return neutral(cell) if isinstance(cell, str) else plain_number(cell, language)

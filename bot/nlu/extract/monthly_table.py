"""Cuts a pasted table into its entries: months above amounts, months beside amounts, or cells of amounts alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.extract.monthly_names import NAME, amount_digits, by_months, is_dated_month
from bot.nlu.extract.monthly_numbers import Piece

_DIGIT = re.compile(r"[0-9]")
SUMMARY = re.compile(
    r"^\W*(?:(?:grand|year|annual|yearly|sub)[ -]?)?"
    r"(?:total|totals|totaux|sum|somme|average|avg|moyenne|mean|highest|max|maximum|plus haut)\b",
    re.IGNORECASE,
)
"""A row or an entry that sums up the others."""


def by_cells(rows: Sequence[Sequence[str]]) -> list[Piece]:
    """Return the entries of a table: months above amounts, months beside amounts, or cells of amounts alone."""
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(cell and not re.fullmatch(r"[:-]+", cell) for cell in row)]
    for place, row in enumerate(rows):
        columns = [column for column, cell in enumerate(row) if NAME.fullmatch(cell) or is_dated_month(cell)]
        if len(columns) >= 2 and not any(amount_digits(row[column]) for column in columns):
            below = [other for other in rows[place + 1 :] if _DIGIT.search("".join(other))]
            total = [other for other in below if SUMMARY.match(other[0])]
            chosen = below if len(below) == 1 else total
            if len(chosen) != 1:
                if not below:
                    continue
                return [Piece("\t".join(row), is_ambiguous=True) for row in below]
            amounts = chosen[0]
            return [Piece(f"{row[column]}\t{amounts[column] if column < len(amounts) else ''}") for column in columns]
    pieces: list[Piece] = []
    for row in rows:
        cells = [cell for cell in row if cell]
        joined = "\t".join(cells)
        if sum(bool(NAME.search(cell)) for cell in cells) <= 1 and (NAME.search(cells[0]) or is_dated_month(cells[0])):
            pieces.append(Piece(joined))
        elif any(NAME.search(cell) for cell in cells):
            pieces.extend(by_months(joined))
        elif len(cells) == 2 and re.fullmatch(r"[0-9]{1,2}", cells[0]) and len(rows) > 2:
            pieces.append(Piece(cells[1]))  # a numbered column
        elif len(cells) == 2 and len(rows) > 2 and not _DIGIT.search(cells[0]):
            pieces.append(Piece(joined))  # a label that is no month we know
        else:
            pieces.extend(Piece(cell) for cell in cells)
    return pieces

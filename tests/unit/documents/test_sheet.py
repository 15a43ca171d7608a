"""Tables for spreadsheets: words that would be run are not, whichever sign the reader's Excel parts cells by; numbers stay numbers."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from bot.documents.sheet import neutral, sheet
from bot.language import Language

EN, FR = Language.EN, Language.FR
SIGNS = "=+-@＝＋－＠"
SKIPPED = '\ufeff\u200b\x01 \u00a0\t\r\n"'
HOSTILE = [
    *(f"{sign}cmd|' /C calc'!A0" for sign in SIGNS),
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "'=1",
    '"=1',
    "’+1",
    "x;=1",
    "x, @SUM(A1)",
    "x\t=1",
    "first line\n=1",
    'he said "hi",="1"',
    "\x01=1",
]


def cells(made: bytes, delimiter: str) -> list[str]:
    reader = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    return [cell for row in reader for cell in row]


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_like_a_formula_whatever_parts_the_cells(text: str, language: Language, delimiter: str) -> None:
    made = sheet([["a", text, text], [text]], language)
    begins = [cell.lstrip(SKIPPED)[:1] for cell in cells(made, delimiter)]
    assert [sign for sign in begins if sign and sign in SIGNS] == []


@pytest.mark.parametrize("text", ["Compte RM 1", "l’ASFC – oui", "a-b", "1-833-568-2342", "x = y", "Pay $5,000", ""])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


def test_words_with_lines_quotes_and_separators_come_back_whole() -> None:
    text = 'First line; "quoted", and\nthe second line'
    assert cells(sheet([[text, "next"]], EN), ",") == [text, "next"]
    assert cells(sheet([[text, "next"]], FR), ";") == [text, "next"]


def test_our_own_numbers_stay_numbers_in_the_readers_language() -> None:
    row = [-3, Decimal("12.5"), Decimal("38400.00")]
    assert cells(sheet([row], EN), ",") == ["-3", "12.5", "38400.00"]
    assert cells(sheet([row], FR), ";") == ["-3", "12,5", "38400,00"]


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert sheet([["é"]], EN) == b"\xef\xbb\xbf\xc3\xa9\r\n"

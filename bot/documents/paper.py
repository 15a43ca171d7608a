"""Letter paper for documents: DejaVu set into the file, words cut into lines, and letters that can be printed.

What people wrote is data here: nothing in it is markup, no sign of it is unprintable, none reaches the log.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.documents.right_to_left import as_seen, joined, runs_left
from bot.language import Language

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "DejaVu"
MARGIN_MM = 18
LINE_HEIGHT = 0.51
"""Millimetres of a line for each point of its letters."""
MISSING = "\N{WHITE SQUARE}"
Style = Literal["", "B"]
STYLES: tuple[Style, ...] = ("", "B")
Colour = tuple[int, int, int]
INK, SOFT, LINE = (34, 34, 34), (85, 85, 85), (0, 114, 178)

_POINTS_PER_MM = 72 / 25.4
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_VARIATIONS = range(0xFE00, 0xFE10)


def empty_paper(language: Language, title: str, made_at: datetime) -> FPDF:
    """Return a document with one empty page, which tells its language, its title and when it was made."""
    from fpdf import FPDF
    from fpdf.prefs import ViewerPreferences

    # What setting in a font comes to is told at length, at a level that the command line shows.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    pdf = FPDF(format="letter", unit="mm")
    # Fpdf puts the number of pages in wherever "{nb}" is written, and anybody may write that.
    pdf.alias_nb_pages(None)
    pdf.set_margin(MARGIN_MM)
    pdf.c_margin = 0
    pdf.set_auto_page_break(False)
    pdf.add_font(FONT, "", _fonts() / "DejaVuSans.ttf")
    pdf.add_font(FONT, "B", _fonts() / "DejaVuSans-Bold.ttf")
    pdf.set_lang(language.tag)
    pdf.set_title(title)
    pdf.set_author("CFIB" if language is Language.EN else "FCEI")
    pdf.set_creation_date(made_at)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.add_page()
    return pdf


def visible(text: str) -> str:
    """Return a text without signs that can't be seen; such as part words are spaces.

    >>> visible("two\\n\\npallets\\u202e\\x07")
    'two  pallets'
    """
    return "".join(_gap(sign) if unicodedata.category(sign) in _UNSEEN or ord(sign) in _VARIATIONS else sign for sign in text)


def _gap(sign: str) -> str:
    return " " if sign.isspace() else ""


@lru_cache(maxsize=1)
def _fonts() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


class Letters:
    """The letters of one style: which of them can be printed, and which fit on a line. ``some_missing`` once any could not.

    Fpdf cuts lines as well, but takes a tenth of a second for 4,000 characters, and a conversation can have hundreds of such messages.
    """

    def __init__(self, pdf: FPDF, style: Style) -> None:
        font = pdf.fonts[FONT.lower() + style]
        self._widths = font.cw
        self._printed = _Printed(font.cmap)
        self._words: dict[str, float] = {}

    @property
    def some_missing(self) -> bool:
        return self._printed.some_missing

    def lines(self, text: str, width: float, size: float) -> Iterator[str]:
        """Yield the lines that a text takes in ``size`` points on ``width`` millimetres, each in the order it is read on paper.

        Words too long for any line are cut.
        """
        room = width * _POINTS_PER_MM * 1000 / size
        for paragraph in text.splitlines() or [""]:
            printed = joined(unicodedata.normalize("NFC", paragraph)).translate(self._printed)
            leftward = runs_left(printed)
            for line in self._cut(printed, room):
                yield as_seen(line, leftward)

    def _cut(self, paragraph: str, room: float) -> Iterator[str]:
        line: list[str] = []
        taken, space = 0.0, self._widths[32]
        for word in paragraph.split(" "):
            wide = self._wide(word)
            if line and taken + space + wide > room:
                yield " ".join(line)
                line, taken = [], 0.0
            if wide > room:
                *whole, word = self._pieces(word, room)
                yield from whole
                wide = self._wide(word)
            taken += wide + (space if line else 0)
            line.append(word)
        yield " ".join(line)

    def _wide(self, word: str) -> float:
        """Return the width in thousandths of the letters' size. Words come again: each is measured once."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = float(sum(self._widths[ord(sign)] for sign in word))
        return known

    def _pieces(self, word: str, room: float) -> list[str]:
        pieces, start, taken = [], 0, 0.0
        for place, sign in enumerate(word):
            wide = self._widths[ord(sign)]
            if place > start and taken + wide > room:
                pieces.append(word[start:place])
                start, taken = place, 0.0
            taken += wide
        return [*pieces, word[start:]]


class _Printed(dict[int, str]):
    """For ``str.translate``: a square for what the font lacks (Fpdf would tell the log), nothing for what can't be seen."""

    def __init__(self, cmap: dict[int, str]) -> None:
        self._cmap = cmap
        self.some_missing = False

    def __missing__(self, code: int) -> str:
        self[code] = found = self._find(code)
        return found

    def _find(self, code: int) -> str:
        sign = visible(chr(code))
        if not sign.strip() or code in self._cmap:
            return sign
        self.some_missing = True
        return MISSING

"""What CBSA gets about goods that are held: one sheet of facts, as text to paste into a message and as a PDF with the pictures.

Nothing here chooses what goes in (``bot.desk.packets`` does). What people wrote is one line each, whatever they typed: without line
ends, controls and signs that change the direction of what follows, nobody's words can pass for a line of the sheet.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.language import Language

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_INK, _SOFT, _LINE = (34, 34, 34), (85, 85, 85), (0, 114, 178)
_MARGIN_MM = 18
_LABEL_MM = 55
_LINE_HEIGHT = 0.51
"""Millimetres of a line for each point of its letters."""
_SECOND_PLANE = 0x10000
_MISSING = "\N{WHITE SQUARE}"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Section:
    """``lines`` are what is told, and its value."""

    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """A picture with its caption; ``broken`` is said in its place when it can't be read."""

    data: bytes = field(repr=False)
    caption: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Packet:
    language: Language
    title: str
    intro: str
    sections: Sequence[Section]
    figures: Sequence[Figure]
    closing: str
    made_at: datetime


def packet_text(packet: Packet) -> str:
    """Return the sheet as plain text; the pictures are only named."""
    lines = [packet.title, "=" * len(packet.title), packet.intro]
    for section in packet.sections:
        lines += ["", section.title, "-" * len(section.title)]
        lines += [_told(label, value, packet.language) for label, value in section.lines]
    return "\n".join([*lines, "", packet.closing, ""])


def packet_pdf(packet: Packet) -> bytes:
    """Return the sheet as a PDF. Takes some tenths of a second, more with pictures: it belongs in a thread."""
    page = _Sheet(packet)
    page.write(packet.title, size=14, style="B")
    page.write(packet.intro, size=9, colour=_SOFT)
    for section in packet.sections:
        page.section(section)
    for figure in packet.figures:
        page.figure(figure)
    page.gap()
    page.write(packet.closing, size=9, colour=_SOFT)
    return page.as_bytes()


def one_line(text: str) -> str:
    """Return a person's words on one line, without signs that can't be seen.

    >>> one_line("two\\n\\npallets\\u202e\\x07")
    'two pallets'
    """
    seen = "".join(sign if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") else _gap(sign) for sign in text)
    return " ".join(seen.split())


def _gap(sign: str) -> str:
    return " " if sign.isspace() else ""


def _told(label: str, value: str, language: Language) -> str:
    return f"{label}{_colon(language)} {one_line(value)}"


def _colon(language: Language) -> str:
    return "\N{NO-BREAK SPACE}:" if language is Language.FR else ":"


class _Sheet:
    """Letters that the font doesn't have become a square: Fpdf would write them into the log, and print nothing."""

    def __init__(self, packet: Packet) -> None:
        self._language = packet.language
        self._pdf = _empty(packet)
        self._known = self._pdf.fonts[_FONT.lower()].cmap

    def section(self, section: Section) -> None:
        self.gap()
        self.write(section.title, size=11, style="B", colour=_LINE)
        for label, value in section.lines:
            self._line(f"{label}{_colon(self._language)}", one_line(value))

    def figure(self, figure: Figure) -> None:
        """Print a picture with its caption on one page: where it is too tall for the rest of this one, on the next."""
        pdf = self._pdf
        try:
            width, height = _fitted(figure.data, pdf.epw, pdf.eph - 15)
            if pdf.get_y() + height + 10 > pdf.h - _MARGIN_MM:
                pdf.add_page()
            self.gap()
            self.write(figure.caption, size=9, style="B")
            pdf.image(io.BytesIO(figure.data), w=width, h=height, alt_text=figure.caption)
        except (OSError, ValueError):  # the facts go out all the same
            log.warning("a picture could not be printed")
            self.write(figure.broken, size=9)

    def gap(self) -> None:
        self._pdf.ln(3)

    def as_bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def write(self, text: str, *, size: float, style: Literal["", "B"] = "", colour: tuple[int, int, int] = _INK, width: float = 0) -> None:
        pdf = self._pdf
        pdf.set_font(_FONT, style, size)
        pdf.set_text_color(*colour)
        for line in self._cut(text, width):
            pdf.cell(width, size * _LINE_HEIGHT, _as_seen(line), new_x="LEFT", new_y="NEXT")

    def _line(self, label: str, value: str) -> None:
        """Print what is told beside its value, which may go on over pages."""
        pdf, left = self._pdf, self._pdf.l_margin
        top, page = pdf.get_y(), pdf.page
        self.write(label, size=9, style="B", width=_LABEL_MM)
        below, ended = pdf.get_y(), pdf.page
        if ended == page:
            pdf.set_y(top)
        pdf.set_x(left + _LABEL_MM + 3)
        self.write(value, size=9, width=pdf.epw - _LABEL_MM - 3)
        if pdf.page == ended:
            pdf.set_y(max(below, pdf.get_y()))
        pdf.set_x(left)
        pdf.ln(0.9)

    def _cut(self, text: str, width: float) -> Sequence[str]:
        """Return the lines that a text takes, with a break put into words too long for any."""
        printable = "".join(sign if ord(sign) in self._known and ord(sign) < _SECOND_PLANE else _MISSING for sign in text)
        lines = self._pdf.multi_cell(width, text=printable, align="L", dry_run=True, output="LINES")
        return [str(line) for line in lines] if isinstance(lines, list) else [printable]


def _as_seen(line: str) -> str:
    """Return a line in the order it is read on paper, where some of it runs from right to left."""
    if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in line):
        return line
    from fpdf.bidi import BidiParagraph

    return str(BidiParagraph(line).get_reordered_string())


def _fitted(picture: bytes, width: float, height: float) -> tuple[float, float]:
    """Return the largest millimetres of a picture within a space, at most 4 pixels to the millimetre."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        across, down = opened.size
        opened.verify()
    scale = min(width / across, height / down, 0.25)
    return across * scale, down * scale


@lru_cache(maxsize=1)
def _fonts() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


def _empty(packet: Packet) -> FPDF:
    from fpdf import FPDF
    from fpdf.prefs import ViewerPreferences

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    pdf = FPDF(format="letter", unit="mm")
    pdf.set_margin(_MARGIN_MM)
    pdf.c_margin = 0
    pdf.set_auto_page_break(True, _MARGIN_MM)
    pdf.add_font(_FONT, "", _fonts() / "DejaVuSans.ttf")
    pdf.add_font(_FONT, "B", _fonts() / "DejaVuSans-Bold.ttf")
    pdf.set_lang(packet.language.tag)
    pdf.set_title(packet.title)
    pdf.set_author("CFIB" if packet.language is Language.EN else "FCEI")
    pdf.set_creation_date(packet.made_at)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.add_page()
    return pdf

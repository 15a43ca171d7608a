"""What CBSA gets about goods that are held: one sheet of facts, as text to paste into a message and as a PDF with the pictures.

Nothing here chooses what goes in (``bot.desk.packets`` does). What people wrote is one line each, whatever they typed: without line
ends, controls and signs that change the direction of what follows, nobody's words can pass for a line of the sheet.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.documents.paper import FONT, INK, LINE, LINE_HEIGHT, MARGIN_MM, SOFT, STYLES, Colour, Letters, Style, empty_paper, visible
from bot.language import Language

_LABEL_MM = 55
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
    missing: str = ""
    """Said at the end of the PDF where letters could not be printed."""


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
    page.write(packet.intro, size=9, colour=SOFT)
    for section in packet.sections:
        page.section(section)
    for figure in packet.figures:
        page.figure(figure)
    page.gap()
    page.write(packet.closing, size=9, colour=SOFT)
    if page.some_missing:
        page.write(packet.missing, size=9, colour=SOFT)
    return page.as_bytes()


def one_line(text: str) -> str:
    """Return a person's words on one line, without signs that can't be seen.

    >>> one_line("two\\n\\npallets\\u202e\\x07")
    'two pallets'
    """
    return " ".join(visible(text).split())


def _told(label: str, value: str, language: Language) -> str:
    return f"{label}{_colon(language)} {one_line(value)}"


def _colon(language: Language) -> str:
    return "\N{NO-BREAK SPACE}:" if language is Language.FR else ":"


class _Sheet:
    def __init__(self, packet: Packet) -> None:
        self._language = packet.language
        self._pdf = empty_paper(packet.language, packet.title, packet.made_at)
        self._pdf.set_auto_page_break(True, MARGIN_MM)
        self._letters = {style: Letters(self._pdf, style) for style in STYLES}

    def section(self, section: Section) -> None:
        self.gap()
        self.write(section.title, size=11, style="B", colour=LINE)
        for label, value in section.lines:
            self._line(f"{label}{_colon(self._language)}", one_line(value))

    def figure(self, figure: Figure) -> None:
        """Print a picture with its caption on one page: where it is too tall for the rest of this one, on the next."""
        pdf = self._pdf
        try:
            width, height = _fitted(figure.data, pdf.epw, pdf.eph - 15)
            if pdf.get_y() + height + 10 > pdf.h - MARGIN_MM:
                pdf.add_page()
            self.gap()
            self.write(figure.caption, size=9, style="B")
            pdf.image(io.BytesIO(figure.data), w=width, h=height, alt_text=figure.caption)
        except (OSError, ValueError):  # the facts go out all the same
            log.warning("a picture could not be printed")
            self.write(figure.broken, size=9)

    @property
    def some_missing(self) -> bool:
        return any(letters.some_missing for letters in self._letters.values())

    def gap(self) -> None:
        self._pdf.ln(3)

    def as_bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def write(self, text: str, *, size: float, style: Style = "", colour: Colour = INK, width: float = 0) -> None:
        pdf = self._pdf
        pdf.set_font(FONT, style, size)
        pdf.set_text_color(*colour)
        for line in self._letters[style].lines(text, width or pdf.epw, size):
            pdf.cell(width, size * LINE_HEIGHT, line, new_x="LEFT", new_y="NEXT")

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


def _fitted(picture: bytes, width: float, height: float) -> tuple[float, float]:
    """Return the largest millimetres of a picture within a space, at most 4 pixels to the millimetre."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        across, down = opened.size
        opened.verify()
    scale = min(width / across, height / down, 0.25)
    return across * scale, down * scale

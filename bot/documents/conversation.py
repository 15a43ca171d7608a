"""A conversation as a file to keep: as text, and as a PDF on as many pages as it takes.

What was said stands here as it reads, without markup; who chooses that is ``bot.channels.transcript``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.documents.paper import FONT, INK, LINE, LINE_HEIGHT, MARGIN_MM, SOFT, Colour, Letters, Style, empty_paper
from bot.language import Language

if TYPE_CHECKING:
    from fpdf import FPDF

_INDENT_MM = 4
_BASELINE = 0.36
"""Millimetres from the top of a line to its letters' feet, for each point."""


@dataclass(frozen=True)
class Entry:
    """One message. ``who`` and ``sources_title`` are in its language; a source is its line and its address."""

    language: Language
    when: str
    who: str
    text: str
    picture: str = ""
    sources_title: str = ""
    sources: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Record:
    """``missing`` is said once where letters could not be printed, ``page`` on each page with its number and how many there are."""

    language: Language
    title: str
    intro: str
    entries: Sequence[Entry]
    missing: str
    page: Callable[[int, int], str]
    made_at: datetime


def record_text(record: Record) -> str:
    lines = [record.title, "=" * len(record.title), record.intro, ""]
    for entry in record.entries:
        lines += [f"[{entry.when}] {entry.who}", entry.text]
        lines += [part for part in (entry.picture, entry.sources_title) if part]
        lines += [*(f"- {line}" for line, _ in entry.sources), ""]
    return "\n".join(lines)


def record_pdf(record: Record) -> bytes:
    """Return the PDF. A second or more where much was said: it belongs in a thread."""
    pdf = empty_paper(record.language, record.title, record.made_at)
    pages = _paged(_Setting(pdf).lines(record), pdf.h - 2 * MARGIN_MM)
    for number, lines in enumerate(pages, start=1):
        if number > 1:
            pdf.add_page()
        for top, line in lines:
            _print(pdf, line, MARGIN_MM + top, record.language)
        told = _Line(record.page(number, len(pages)), size=8, colour=SOFT)
        _print(pdf, told, pdf.h - MARGIN_MM * 0.7, record.language)
    return bytes(pdf.output())


@dataclass(frozen=True)
class _Line:
    """A line as it is printed. ``gap`` is the space above it in millimetres, ``keep`` how many lines below it share its page."""

    text: str
    language: Language | None = None
    style: Style = ""
    size: float = 9.5
    colour: Colour = INK
    indent: float = 0
    gap: float = 0
    keep: int = 0
    address: str = ""

    @property
    def height(self) -> float:
        return self.size * LINE_HEIGHT


class _Setting:
    """Turns what is told into lines of the page's width."""

    def __init__(self, pdf: FPDF) -> None:
        self._width = pdf.epw
        self._plain, self._bold = Letters(pdf, ""), Letters(pdf, "B")

    def lines(self, record: Record) -> Iterator[_Line]:
        yield from self._set(_Line(record.title, style="B", size=14))
        yield from self._set(_Line(record.intro, size=8.5, colour=SOFT))
        for entry in record.entries:
            yield from self._entry(entry)
        if self._plain.some_missing or self._bold.some_missing:
            yield from self._set(_Line(record.missing, size=8.5, colour=SOFT, gap=5))

    def _entry(self, entry: Entry) -> Iterator[_Line]:
        said = entry.language
        yield from self._set(_Line(f"{entry.who} · {entry.when}", said, "B", 9, LINE, gap=3.5, keep=1))
        yield from self._set(_Line(entry.text, said))
        if entry.picture:
            yield from self._set(_Line(entry.picture, said, colour=SOFT))
        if entry.sources_title:
            yield from self._set(_Line(entry.sources_title, said, "B", 8.5, SOFT, gap=1.2, keep=1))
        for line, address in entry.sources:
            yield from self._set(_Line(line, said, "", 8.5, SOFT, _INDENT_MM, address=address))

    def _set(self, whole: _Line) -> Iterator[_Line]:
        letters = self._bold if whole.style else self._plain
        for place, text in enumerate(letters.lines(whole.text, self._width - whole.indent, whole.size)):
            gap = 0 if place else whole.gap
            yield _Line(text, whole.language, whole.style, whole.size, whole.colour, whole.indent, gap, whole.keep, whole.address)


def _paged(lines: Iterator[_Line], height: float) -> list[list[tuple[float, _Line]]]:
    """Return the lines of each page, with their distance from the top of what is printed."""
    pages: list[list[tuple[float, _Line]]] = [[]]
    top = 0.0
    for line in lines:
        if pages[-1] and top + line.gap + line.height * (1 + line.keep) > height:
            pages.append([])
            top = 0.0
        top += line.gap if pages[-1] else 0
        pages[-1].append((top, line))
        top += line.height
    return pages


def _print(pdf: FPDF, line: _Line, top: float, language: Language) -> None:
    if not line.text:
        return
    pdf.set_font(FONT, line.style, line.size)
    pdf.set_text_color(*line.colour)
    left = MARGIN_MM + line.indent
    other = None if line.language is language else line.language
    if other:  # marked for those who have it read aloud
        pdf._out(f"/Span <</Lang <{other.tag.encode().hex()}>>> BDC")
    pdf.text(left, top + line.size * _BASELINE, line.text)
    if other:
        pdf._out("EMC")
    if line.address:
        pdf.link(left, top, pdf.get_string_width(line.text), line.height, line.address)

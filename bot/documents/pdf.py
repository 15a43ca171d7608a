"""A calculation on one page of paper, to print or to send to a bank, a broker or a provider. DejaVu is set into the file.

The document says its language and title, and the chart its text, for those who have it read aloud.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from bot.documents import lines as told
from bot.documents.calculation import Calculation
from bot.documents.chart import alt_text, chart_png
from bot.documents.lines import money
from bot.documents.paper import FONT, INK, LINE, LINE_HEIGHT, MARGIN_MM, SOFT, Colour, Style, empty_paper
from bot.documents.wording import Wording, plain
from bot.language import Language

if TYPE_CHECKING:
    from fpdf import FPDF

_BOX = (238, 246, 251)
_MOST_ACCOUNTS_WITH_CHART = 6
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
"""Sizes of the letters, tried in turn until all fits on the page: twenty accounts need smaller ones than one."""


def calculation_pdf(calculation: Calculation, language: Language, day: date) -> bytes:
    """Return the page. ``day`` is when it is printed; the calculation keeps its own."""
    words = Wording(language, day)
    has_chart = len(calculation["accounts"]) <= _MOST_ACCOUNTS_WITH_CHART and calculation["agreement_total"] is not None
    chart = chart_png(calculation, language, day) if has_chart else None
    alt = alt_text(calculation, language, day)
    pages = (_Page(words, calculation, scale) for scale in _SCALES)
    return next(page for page in pages if page.filled(chart, alt) or page.scale == _SCALES[-1]).as_bytes()


class _Page:
    """The page in one size of letters."""

    def __init__(self, words: Wording, calculation: Calculation, scale: float) -> None:
        self._words = words
        self._calculation = calculation
        self.scale = scale
        self._pdf = _empty_page(words, calculation)

    def filled(self, chart: bytes | None, alt: str) -> bool:
        """Fill the page and say whether everything fits on it."""
        words, calculation = self._words, self._calculation
        self._heading()
        self._answer()
        if chart is not None:
            self._chart(chart, alt)
        self._section(words.plain("document_working"), _working(words, calculation))
        self._section(words.plain("document_good_to_know"), _good_to_know(words, calculation))
        self._sources()
        return bool(self._pdf.get_y() <= self._pdf.h - MARGIN_MM / 2)

    def as_bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def _heading(self) -> None:
        self._write(self._words.plain("document_title"), size=14, style="B")
        start = {"date": self._calculation["rules"]["in_force_from"]}
        made = self._words.plain("document_made_on", day={"date": self._calculation["on"]}, start=start)
        self._write(made, size=8.5, colour=SOFT)
        self._pdf.ln(3)

    def _answer(self) -> None:
        """Print both amounts side by side, then what makes them an estimate."""
        pdf, agreement = self._pdf, self._calculation["agreement_total"]
        columns = [("document_cash", self._calculation["cash_total"]), ("document_agreement", agreement)]
        width, height, top, left = (pdf.epw - 6) / 2, 19, pdf.get_y(), pdf.l_margin
        for place, (name, amount) in enumerate(columns):
            x = left + place * (width + 6)
            pdf.set_fill_color(*_BOX)
            pdf.set_draw_color(*LINE)
            pdf.rect(x, top, width, height, style="DF", round_corners=True, corner_radius=2)
            pdf.set_xy(x, top + 2.5)
            pdf.set_font(FONT, "", 9)
            pdf.cell(width, 5, self._words.plain(name), align="C")
            pdf.set_xy(x, top + 8)
            pdf.set_font(FONT, "B", 16 if amount else 12)
            value = self._words.plain("security_value", value=money(amount)) if amount else self._words.plain("document_none")
            pdf.cell(width, 8, value, align="C")
        pdf.set_xy(left, top + height + 2.5)
        for line in told.caveats(self._calculation):
            self._paragraph(self._words.line(line))
        if agreement is None:
            self._paragraph(self._words.line(told.short(self._calculation)))

    def _chart(self, chart: bytes, alt: str) -> None:
        pdf, width = self._pdf, 100 * self.scale
        title = self._words.plain("chart_title")
        pdf.image(io.BytesIO(chart), x=pdf.l_margin + (pdf.epw - width) / 2, w=width, alt_text=alt, title=title)
        pdf.ln(2)

    def _section(self, title: str, paragraphs: Iterator[str]) -> None:
        self._pdf.ln(1.5 * self.scale)
        self._write(title, size=10.5, style="B", colour=LINE)
        for paragraph in paragraphs:
            self._paragraph(paragraph)

    def _paragraph(self, text: str) -> None:
        """Print a paragraph or an item, with its bold words."""
        if text.startswith("- "):
            self._pdf.set_font(FONT, "", 9 * self.scale)
            self._pdf.cell(4, 9 * self.scale * LINE_HEIGHT, "•")
        bold = plain(text.removeprefix("- ").replace("**", "\0")).replace("\0", "**")
        self._write(bold, size=9, markdown=True)
        self._pdf.ln(0.9 * self.scale)

    def _sources(self) -> None:
        pdf = self._pdf
        pdf.ln(1.5 * self.scale)
        pdf.set_draw_color(200, 200, 200)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
        pdf.ln(1.5 * self.scale)
        self._write(plain(self._words.sources(self._calculation), addresses=True), size=7.5, colour=SOFT)
        self._write(self._words.plain("document_no_decision"), size=7.5, colour=SOFT)

    def _write(self, text: str, *, size: float, style: Style = "", colour: Colour = INK, markdown: bool = False) -> None:
        self._pdf.set_font(FONT, style, size * self.scale)
        self._pdf.set_text_color(*colour)
        height = size * self.scale * LINE_HEIGHT
        self._pdf.multi_cell(0, height, text, align="L", markdown=markdown, new_x="LMARGIN", new_y="NEXT")
        self._pdf.set_text_color(*INK)


def _empty_page(words: Wording, calculation: Calculation) -> FPDF:
    # The calculation's own day, so that the same calculation gives the same file.
    on = date.fromisoformat(calculation["on"])
    return empty_paper(words.language, words.plain("document_title"), datetime(on.year, on.month, on.day, tzinfo=timezone.utc))


def _working(words: Wording, calculation: Calculation) -> Iterator[str]:
    accounts = calculation["accounts"]
    found = told.steps(calculation, accounts[0]) if len(accounts) == 1 else told.per_account(calculation)
    return (words.line(line) for line in found)


def _good_to_know(words: Wording, calculation: Calculation) -> Iterator[str]:
    yield words.text("document_what_counts")
    yield words.line(told.assumed(calculation))
    yield words.line(told.dates(calculation))
    yield words.text("document_next")

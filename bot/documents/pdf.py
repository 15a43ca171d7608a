"""A calculation on one page of paper, to print or to send to a bank, a broker or a provider. DejaVu is set into the file.

The document says its language and title, and the chart its text, for those who have it read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.documents import lines as told
from bot.documents.calculation import Calculation
from bot.documents.chart import alt_text, chart_png
from bot.documents.lines import money
from bot.documents.wording import Wording, plain
from bot.language import Language

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_INK, _SOFT, _LINE, _BOX = (34, 34, 34), (85, 85, 85), (0, 114, 178), (238, 246, 251)
_MARGIN_MM = 18
_MOST_ACCOUNTS_WITH_WORKING = 2
_MOST_ACCOUNTS_WITH_CHART = 6


def calculation_pdf(calculation: Calculation, language: Language, day: date) -> bytes:
    """Return the page. ``day`` is when it is printed; the calculation keeps its own."""
    words = Wording(language, day)
    pdf = _page(words, calculation)
    _heading(pdf, words, calculation)
    _answer(pdf, words, calculation)
    if len(calculation["accounts"]) <= _MOST_ACCOUNTS_WITH_CHART:
        _chart(pdf, words, calculation, day)
    _section(pdf, words.plain("document_working"), _working(words, calculation))
    _section(pdf, words.plain("document_good_to_know"), _good_to_know(words, calculation))
    _sources(pdf, words, calculation)
    return bytes(pdf.output())


@lru_cache(maxsize=1)
def _fonts() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


def _page(words: Wording, calculation: Calculation) -> FPDF:
    from fpdf import FPDF

    pdf = FPDF(format="letter", unit="mm")
    pdf.set_margin(_MARGIN_MM)
    pdf.set_auto_page_break(False)
    pdf.add_font(_FONT, "", _fonts() / "DejaVuSans.ttf")
    pdf.add_font(_FONT, "B", _fonts() / "DejaVuSans-Bold.ttf")
    pdf.set_lang(words.language.tag)
    pdf.set_title(words.plain("document_title"))
    pdf.set_author("CFIB" if words.language is Language.EN else "FCEI")
    pdf.set_creator("CARM")
    # The calculation's own day, so that the same calculation gives the same file.
    on = date.fromisoformat(calculation["on"])
    pdf.set_creation_date(datetime(on.year, on.month, on.day, tzinfo=timezone.utc))
    pdf.set_display_mode("fullpage")
    pdf.viewer_preferences = _shows_title()
    pdf.add_page()
    pdf.set_text_color(*_INK)
    return pdf


def _shows_title() -> object:
    from fpdf.prefs import ViewerPreferences

    return ViewerPreferences(display_doc_title=True)


def _heading(pdf: FPDF, words: Wording, calculation: Calculation) -> None:
    pdf.set_font(_FONT, "B", 15)
    pdf.multi_cell(0, 7, words.plain("document_title"), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(_FONT, "", 8.5)
    pdf.set_text_color(*_SOFT)
    start = {"date": calculation["rules"]["in_force_from"]}
    made = words.plain("document_made_on", day={"date": calculation["on"]}, start=start)
    pdf.multi_cell(0, 4.4, made, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*_INK)
    pdf.ln(3)


def _answer(pdf: FPDF, words: Wording, calculation: Calculation) -> None:
    """Both amounts side by side, then what makes them an estimate."""
    agreement = calculation["agreement_total"]
    columns = [
        (words.plain("document_cash"), money(calculation["cash_total"])),
        (words.plain("document_agreement"), None if agreement is None else money(agreement)),
    ]
    width, height, top, left = (pdf.epw - 6) / 2, 19, pdf.get_y(), pdf.l_margin
    for place, (name, amount) in enumerate(columns):
        x = left + place * (width + 6)
        pdf.set_fill_color(*_BOX)
        pdf.set_draw_color(*_LINE)
        pdf.rect(x, top, width, height, style="DF", round_corners=True, corner_radius=2)
        pdf.set_xy(x, top + 2.5)
        pdf.set_font(_FONT, "", 9)
        pdf.cell(width, 5, name, align="C")
        pdf.set_xy(x, top + 8)
        pdf.set_font(_FONT, "B", 16 if amount else 12)
        pdf.cell(width, 8, words.plain("security_value", value=amount) if amount else words.plain("document_none"), align="C")
    pdf.set_xy(left, top + height + 2.5)
    for line in told.caveats(calculation):
        _paragraph(pdf, words.line(line))
    if agreement is None:
        _paragraph(pdf, words.line(told.short(calculation)))


def _chart(pdf: FPDF, words: Wording, calculation: Calculation, day: date) -> None:
    import io

    image = io.BytesIO(chart_png(calculation, words.language, day))
    width = min(pdf.epw, 140)
    alt = alt_text(calculation, words.language, day)
    pdf.image(image, x=pdf.l_margin + (pdf.epw - width) / 2, w=width, alt_text=alt, title=words.plain("chart_title"))
    pdf.ln(2)


def _working(words: Wording, calculation: Calculation) -> Iterator[str]:
    accounts = calculation["accounts"]
    if len(accounts) == 1:
        yield from (words.line(line) for line in told.steps(calculation, accounts[0]))
    elif len(accounts) <= _MOST_ACCOUNTS_WITH_WORKING:
        for place, account in enumerate(accounts, start=1):
            yield f"**{words.line(told.account_label(account['number'], place))}**"
            yield from (words.line(line) for line in told.steps(calculation, account))
    else:
        yield from (words.line(line) for line in told.per_account(calculation))


def _good_to_know(words: Wording, calculation: Calculation) -> Iterator[str]:
    yield words.text("document_what_counts")
    yield words.line(told.assumed(calculation))
    yield words.line(told.dates(calculation))
    yield words.text("document_next")


def _section(pdf: FPDF, title: str, paragraphs: Iterator[str]) -> None:
    pdf.ln(1.5)
    pdf.set_font(_FONT, "B", 10.5)
    pdf.set_text_color(*_LINE)
    pdf.cell(0, 6, title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*_INK)
    for paragraph in paragraphs:
        _paragraph(pdf, paragraph)


def _paragraph(pdf: FPDF, text: str) -> None:
    """Print a paragraph or an item, with its bold words."""
    pdf.set_font(_FONT, "", 9)
    item = text.startswith("- ")
    if item:
        pdf.cell(4, 4.6, "•")
    body = plain(text.removeprefix("- ").replace("**", "\0")).replace("\0", "**")
    pdf.multi_cell(0, 4.6, body, align="L", markdown=True, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(0.9)


def _sources(pdf: FPDF, words: Wording, calculation: Calculation) -> None:
    pdf.ln(1.5)
    pdf.set_draw_color(200, 200, 200)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(1.5)
    pdf.set_font(_FONT, "", 7.5)
    pdf.set_text_color(*_SOFT)
    for text in (plain(words.sources(calculation), addresses=True), words.plain("document_no_decision")):
        pdf.multi_cell(0, 3.8, text, align="L", new_x="LMARGIN", new_y="NEXT")

"""A conversation as a file, read back: complete, on numbered pages, and nothing that anybody wrote does more than stand there."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timezone

import pytest

from bot.documents.conversation import Entry, Record, record_pdf, record_text
from bot.documents.right_to_left import as_seen, joined, runs_left
from bot.language import Language
from tests.fakes.pdf_text import pdf_text
from tests.unit.documents.test_packet import HOSTILE

EN, FR = Language.EN, Language.FR
ADDRESS = "https://www.cfib-fcei.ca/en/tools-resources/carm"
SOURCES = [(f"CFIB, {ADDRESS} (checked on November 23, 2026)", ADDRESS)]


def an_entry(text: str, language: Language = EN, who: str = "You") -> Entry:
    return Entry(language, "2026-11-23 14:05", who, text)


def a_record(*entries: Entry, language: Language = EN) -> Record:
    made_at = datetime(2026, 11, 23, tzinfo=timezone.utc)
    return Record(
        language,
        "Conversation",
        "Times are those of Ottawa.",
        entries,
        "□ is missing",
        lambda page, pages: f"Page {page} of {pages}",
        made_at,
    )


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


ANSWERED = a_record(
    an_entry("Êtes-vous là?\nOui!", FR, "Vous"),
    Entry(EN, "2026-11-23 14:06", "Assistant", "Here.", "[picture, 1,200 × 800 pixels]", "Sources", SOURCES),
)


def test_text_and_pdf_tell_the_same() -> None:
    told = [line.removeprefix("- ") for line in record_text(ANSWERED).splitlines()[4:] if line and not line.startswith("[2026")]
    shown = pdf_text(record_pdf(ANSWERED))
    assert told == ["Êtes-vous là?", "Oui!", "Here.", "[picture, 1,200 × 800 pixels]", "Sources", SOURCES[0][0]]
    assert [line for line in told if line not in shown] == []
    for head in ("Conversation", "Times are those of Ottawa.", "Vous · 2026-11-23 14:05", "Assistant · 2026-11-23 14:06", "Page 1 of 1"):
        assert head in shown


def test_the_pdf_tells_its_language_and_that_of_a_message_in_the_other() -> None:
    made = record_pdf(ANSWERED)
    assert b"/Lang (en-CA)" in made
    assert b"/Lang <66722d4341>" in _uncompressed(made)  # fr-CA
    assert b"/Lang <" not in _uncompressed(record_pdf(a_record(an_entry("Bonjour", FR), language=FR)))


def test_a_source_can_be_followed_and_nothing_else() -> None:
    made = record_pdf(a_record(an_entry("https://evil.example [x](https://evil.example)"), *ANSWERED.entries))
    assert set(re.findall(rb"/URI \((.*?)\)", made)) == {ADDRESS.encode()}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", list(Language))
def test_whatever_was_written_the_file_can_be_made(language: Language, text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        made = record_pdf(a_record(an_entry(text, language), an_entry("and after it"), language=EN))
    assert caplog.text == ""
    assert "and after it" in pdf_text(made)


@pytest.mark.parametrize("text", ["{nb}", "<b>a</b> &amp; <br/>", "**a** __b__ --c--", "(a\\b) ) Tj ET", "%PDF- endstream endobj"])
def test_what_could_be_markup_is_printed_as_it_was_written(text: str) -> None:
    assert text in pdf_text(record_pdf(a_record(an_entry(text)))).splitlines()


def test_hundreds_of_long_messages_go_on_over_numbered_pages() -> None:
    said = [an_entry(f"Number {place}. " + "mot très long " * 280) for place in range(300)]
    made = record_pdf(a_record(*said))
    shown, count = pdf_text(made), pages(made)
    assert count > 150
    assert all(f"Page {page} of {count}" in shown for page in range(1, count + 1))
    assert all(f"Number {place}." in shown for place in range(300))
    assert len(shown.split("très")) == 300 * 280 + 1


def test_a_long_word_is_cut_and_nothing_of_it_is_lost() -> None:
    assert pdf_text(record_pdf(a_record(an_entry("W" * 40_000, who="Me")))).count("W") == 40_000


def test_letters_that_cannot_be_printed_leave_a_square_and_are_told_of_once() -> None:
    shown = pdf_text(record_pdf(a_record(an_entry("漢字 fish"), an_entry("ไทย"))))
    assert "□□ fish" in shown
    assert shown.count("□ is missing") == 1
    assert "missing" not in pdf_text(record_pdf(a_record(an_entry("d’œuvre ☺ 😀"))))


def test_who_speaks_is_never_left_alone_at_the_foot_of_a_page() -> None:
    said = [an_entry("\n".join("x" * (place % 7 + 1)), who="Somebody") for place in range(120)]
    for page in pdf_text(record_pdf(a_record(*said))).split("Page ")[:-1]:
        assert "Somebody" not in page.strip().splitlines()[-1]


def test_arabic_letters_are_joined_and_read_from_the_right() -> None:
    shown = pdf_text(record_pdf(a_record(an_entry("سلام order 12 عليكم"))))
    assert as_seen(joined("سلام order 12 عليكم"), True) in shown
    assert shown.index("order") < shown.index("12") < shown.index("ﻡﻼﺳ")


@pytest.mark.parametrize("line", ["שלום עולם!", "عربي، عربي.", "א - ב ?", "א 12 ב", "א abc"])
def test_a_line_is_turned_as_fpdf_would_turn_it(line: str) -> None:
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    assert as_seen(line, True) == BidiParagraph(line, TextDirection.RTL).get_reordered_string()


@pytest.mark.parametrize(
    ("line", "seen"),
    [("אב (גד)", "(דג) בא"), ("אב (cd) [12].", ".[12] (cd) בא"), ("«א»", "«א»"), ("ab (גד) ef", "ab (דג) ef")],
)
def test_brackets_open_and_close_as_they_are_read(line: str, seen: str) -> None:
    assert as_seen(line, runs_left(line)) == seen


def _uncompressed(pdf: bytes) -> bytes:
    import zlib

    return b"".join(zlib.decompress(body) for body in re.findall(rb"/FlateDecode.*?stream\n(.*?)\nendstream", pdf, re.DOTALL))

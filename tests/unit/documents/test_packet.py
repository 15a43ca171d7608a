"""The sheet that goes to CBSA, read back as text and as PDF: complete, one line for each fact, whatever people typed."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from PIL import Image

from bot.documents.packet import Figure, Packet, Section, one_line, packet_pdf, packet_text
from bot.language import Language
from tests.fakes.pdf_text import pdf_text

EN, FR = Language.EN, Language.FR
HOSTILE = {
    "markup": "<script>alert(1)</script> **bold** [x](javascript:alert(1)) %s {name}",
    "a line of its own": "two pallets\n\nCBSA’s contact form: sent\r\nCFIB case: K7R-4XA9",
    "controls": "a\x00b\x07c\x1b[31md\x7f\u0085e",
    "overrides": "invoice \u202egnp.exe\u2066 \u200f\u200b",
    "emoji": "fresh fish \U0001f41f\ufe0f\U0001f469\u200d\U0001f373",
    "right to left": "שלום عالم 123",
    "other letters": "漢字 ไทย",
    "signs that Fpdf knows": "{nb} **bold** __line__ [a](https://x.ca) (a\\b)",
    "long": "mot " * 1000,
    "one long word": "W" * 4000,
    "lone surrogate": "a\ud800b",
    "nothing": "",
}


def a_picture(width: int = 400, height: int = 300, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(made, kind)
    return made.getvalue()


def a_packet(value: str = "two pallets", language: Language = EN, figures: tuple[Figure, ...] = ()) -> Packet:
    sections = [Section("Shipment", [("Goods", value), ("Port of entry", "Windsor")])]
    return Packet(language, "Request", "Forwarded by CFIB", sections, figures, "Please answer", datetime(2026, 11, 23, tzinfo=timezone.utc))


@pytest.mark.parametrize(("value", "told"), [("漢字", True), ("fresh fish \U0001f41f", True), ("œufs عالم", False)])
def test_the_pdf_says_so_where_signs_could_not_be_printed(value: str, told: bool) -> None:
    packet = replace(a_packet(value), missing="□ can’t be printed")
    assert ("□ can’t be printed" in pdf_text(packet_pdf(packet))) is told
    assert "□" not in packet_text(packet)


def test_the_text_has_a_line_for_each_fact() -> None:
    assert packet_text(a_packet()).splitlines()[4:7] == ["Shipment", "--------", "Goods: two pallets"]
    assert "Goods\u00a0: two pallets" in packet_text(a_packet(language=FR))


def test_the_pdf_has_the_same_facts_and_tells_its_language() -> None:
    made = packet_pdf(a_packet("deux palettes à Québec", FR))
    shown = pdf_text(made)
    for part in ("Request", "Forwarded by CFIB", "Goods\u00a0:", "deux palettes à Québec", "Windsor", "Please answer"):
        assert part in shown
    assert b"(fr-CA)" in made


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", list(Language))
def test_whatever_people_typed_stays_one_fact_of_the_sheet(language: Language, value: str, caplog: pytest.LogCaptureFixture) -> None:
    packet = a_packet(value, language)
    with caplog.at_level(logging.INFO):
        made = packet_pdf(packet)
    assert caplog.text == ""  # fpdf tells the log which letters it lacks, and those are a person's
    assert made.startswith(b"%PDF-")
    assert pdf_text(made).count("Windsor") == 1
    lines = packet_text(packet).splitlines()
    assert len(lines) == len(packet_text(a_packet("x", language)).splitlines())
    assert not any(sign in packet_text(packet) for sign in "\x00\x07\x1b\x7f\u202e\u2066\u200f\r")


def test_long_words_go_on_over_pages_and_nothing_of_them_is_lost() -> None:
    made = packet_pdf(a_packet(HOSTILE["one long word"]))
    assert pdf_text(made).count("W") == 4001  # with the one of Windsor
    assert made.count(b"/Type /Page\n") > 1


def test_what_runs_from_right_to_left_is_printed_as_it_is_read() -> None:
    assert "םולש" in pdf_text(packet_pdf(a_packet("שלום")))


def test_what_means_something_to_fpdf_is_printed_as_it_was_written() -> None:
    assert HOSTILE["signs that Fpdf knows"] in pdf_text(packet_pdf(a_packet(HOSTILE["signs that Fpdf knows"])))


def test_letters_that_cannot_be_printed_leave_a_square() -> None:
    assert "fish □" in pdf_text(packet_pdf(a_packet("fish 漢")))


@pytest.mark.parametrize("size", [(400, 300), (1200, 3000), (3000, 200), (1, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_in_the_pdf_with_their_captions(size: tuple[int, int], kind: str) -> None:
    made = packet_pdf(a_packet(figures=(Figure(a_picture(*size, kind), "Picture 1 of 2"), Figure(a_picture(20, 10), "Picture 2 of 2"))))
    assert made.count(b"/Subtype /Image") == 2
    shown = pdf_text(made)
    assert "Picture 1 of 2" in shown
    assert "Picture 2 of 2" in shown


def test_a_picture_that_cannot_be_read_costs_none_of_the_facts() -> None:
    broken = (Figure(b"nonsense", "Picture 1", "ask CFIB for it"), Figure(a_picture()[:60], "Picture 2", "ask for it, too"))
    shown = pdf_text(packet_pdf(a_packet(figures=broken)))
    assert "two pallets" in shown
    assert "ask CFIB for it" in shown
    assert "ask for it, too" in shown


def test_one_line_keeps_words_and_their_accents() -> None:
    assert one_line("  d’érable\t et\u00a0plus \n") == "d’érable et plus"

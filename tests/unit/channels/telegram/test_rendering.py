"""The small markup as Telegram's HTML, and how long texts are cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import plain, to_telegram, units
from bot.content.render import escape
from tests.fakes.telegram_api import _read


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        pytest.param("**bold** & <b>", "<b>bold</b> &amp; &lt;b&gt;", id="everything else is escaped"),
        pytest.param("one\ntwo\n\nthree", "one\ntwo\n\nthree", id="lines and paragraphs"),
        pytest.param("Steps:\n\n1. one\n2. two", "Steps:\n\n1. one\n2. two", id="steps"),
        pytest.param("- one\n- **two**", "• one\n• <b>two</b>", id="bullets"),
        pytest.param("[CARM](https://a.ca/?x=1&y=2)", '<a href="https://a.ca/?x=1&amp;y=2">CARM</a>', id="link"),
        pytest.param("[1-833-568-2342](tel:+18335682342)", "1-833-568-2342", id="a number says itself"),
        pytest.param("[call us](tel:+18335682342)", "call us (+18335682342)", id="a number behind words is shown"),
        pytest.param("[a@b.ca](mailto:a@b.ca)", "a@b.ca", id="an address says itself"),
        pytest.param("[x](javascript:alert)", "[x](javascript:alert)", id="no other scheme"),
        pytest.param("2 * 3 * 4 and *so*", "2 * 3 * 4 and *so*", id="single stars stay"),
    ],
)
def test_the_markup_becomes_telegrams(markup: str, html: str) -> None:
    assert to_telegram(markup) == [html]


def test_nothing_gives_nothing() -> None:
    assert to_telegram("") == []


@given(st.text(alphabet="ab *_[]()<>&\\`#-1.\n", max_size=60))
def test_escaped_words_arrive_as_they_were_written(words: str) -> None:
    line = re.sub(r"\s+", " ", words).strip()
    shown = "".join(_read(part) for part in to_telegram("x " + escape(line)))
    assert shown == f"x {line}".strip()


@given(st.text(max_size=300))
def test_telegram_can_read_whatever_comes(text: str) -> None:
    for part in to_telegram(text, limit=50):
        assert units(_read(part)) <= 50


def test_long_texts_are_cut_between_paragraphs_and_lose_nothing() -> None:
    paragraphs = [f"Paragraph {number} " + "word " * 150 + "end." for number in range(20)]
    parts = to_telegram("\n\n".join(paragraphs), "Sources\n\n- [a](https://a.ca)")
    assert all(units(plain(part)) <= 4096 for part in parts)
    assert all(part.startswith("Paragraph") for part in parts)
    assert "\n\n".join(map(plain, parts)) == "\n\n".join(paragraphs) + "\n\nSources\n\n• a"


def test_a_paragraph_that_is_too_long_is_cut_at_a_sentence_with_its_bold_closed_and_opened() -> None:
    sentence = "This is a sentence of a long bold paragraph. "
    parts = to_telegram(f"**{(sentence * 200).strip()}**")
    assert len(parts) == 3
    assert all(part.startswith("<b>This is") and part.endswith(".</b>") for part in parts)


def test_characters_outside_the_first_plane_count_twice_and_are_not_cut_in_half() -> None:
    parts = to_telegram("😀" * 3000)
    assert [units(part) for part in parts] == [4096, 1904]
    assert "".join(parts) == "😀" * 3000


def test_a_prepared_email_is_shown_as_its_address_alone() -> None:
    assert to_telegram("[Open it](mailto:rm@x.ca?subject=RM%20number&body=Hello)") == ["Open it (rm@x.ca)"]

"""What happens to a person's words before anything else sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.errors import EmptyText, TextTooLong
from bot.conversation.text import clean, masked, without_command

WORDS = {"card": "[card]", "other": "[number]"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("  Hello \n", "Hello", id="outer blanks"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends"),
        pytest.param("a\x00b\x07c", "abc", id="NUL, which PostgreSQL refuses"),
        pytest.param("caf\u0065\u0301", "café", id="one form of é"),
        pytest.param("\ud83d alone", "\ufffd alone", id="half a character"),
        pytest.param("safe\u202etxt.exe", "safetxt.exe", id="reversed text"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="walls of blank lines"),
    ],
)
def test_text_is_cleaned(written: str, kept: str) -> None:
    assert clean(written, limit=2000) == kept


@pytest.mark.parametrize(
    "nothing",
    ["", "   \n\t ", "\x00\x01", "\u200b\u2060\ufeff", "\u00ad \u200d", "\u3164", "\u2800\u2800", "\u115f\u1160 \uffa0", "\ufe0f"],
)
def test_a_message_without_a_word_is_refused(nothing: str) -> None:
    with pytest.raises(EmptyText):
        clean(nothing, limit=2000)


def test_what_nobody_sees_may_stand_between_words() -> None:
    assert clean("\u2764\ufe0f \u3164", limit=2000) == "\u2764\ufe0f \u3164"


def test_two_thousand_characters_are_kept_and_one_more_is_refused_with_both_figures() -> None:
    assert len(clean("é" * 2000, limit=2000)) == 2000
    with pytest.raises(TextTooLong) as refused:
        clean("é" * 2001, limit=2000)
    assert refused.value.details == {"limit": 2000, "given": 2001}


@given(st.text())
def test_whatever_is_kept_can_be_stored_and_cleaning_again_changes_nothing(text: str) -> None:
    try:
        kept = clean(text, limit=10_000)
    except EmptyText:
        return
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert clean(kept, limit=10_000) == kept


@pytest.mark.parametrize("typed", ["/restart", " /restart", "//restart", "／restart", "\u200b/restart", "/ /restart", "/／ restart"])
def test_a_typed_command_is_disarmed(typed: str) -> None:
    assert without_command(typed) == "restart"


def test_a_slash_inside_stays() -> None:
    assert without_command("and/or https://x.ca/a") == "and/or https://x.ca/a"


def test_each_identifier_is_hidden_and_named_once() -> None:
    spans = [("card", 8, 12), ("card", 17, 21), ("licence", 22, 23)]
    hidden = masked("my card 1234 and 5678 9", lambda _: spans, WORDS)
    assert hidden.text == "my card [card] and [card] [number]"
    assert hidden.kinds == ("card", "licence")


def test_overlapping_identifiers_leave_no_digit_behind() -> None:
    hidden = masked("n 123456789 end", lambda _: [("card", 2, 8), ("other", 4, 11)], WORDS)
    assert hidden.text == "n [card] end"

"""What a conversation's file tells of each message."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.channels.transcript import transcript
from bot.content.web import load_words
from bot.conversation.model import Author, Kind, Message, Source
from bot.documents.conversation import Entry, record_text
from bot.language import Language

EN, FR = Language.EN, Language.FR
AT = datetime(2026, 11, 23, 14, 5, tzinfo=timezone.utc)


def entry(author: Author, text: str, language: Language = EN, **more: Any) -> Entry:
    message = Message("c", 1, author, Kind.TEXT, AT, language, text, **more)
    return transcript(load_words(), [message], EN, AT).entries[0]


def test_a_speaker_is_named_in_the_messages_own_language() -> None:
    assert (entry(Author.PERSON, "Hi").who, entry(Author.PERSON, "Allô", FR).who) == ("You", "Vous")
    assert entry(Author.ADVISOR, "Bonjour", FR, advisor="Marie Roy").who == "Marie Roy"


def test_times_are_ottawas() -> None:
    assert entry(Author.PERSON, "Hi").when == "2026-11-23 09:05"


def test_a_persons_words_are_as_they_wrote_them() -> None:
    text = "**a** [b](https://x.ca) \\* <b> {nb}"
    assert entry(Author.PERSON, text).text == text


def test_an_answer_reads_without_its_markup() -> None:
    assert entry(Author.BOT, "**Yes**: [the page](https://x.ca), 3 \\* 4").text == "Yes: the page (https://x.ca), 3 * 4"


@pytest.mark.parametrize(("language", "checked"), [(EN, "checked on November 23, 2026"), (FR, "vérifié le 23\u00a0novembre 2026")])
def test_sources_come_with_the_day_they_were_checked(language: Language, checked: str) -> None:
    sources = (Source("CFIB", "https://x.ca", "2026-11-23"), Source("Odd", "javascript:1", "some day"))
    told = entry(Author.BOT, "Yes", language, sources=sources).sources
    assert told[0] == (f"CFIB, https://x.ca ({checked})", "https://x.ca")
    assert told[1][1] == ""


def test_titles_and_pages_are_in_the_conversations_language() -> None:
    record = transcript(load_words(), [], FR, AT)
    assert record_text(record).startswith("Conversation avec l’assistant GCRA\n===")
    assert record.page(2, 1200) == "Page 2 sur 1\u00a0200"

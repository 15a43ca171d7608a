"""A conversation as a text file to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.channels.markup import plain
from bot.content.web import WebWords
from bot.conversation.model import Message
from bot.desk.pictures import picture_of
from bot.formatting import full_date, number
from bot.language import Language


def transcript(words: WebWords, messages: Sequence[Message], language: Language) -> str:
    """Return the messages as plain text: who, when (UTC), what, and the sources with the day they were checked."""
    title = words.say("chat.transcript_title", language)
    return "\n".join([title, "=" * len(title), words.say("chat.transcript_times", language), "", *_lines(words, messages, language)])


def _lines(words: WebWords, messages: Sequence[Message], language: Language) -> Iterator[str]:
    for message in messages:
        who = message.advisor or words.say(f"chat.author.{message.author.value}", language)
        yield f"[{message.at:%Y-%m-%d %H:%M}] {who}"
        yield plain(message.text)
        picture = picture_of(message)
        if picture is not None:
            width, height = number(picture["width"], language), number(picture["height"], language)
            yield words.say("pictures.in_transcript", language, width=width, height=height)
        if message.sources:
            yield words.say("chat.sources", message.language)
        for source in message.sources:
            yield f"- {source.title}, {source.url} ({checked(words, source.checked, message.language)})"
        yield ""


def checked(words: WebWords, day: str, language: Language) -> str:
    """Return ``checked on November 23, 2026`` for an ISO date; a date that isn't one is shown as it is."""
    try:
        shown = full_date(date.fromisoformat(day), language)
    except ValueError:
        shown = day
    return words.say("chat.checked", language, date=shown)

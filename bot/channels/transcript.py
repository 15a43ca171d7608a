"""A conversation as its person takes it away: what each message says, as it reads without markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from bot.channels.markup import plain
from bot.content.web import WebWords
from bot.conversation.model import Author, Message, Source
from bot.desk.pictures import picture_of
from bot.documents.conversation import Entry, Record
from bot.formatting import full_date, number
from bot.language import Language
from bot.ottawa import OTTAWA


def transcript(words: WebWords, messages: Sequence[Message], language: Language, made_at: datetime) -> Record:
    """Return who said what, when (in Ottawa), and the sources with the day they were checked.

    What is told about a message is in that message's language, as in the chat; what is told of all of them in ``language``.
    """
    say = partial(words.say, language=language)
    return Record(
        language=language,
        title=say("chat.transcript_title"),
        intro=say("chat.transcript_times"),
        entries=[_entry(words, message) for message in messages],
        missing=say("chat.transcript_missing"),
        page=lambda page, pages: say("chat.transcript_page", page=number(page, language), pages=number(pages, language)),
        made_at=made_at,
    )


def _entry(words: WebWords, message: Message) -> Entry:
    language, picture = message.language, picture_of(message)
    size = {name: number(picture[name], language) for name in ("width", "height")} if picture else {}
    return Entry(
        language=language,
        when=f"{message.at.astimezone(OTTAWA):%Y-%m-%d %H:%M}",
        who=message.advisor or words.say(f"chat.author.{message.author.value}", language),
        # Brackets and asterisks of a person are their own.
        text=message.text if message.author is Author.PERSON else plain(message.text),
        picture=words.say("pictures.in_transcript", language, **size) if picture else "",
        sources_title=words.say("chat.sources", language) if message.sources else "",
        sources=[_source(words, source, language) for source in message.sources],
    )


def _source(words: WebWords, source: Source, language: Language) -> tuple[str, str]:
    told = f"{source.title}, {source.url} ({checked(words, source.checked, language)})"
    return told, source.url if source.url.startswith("https://") else ""


def checked(words: WebWords, day: str, language: Language) -> str:
    """Return ``checked on November 23, 2026`` for an ISO date; a date that isn't one is shown as it is."""
    try:
        shown = full_date(date.fromisoformat(day), language)
    except ValueError:
        shown = day
    return words.say("chat.checked", language, date=shown)

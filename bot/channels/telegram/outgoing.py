"""One thing to send, as it lies in the outbox, and how messages of a conversation become such things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.telegram.rendering import to_telegram
from bot.channels.transcript import checked
from bot.content.web import WebWords
from bot.conversation.model import Author, Kind, Message
from bot.language import Language

Button = tuple[str, str]
"""What is on it, and what Telegram gives back when it is pressed: at most 64 bytes."""


@dataclass(frozen=True)
class Outgoing:
    """A text in Telegram's HTML with its keyboard, or ``attachment``: what to make a picture or a file from."""

    html: str = ""
    keyboard: tuple[tuple[Button, ...], ...] = ()
    attachment: Mapping[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        return {"html": self.html, "keyboard": self.keyboard, "attachment": self.attachment}

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Outgoing:
        keyboard = tuple(tuple((title, data) for title, data in row) for row in body["keyboard"])
        return cls(body["html"], keyboard, body["attachment"])


@dataclass(frozen=True)
class File:
    """A picture (``is_picture``) or a document, ready to be sent; ``caption`` says in words what a picture shows."""

    name: str
    content: bytes
    caption: str = ""
    is_picture: bool = False


class Documents(Protocol):
    """Makes pictures and files of a calculation (``data.calculation``)."""

    def kinds(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return what there is for a message's data, such as ``("chart", "pdf", "csv")``; nothing for most messages."""

    def make(self, kind: str, data: Mapping[str, Any], language: Language) -> File:
        """Make one of them. Blocks; runs in a thread."""


class Composer:
    """Makes what is to be sent."""

    def __init__(self, words: WebWords, documents: Documents | None) -> None:
        self._words, self._documents = words, documents

    def say(self, key: str, language: Language, *rows: Sequence[Button], **values: object) -> list[Outgoing]:
        return self.text(self._words.say(key, language, **values), *rows)

    def text(self, markup: str, *rows: Sequence[Button]) -> list[Outgoing]:
        return self._parts(to_telegram(markup), tuple(tuple(row) for row in rows))

    def message(self, message: Message) -> list[Outgoing]:
        """Return what a chat is sent of a message; nothing of what the person wrote."""
        if message.author is Author.PERSON or message.is_for_advisors:
            return []
        text = message.text
        if message.author is Author.ADVISOR and message.advisor:
            name = self._words.say("telegram.advisor_named", message.language, name=_bare(message.advisor))
            text = f"**{name}**\n\n{text}"
        footer = self._words.say("chat.advisor.rate", message.language) if message.ends_hand_off else self._sources(message)
        sent = self._parts(to_telegram(text, footer), self._keyboard(message))
        for kind in self._documents.kinds(message.data) if self._documents else ():
            made = {"kind": kind, "data": dict(message.data), "language": message.language.value}
            sent.append(Outgoing(attachment=made))
        return sent

    def _sources(self, message: Message) -> str:
        if not message.sources:
            return ""
        language = message.language
        shown = [f"- [{_bare(s.title)}]({s.url}) ({checked(self._words, s.checked, language)})" for s in message.sources]
        return f"{self._words.say('chat.sources', language)}\n\n" + "\n".join(shown)

    def _keyboard(self, message: Message) -> tuple[tuple[Button, ...], ...]:
        rows: list[tuple[Button, ...]] = [((choice.title, choice.id),) for choice in message.choices]
        is_sourced = message.author is Author.BOT and message.kind is Kind.ANSWER and message.sources
        if is_sourced or message.ends_hand_off:
            about = f"{message.number}:{message.conversation[:12]}"
            rows.append((("👍", f"rate:yes:{about}"), ("👎", f"rate:no:{about}")))
        return tuple(rows)

    def _parts(self, parts: Sequence[str], keyboard: tuple[tuple[Button, ...], ...]) -> list[Outgoing]:
        last = len(parts) - 1
        return [Outgoing(part, keyboard if place == last else ()) for place, part in enumerate(parts)]


def _bare(text: str) -> str:
    """Return a title without what would be read as markup."""
    return text.replace("[", "(").replace("]", ")").replace("*", "").replace("\n", " ")

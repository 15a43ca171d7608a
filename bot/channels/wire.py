"""Conversations and messages as JSON for the widget, and what the widget sends, checked. The only place that knows field names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

from starlette.requests import Request

from bot.channels.documents import shown_data
from bot.content.web import News, WebWords
from bot.conversation.model import Advisor, Conversation, Message, Owner
from bot.conversation.service import Thread
from bot.desk.pictures import picture_of
from bot.errors import BotError
from bot.language import Language

PICTURES_PATH = "/api/v1/pictures"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadRequest(BotError):
    """A request that isn't of the agreed form; ``field`` names what is wrong."""

    code = "bad_request"


@dataclass(frozen=True)
class Fields:
    """A JSON object from outside, read field by field. Every method raises ``BadRequest``."""

    values: dict[str, Any]

    @classmethod
    async def of(cls, request: Request) -> Fields:
        """Read the body as an object; an empty body is an empty object."""
        body = await request.body()
        try:
            values = json.loads(body) if body.strip() else {}
        except (ValueError, RecursionError):
            raise BadRequest(field="body") from None
        if not isinstance(values, dict):
            raise BadRequest(field="body")
        return cls(values)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise BadRequest(field=name)
        return value

    def id(self, name: str) -> str:
        value = self.text(name)
        if value is None or not _ID.fullmatch(value):
            raise BadRequest(field=name)
        return value

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1_000_000:
            raise BadRequest(field=name)
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise BadRequest(field=name)
        return value

    def language(self, name: str) -> Language | None:
        value = self.text(name)
        if value is None:
            return None
        language = Language.of(value)
        if language is None:
            raise BadRequest(field=name)
        return language


def moment(at: datetime) -> str:
    return at.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_json(message: Message, words: WebWords) -> dict[str, Any]:
    """Return a message as its person may see it. What a button says stays here: the client sends the button's id."""
    shown: dict[str, Any] = {
        "number": message.number,
        "author": message.author.value,
        "at": moment(message.at),
        "language": message.language.value,
        "text": message.text,
        "buttons": [{"id": choice.id, "title": choice.title} for choice in message.choices],
        "sources": [{"title": source.title, "url": source.url, "checked": source.checked} for source in message.sources],
        "outcome": message.outcome,
        "data": {**shown_data(message, words), **_picture_json(message, words)},
    }
    if message.client_id is not None:
        shown["client_id"] = message.client_id
    if message.reply_to is not None:
        shown["reply_to"] = message.reply_to
    if message.advisor is not None:
        shown["advisor"] = message.advisor
    if message.helpful is not None:
        shown["feedback"] = {"helpful": message.helpful}
    return shown


def _picture_json(message: Message, words: WebWords) -> dict[str, Any]:
    found = picture_of(message)
    if found is None:
        return {}
    alt = words.say("pictures.alt", message.language)
    return {"picture": {"path": f"{PICTURES_PATH}/{found['id']}", "width": found["width"], "height": found["height"], "alt": alt}}


def owner_json(conversation: Conversation, queue_position: int | None) -> dict[str, Any]:
    """Return who answers; ``queue`` only while waiting, ``advisor`` only with one."""
    shown = owner_named(conversation.owner, conversation.advisor)
    if queue_position is not None and conversation.waiting_since is not None:
        shown["queue"] = {"position": queue_position, "since": moment(conversation.waiting_since)}
    return shown


def owner_named(owner: Owner, advisor: Advisor | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"owner": owner.value}
    if advisor is not None:
        shown["advisor"] = {"name": advisor.name}
    return shown


def language_json(conversation: Conversation) -> dict[str, Any]:
    return {"language": conversation.language.value, "chosen_language": conversation.chosen.value if conversation.chosen else None}


def thread_json(thread: Thread, words: WebWords) -> dict[str, Any]:
    return {
        **language_json(thread.conversation),
        **owner_json(thread.conversation, thread.queue_position),
        "messages": [message_json(message, words) for message in thread.messages],
    }


def news_json(news: Sequence[News], today: date, language: Language) -> list[dict[str, str]]:
    """Return the items of the day for the banner, newest first."""
    return [
        {"id": item.id, "date": item.start.isoformat(), "text": item.texts[language], "url": item.urls[language]}
        for item in news
        if item.start <= today <= item.end
    ]

"""The stream of a conversation's events, for each open tab. Resumes after the last message number seen, so nothing is lost or shown twice.

The watch begins before the record is read, and messages are told apart by number: whatever happens in between arrives once. Other
processes' changes don't reach this one's hub, so the record is read again now and then: every few seconds on PostgreSQL, where
there may be several gateways, and with each heartbeat on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from anyio import move_on_after
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.context import Web, client_address
from bot.channels.wire import language_json, message_json, owner_json, owner_named
from bot.content.web import WebWords
from bot.conversation.errors import ConversationGone
from bot.conversation.events import Deleted, Event, LanguageIs, MessageAdded, OwnerIs, Typing, Watcher
from bot.conversation.model import Message, Owner
from bot.conversation.service import Thread

_SEND_TIMEOUT_SECONDS = 20
_CATCH_UP_SECONDS = 3.0


class Streams:
    def __init__(self, web: Web) -> None:
        self._web = web
        shared = not web.settings.database_url.startswith("sqlite")
        self._catch_up_seconds = _CATCH_UP_SECONDS if shared else web.settings.heartbeat_seconds

    async def events(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        address = client_address(request)
        self._web.limits.streams.check(conversation, address)
        await self._web.conversations.get(conversation)  # gone is an answer, not a stream
        seen = request.headers.get("last-event-id", "")
        return EventSourceResponse(
            self._told(conversation, address, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0),
            ping=self._web.settings.heartbeat_seconds,
            ping_message_factory=lambda: _event("ping", {}),
            send_timeout=_SEND_TIMEOUT_SECONDS,
            headers={"Cache-Control": "no-store"},
            sep="\n",
        )

    async def _told(self, conversation: str, address: str, seen: int) -> AsyncIterator[ServerSentEvent]:
        with self._web.limits.streams.taken(conversation, address), self._web.hub.watching(conversation) as watcher:
            try:
                async for event in self._follow(conversation, watcher, seen):
                    yield event
            except ConversationGone:
                yield _event("deleted", {})

    async def _follow(self, conversation: str, watcher: Watcher, seen: int) -> AsyncIterator[ServerSentEvent]:
        thread = await self._web.conversations.thread(conversation, after=seen)
        shown = _Shown(min(seen, thread.conversation.last_number), self._web.words)
        for event in shown.catch_up(thread):
            yield event
        if self._web.hub.is_typing(conversation):
            yield _event("typing", {"on": True})
        while True:
            happened: Event | None = None
            with move_on_after(self._catch_up_seconds):
                happened = await watcher.next()
            if isinstance(happened, Typing):
                yield _event("typing", {"on": happened.on})
            elif isinstance(happened, Deleted):
                yield _event("deleted", {})
                return
            elif isinstance(happened, MessageAdded) and happened.message.number <= shown.number + 1:
                if happened.message.number == shown.number + 1 and not happened.message.is_for_advisors:
                    yield shown.message(happened.message)
            elif isinstance(happened, LanguageIs):
                chosen = happened.chosen.value if happened.chosen else None
                yield shown.language({"language": happened.language.value, "chosen_language": chosen})
            elif isinstance(happened, OwnerIs) and happened.owner is not Owner.WAITING:
                yield shown.owner(owner_named(happened.owner, happened.advisor))
            else:  # waiting, with its place in the queue, a gap, something missed, or time to look: read the record
                for event in shown.catch_up(await self._web.conversations.thread(conversation, after=shown.number)):
                    yield event


class _Shown:
    """What this tab has been told."""

    def __init__(self, number: int, words: WebWords) -> None:
        self.number = number
        self._words = words
        self._owner: dict[str, Any] | None = None
        self._language: dict[str, Any] | None = None

    def message(self, message: Message) -> ServerSentEvent:
        self.number = message.number
        return _event("message", message_json(message, self._words), id_=message.number)

    def language(self, language: dict[str, Any]) -> ServerSentEvent:
        self._language = language
        return _event("language", language)

    def owner(self, owner: dict[str, Any]) -> ServerSentEvent:
        self._owner = owner
        return _event("owner", owner)

    def catch_up(self, thread: Thread) -> list[ServerSentEvent]:
        """Return what is new in the record."""
        events = []
        language, owner = language_json(thread.conversation), owner_json(thread.conversation, thread.queue_position)
        if language != self._language:
            events.append(self.language(language))
        messages = [self.message(message) for message in thread.messages]
        if owner != self._owner:
            events.append(self.owner(owner))
        self.number = max(self.number, thread.conversation.visible_from - 1)
        return events + messages


def _event(name: str, data: dict[str, Any], id_: int | None = None) -> ServerSentEvent:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(text, event=name, id=None if id_ is None else str(id_))

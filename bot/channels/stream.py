"""The stream of a conversation's events, for each open tab. Resumes after the last message number seen, so nothing is lost or shown twice.

The watch begins before the record is read, and messages are told apart by number: whatever happens in between arrives once. Other
processes' changes don't reach this one's hub, so the record is read again now and then: every few seconds on PostgreSQL, where
there may be several gateways, and with each heartbeat on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from typing import Any

from anyio import move_on_after
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message as Sent
from starlette.types import Receive, Scope, Send

from bot.channels.context import Web, client_address
from bot.channels.numbers import whole_number
from bot.channels.wire import language_json, message_json, owner_json, owner_named
from bot.content.web import WebWords
from bot.conversation.errors import ConversationGone, StorageUnavailable
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
        await self._web.conversations.get(conversation)  # gone is an answer, not a stream
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        address = client_address(request)
        self._web.limits.streams.check(conversation, address)
        slot = ExitStack()
        slot.enter_context(self._web.limits.streams.taken(conversation, address))
        seen = request.headers.get("last-event-id", "")
        return _Stream(
            self._told(conversation, whole_number(seen) or 0),
            slot,
            ping=self._web.settings.heartbeat_seconds,
            ping_message_factory=lambda: _event("ping", {}),
            send_timeout=_SEND_TIMEOUT_SECONDS,
            headers={"Cache-Control": "no-store"},
            sep="\n",
        )

    async def _told(self, conversation: str, seen: int) -> AsyncIterator[bytes]:
        with self._web.hub.watching(conversation) as watcher:
            try:
                async for events in self._follow(conversation, watcher, seen):
                    yield b"".join(event.encode() for event in events)
            except ConversationGone:
                yield _event("deleted", {}).encode()
            except StorageUnavailable:
                return  # a proper end: who comes again is told, and the log has said it

    async def _follow(self, conversation: str, watcher: Watcher, seen: int) -> AsyncIterator[list[ServerSentEvent]]:
        """Give what happens, in pieces: what comes at once goes out at once."""
        thread = await self._web.conversations.thread(conversation, after=seen)
        shown = _Shown(min(seen, thread.conversation.last_number), self._web.words)
        yield shown.with_typing(self._web.hub.is_typing(conversation), shown.catch_up(thread))
        while True:
            happened: list[Event] = []
            with move_on_after(self._catch_up_seconds):
                happened = [await watcher.next(), *watcher.arrived()]
            if any(isinstance(event, Deleted) for event in happened):
                yield [_event("deleted", {})]
                return
            events, is_all = shown.news(happened)
            if not is_all:
                events += shown.catch_up(await self._web.conversations.thread(conversation, after=shown.number))
            if events := shown.with_typing(self._web.hub.is_typing(conversation), events):
                yield events


class _Stream(EventSourceResponse):
    """Gives its slot back when it ends, and comes to a proper end when the gateway stops, too: without one the log has an error for each
    of them, and clients a broken answer."""

    def __init__(self, content: AsyncIterator[bytes], slot: ExitStack, **options: Any) -> None:
        super().__init__(content, **options)
        self._slot = slot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = False

        async def sending(message: Sent) -> None:
            nonlocal is_open
            is_open = message["type"] == "http.response.start" or bool(message.get("more_body"))
            await send(message)

        with self._slot:
            await super().__call__(scope, receive, sending)
            if is_open:
                await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Shown:
    """What this tab has been told."""

    def __init__(self, number: int, words: WebWords) -> None:
        self.number = number
        self._words = words
        self._owner: dict[str, Any] | None = None
        self._language: dict[str, Any] | None = None
        self._typing = False

    def message(self, message: Message) -> ServerSentEvent:
        self.number = message.number
        return _event("message", message_json(message, self._words), id_=message.number)

    def language(self, language: dict[str, Any]) -> ServerSentEvent:
        self._language = language
        return _event("language", language)

    def owner(self, owner: dict[str, Any]) -> ServerSentEvent:
        self._owner = owner
        return _event("owner", owner)

    def with_typing(self, on: bool, events: list[ServerSentEvent]) -> list[ServerSentEvent]:
        """Add what is new about the bot being at work: it begins after the person's message and ends before the answer."""
        if on == self._typing:
            return events
        self._typing = on
        typing = [_event("typing", {"on": on})]
        return events + typing if on else typing + events

    def news(self, happened: Sequence[Event]) -> tuple[list[ServerSentEvent], bool]:
        """Return what events tell, and whether that is all: not so when it is time to look, after a gap, when something was missed, and
        while waiting, with its place in the queue."""
        events: list[ServerSentEvent] = []
        for event in happened:
            if isinstance(event, Typing) or (isinstance(event, MessageAdded) and event.message.number <= self.number):
                continue
            if isinstance(event, MessageAdded) and event.message.number == self.number + 1 and not event.message.is_for_advisors:
                events.append(self.message(event.message))
            elif isinstance(event, LanguageIs):
                chosen = event.chosen.value if event.chosen else None
                events.append(self.language({"language": event.language.value, "chosen_language": chosen}))
            elif isinstance(event, OwnerIs) and event.owner is not Owner.WAITING:
                events.append(self.owner(owner_named(event.owner, event.advisor)))
            else:
                return events, False
        return events, bool(happened)

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

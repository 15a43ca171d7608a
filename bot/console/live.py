"""Streams that keep open pages of the console fresh. A stream says only that something changed: the page fetches itself, so that the server
renders and escapes everything in one place. Beside it each page hears which cases wait, by reference and urgency alone."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request

from bot.channels.context import Web, client_address
from bot.console.gate import CASE_WORKERS, Gate
from bot.conversation.events import Event, Typing
from bot.desk.errors import NotAllowed, NotSignedIn
from bot.desk.presence import BEAT_SECONDS, Presence
from bot.desk.service import CaseFile, Desk
from bot.desk.sign_in import SignedIn
from bot.desk.store import QUEUE, page_of

_SOME_SECONDS = 25.0  # a little below the beat, whose clock it isn't


class Live:
    def __init__(self, web: Web, gate: Gate, desk: Desk, presence: Presence) -> None:
        self._web, self._gate, self._desk, self._presence = web, gate, desk, presence

    def queue(self, request: Request, signed_in: SignedIn) -> EventSourceResponse:
        """Return the stream of a page that shows the queue, or no case at all."""
        return self._stream(request, signed_in, ())

    def case(self, request: Request, signed_in: SignedIn, file: CaseFile) -> EventSourceResponse:
        """Return the stream of a case's page; while it is open the advisor counts as looking at the case."""
        return self._stream(request, signed_in, (file.conversation.id, page_of(file.case.reference)), file.case.reference)

    def _stream(self, request: Request, signed_in: SignedIn, watched: tuple[str, ...], case: str = "") -> EventSourceResponse:
        key, address = f"console:{signed_in.session.key[:16]}", client_address(request)
        self._web.limits.streams.check(key, address)
        return EventSourceResponse(
            self._told(request, signed_in.advisor.id, (key, address), watched, case),
            ping=self._web.settings.heartbeat_seconds,
            ping_message_factory=lambda: ServerSentEvent("", event="ping"),
            headers={"Cache-Control": "no-store"},
            sep="\n",
        )

    async def _told(
        self, request: Request, advisor: str, slot: tuple[str, str], watched: tuple[str, ...], case: str
    ) -> AsyncIterator[ServerSentEvent]:
        with ExitStack() as stack:
            stack.enter_context(self._web.limits.streams.taken(*slot))
            if case:
                stack.callback(self._presence.leave, case, advisor)
                await self._presence.arrive(case, advisor)
            listening = stack.enter_context(Listening(self._web, (QUEUE, *watched)))
            page = set(watched) or {QUEUE}
            changed, seen_at = {QUEUE, *page}, time.monotonic()
            while True:
                if QUEUE in changed:
                    yield await self._cases(advisor)
                if changed & page:
                    yield ServerSentEvent("", event="changed")
                changed = await listening.next(BEAT_SECONDS)
                if not changed:  # time to look, since other gateways' changes don't reach this one's hub
                    changed = {QUEUE, *page}
                try:
                    await self._gate.who(request, CASE_WORKERS)  # also notes the advisor as present
                except (NotSignedIn, NotAllowed):
                    yield ServerSentEvent("", event="signed-out")
                    return
                if case and time.monotonic() - seen_at > _SOME_SECONDS:
                    seen_at = time.monotonic()
                    await self._presence.look(case, advisor)

    async def _cases(self, advisor: str) -> ServerSentEvent:
        """Return what a page needs to tell of new cases: nothing of the person's words, nor their name."""
        news = await self._desk.news(advisor)
        cases = {told.reference: "mine" if told.mine else "urgent" if told.urgent else "case" for told in news.cases}
        return ServerSentEvent(json.dumps({"waiting": news.waiting, "cases": cases}, separators=(",", ":")), event="cases")


class Listening:
    """Waits for events under several names at once."""

    def __init__(self, web: Web, names: tuple[str, ...]) -> None:
        self._web, self._names = web, names
        self._stack = ExitStack()
        self._next: dict[str, asyncio.Task[Event]] = {}

    def __enter__(self) -> Listening:
        self._watchers = {name: self._stack.enter_context(self._web.hub.watching(name)) for name in self._names}
        return self

    def __exit__(self, *_: object) -> None:
        for task in self._next.values():
            task.cancel()
        self._stack.close()

    async def next(self, timeout_seconds: float) -> set[str]:
        """Return the names that something happened under; none after the time-out. Typing changes no page."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            for name, watcher in self._watchers.items():
                if name not in self._next:
                    self._next[name] = asyncio.ensure_future(watcher.next())
            left = max(0.0, deadline - time.monotonic())
            done, _ = await asyncio.wait(self._next.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                return set()
            heard = {name for name, task in self._next.items() if task in done}
            changed = {name for name in heard if not isinstance(self._next.pop(name).result(), Typing)}
            if changed:
                return changed

"""What happens in conversations, told to whoever is looking: browser tabs, the advisor's page, a channel.

In memory and for this process only: an event is a hint that may be lost, the record is the database. A watcher that falls behind is told so
and reads the record again, so nobody's slowness holds a conversation up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.conversation.model import Advisor, Message, Owner
from bot.language import Language

_BACKLOG = 100


@dataclass(frozen=True)
class MessageAdded:
    message: Message


@dataclass(frozen=True)
class Typing:
    """The bot is at work on an answer, or no longer is."""

    on: bool


@dataclass(frozen=True)
class OwnerIs:
    owner: Owner
    advisor: Advisor | None = None


@dataclass(frozen=True)
class LanguageIs:
    language: Language
    chosen: Language | None


@dataclass(frozen=True)
class Deleted:
    """The person asked for everything to be deleted, in this or another tab."""


@dataclass(frozen=True)
class Missed:
    """The watcher fell behind: read the record again."""


Event = MessageAdded | Typing | OwnerIs | LanguageIs | Deleted | Missed


class Watcher:
    """One listener's queue of events of one conversation."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[Event] = asyncio.Queue(_BACKLOG)
        self._behind = False

    def offer(self, event: Event) -> None:
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            self._behind = True

    async def next(self) -> Event:
        """Wait for the next event; after an overflow, what was queued first and then ``Missed``."""
        if self._behind and self._events.empty():
            self._behind = False
            return Missed()
        return await self._events.get()

    def arrived(self) -> Iterator[Event]:
        """Give what else is there already, without waiting."""
        while not self._events.empty():
            yield self._events.get_nowait()


class Hub:
    """Passes events on to the watchers of a conversation. Used from one event loop."""

    def __init__(self) -> None:
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._typing: set[str] = set()
        self._taps: list[Callable[[str, Event], None]] = []

    def tap(self, heard: Callable[[str, Event], None]) -> None:
        """Have ``heard`` called with every event of every conversation: for a channel that serves many. It must not block."""
        self._taps.append(heard)

    def untap(self, heard: Callable[[str, Event], None]) -> None:
        if heard in self._taps:
            self._taps.remove(heard)

    @contextmanager
    def watching(self, conversation: str) -> Iterator[Watcher]:
        """Give a watcher that receives everything published from now on."""
        watcher = Watcher()
        self._watchers[conversation].add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[conversation].discard(watcher)
            if not self._watchers[conversation]:
                del self._watchers[conversation]

    def publish(self, conversation: str, *events: Event) -> None:
        for event in events:
            if isinstance(event, Typing):
                if event.on == self.is_typing(conversation):
                    continue
                (self._typing.add if event.on else self._typing.discard)(conversation)
            elif isinstance(event, OwnerIs) and event.owner is not Owner.BOT and conversation in self._typing:
                self.publish(conversation, Typing(False))  # the bot may still be thinking, but nobody will see its answer
            for watcher in tuple(self._watchers.get(conversation, ())):
                watcher.offer(event)
            for heard in self._taps:
                heard(conversation, event)

    def is_typing(self, conversation: str) -> bool:
        return conversation in self._typing

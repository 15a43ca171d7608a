"""What the Telegram channel needs of storage: which chat has which conversation, which updates have come, what is to be sent, and links.

``bot.storage.telegram`` fulfils it, in the same transactions as conversations and messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from bot.conversation.model import Owner
from bot.conversation.store import UnitOfWork


@dataclass(frozen=True)
class Chat:
    """A private chat's conversation. ``delivered`` is the last message handed to the outbox, ``told`` the owner last told of."""

    chat_id: int
    conversation: str
    delivered: int
    told: Owner
    is_blocked: bool


@dataclass(frozen=True)
class Waiting:
    """One thing to send, the oldest of its chat."""

    id: int
    chat_id: int
    body: Mapping[str, Any]
    tries: int
    not_before: datetime
    put_at: datetime


@dataclass(frozen=True)
class Link:
    """A one-time link that moves a website conversation to a chat; ``used_by`` is the chat that did."""

    conversation: str
    expires_at: datetime
    used_by: int | None


@dataclass(frozen=True)
class Depth:
    """How much lies in the outbox, and since when the oldest of it; ``None`` when it is empty."""

    count: int
    oldest: datetime | None


SENDING = "telegram-chat:"
"""How the names of leases begin under which a gateway sends to a chat; the chat's id follows."""


class TelegramStore(Protocol):
    def knows(self, update: int) -> bool:
        """Say whether this update has come before."""

    def note(self, update: int, at: datetime) -> bool:
        """Note an update; ``False`` when it is known, were it only since another gateway's commit that we waited for."""

    def forget_before(self, before: datetime) -> None:
        """Drop the ids of updates that Telegram no longer repeats, and links that have long expired."""

    def begin(self, chat_id: int, conversation: str, at: datetime) -> bool:
        """Make ``conversation`` a chat's first one; ``False`` when it has one, were it only since another gateway's commit."""

    def join(self, chat_id: int, conversation: str, delivered: int, told: Owner, at: datetime) -> None:
        """Make ``conversation`` the one that this chat speaks in from now on. What it spoke in before stays its own."""

    def current(self, chat_id: int) -> Chat | None: ...

    def chat_of(self, conversation: str, *, lock: bool = False) -> Chat | None: ...

    def all_of(self, chat_id: int) -> Sequence[str]:
        """Return every conversation that this chat has had."""

    def chats(self) -> Sequence[tuple[str, int]]:
        """Return all conversations with their chats."""

    def to_deliver(self) -> Sequence[str]:
        """Return the conversations of which the chat hasn't been told everything."""

    def delivered(self, conversation: str, number: int, told: Owner) -> None: ...

    def block(self, chat_id: int, at: datetime | None) -> bool:
        """Mark that the person blocked the bot, or with ``None`` that they no longer do; say whether that is new."""

    def put(self, chat_id: int, conversation: str | None, bodies: Sequence[Mapping[str, Any]], at: datetime) -> None:
        """Put something in the outbox. What belongs to a conversation is deleted with it."""

    def next(self, chat_id: int) -> Waiting | None: ...

    def sent(self, item: int) -> None: ...

    def postpone(self, item: int, not_before: datetime) -> None: ...

    def drop(self, chat_id: int) -> int:
        """Drop all that waits for a chat; return how much that was."""

    def waiting(self, now: datetime, holder: str) -> Sequence[int]:
        """Return the chats whose next thing to send is due and to which no gateway but ``holder`` is sending."""

    def depth(self) -> Depth: ...

    def add_link(self, id: str, conversation: str, expires_at: datetime) -> None: ...

    def link(self, id: str) -> Link | None: ...

    def use_link(self, id: str, chat_id: int, at: datetime) -> bool:
        """Use up a link; ``False`` when somebody else was first."""


class TelegramUnit(UnitOfWork, Protocol):
    @property
    def telegram(self) -> TelegramStore: ...


def of(unit: UnitOfWork) -> TelegramStore:
    """Return the channel's store of a unit of work."""
    return cast(TelegramUnit, unit).telegram

"""Moves a conversation from the website to a Telegram chat: a link is issued there and used once here, by one person, before it expires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import structlog

from bot.channels.telegram.links import Signer
from bot.conversation.chats import of
from bot.conversation.ledger import Ledger
from bot.conversation.model import Author, Conversation, Kind, Owner
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording

CHANNEL = "telegram"
log = structlog.get_logger(__name__)


class Outcome(str, Enum):
    """What became of a link; the value names the words in ``telegram.yml``."""

    MOVED = "moved"
    ALREADY = "moved_already"
    EXPIRED = "link_expired"
    BUSY = "link_busy"


@dataclass(frozen=True)
class Moved:
    outcome: Outcome
    conversation: Conversation | None = None


class Moving:
    def __init__(self, ledger: Ledger, wording: Wording, signer: Signer, clock: Callable[[], datetime], minutes: int) -> None:
        self._ledger, self._wording, self._signer, self._clock, self._minutes = ledger, wording, signer, clock, minutes

    async def issue(self, conversation: str) -> tuple[str, datetime]:
        """Return the payload of a new link for a conversation, and until when it holds. Raises ``ConversationGone``."""
        expires_at = self._clock() + timedelta(minutes=self._minutes)
        id_, payload = self._signer.issue(expires_at)

        def work(unit: UnitOfWork) -> None:
            unit.conversations.get(conversation)
            of(unit).add_link(id_, conversation, expires_at)

        await self._ledger.write(work)
        return payload, expires_at

    async def use(self, payload: str, chat_id: int) -> Moved:
        """Move the link's conversation to a chat. A chat in the middle of a hand-off keeps its own, and the link stays good."""
        now = self._clock()
        id_ = self._signer.id_of(payload, now)
        if id_ is None:
            return Moved(Outcome.EXPIRED)
        moved = await self._ledger.write(lambda unit: self._move(unit, id_, chat_id, now))
        log.info("telegram.link", outcome=moved.outcome.value)
        return moved

    def _move(self, unit: UnitOfWork, id_: str, chat_id: int, now: datetime) -> Moved:
        link, chat = of(unit).link(id_), of(unit).current(chat_id)
        if link is None or (link.used_by is not None and link.used_by != chat_id):
            return Moved(Outcome.EXPIRED)
        if chat is not None and chat.conversation == link.conversation:
            return Moved(Outcome.ALREADY, unit.conversations.get(link.conversation))
        if chat is not None and unit.conversations.get(chat.conversation).owner is not Owner.BOT:
            return Moved(Outcome.BUSY)
        if not of(unit).use_link(id_, chat_id, now):
            return Moved(Outcome.EXPIRED)
        found = unit.conversations.get(link.conversation, lock=True)
        found.channel = CHANNEL
        unit.messages.add(
            found.add(Author.SYSTEM, Kind.NOTICE, self._wording.say("telegram.moved_notice", found.language), now, outcome="moved")
        )
        unit.conversations.save(found)
        of(unit).join(chat_id, found.id, found.last_number, Owner.BOT, now)  # an advisor who has it is named at once
        unit.audit.record("conversation.moved_to_telegram", now, conversation=found.id, actor="person")
        return Moved(Outcome.MOVED, found)

"""Brings what was said in conversations into the outbox of their chats: answers, notices, an advisor's words, who answers now.

What a chat has been told is kept beside it, and is written in the transaction that fills the outbox: a message is handed over once,
whoever stored it and whatever was killed meanwhile. Events only say when to look; the sweep finds what they missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

import structlog

from bot.channels.telegram.outgoing import Composer, Outgoing
from bot.conversation.chats import Chat, of
from bot.conversation.errors import ConversationGone, StorageUnavailable
from bot.conversation.events import Event, MessageAdded, OwnerIs
from bot.conversation.ledger import Ledger
from bot.conversation.model import Author, Conversation, Owner
from bot.conversation.store import UnitOfWork

# Outcomes of the desk's own notices, after which the same needn't be said by us.
_NAMES_THE_ADVISOR = {"joined", "transferred"}
_BRINGS_THE_BOT_BACK = {"handed_back", "resolved", "nobody_free"}
log = structlog.get_logger(__name__)


class Delivery:
    """``send`` is told of each chat that has something in the outbox."""

    def __init__(self, ledger: Ledger, composer: Composer, clock: Callable[[], datetime], send: Callable[[int], None]) -> None:
        self._ledger, self._composer, self._clock, self._send = ledger, composer, clock, send
        self._chats: dict[str, int] = {}
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._stopping = False

    async def start(self) -> None:
        self._chats = dict(await self._ledger.read(lambda unit: of(unit).chats()))
        await self.sweep()

    async def stop(self) -> None:
        self._stopping = True
        tasks = list(self._at_work.values())
        await asyncio.gather(*tasks, return_exceptions=True)

    async def sweep(self) -> None:
        """Look for what nobody told us of: another process's doing, or an earlier one's."""
        for conversation in await self._ledger.read(lambda unit: of(unit).to_deliver()):
            self.wake(conversation)

    def joined(self, conversation: str, chat_id: int) -> None:
        self._chats[conversation] = chat_id

    def chat_of(self, conversation: str) -> int | None:
        return self._chats.get(conversation)

    def heard(self, conversation: str, event: Event) -> None:
        """Take an event of the hub."""
        if conversation not in self._chats:
            return
        if isinstance(event, OwnerIs) or (isinstance(event, MessageAdded) and event.message.author is not Author.PERSON):
            self.wake(conversation)

    def wake(self, conversation: str) -> None:
        if self._stopping:
            return
        self._again.add(conversation)
        if conversation not in self._at_work:
            self._at_work[conversation] = asyncio.create_task(self._work(conversation), name="telegram-delivery")

    async def _work(self, conversation: str) -> None:
        try:
            while conversation in self._again and not self._stopping:
                self._again.discard(conversation)
                chat_id = await self._ledger.write(lambda unit: self.hand_over(unit, conversation))
                if chat_id is not None:
                    self._chats[conversation] = chat_id
                    self._send(chat_id)
        except StorageUnavailable:
            log.error("telegram.delivery_storage_unavailable")  # the sweep comes back to it
        except Exception as error:
            log.error("telegram.delivery_failed", kind=type(error).__name__)  # no traceback: it may hold a person's words
        finally:
            del self._at_work[conversation]

    def hand_over(self, unit: UnitOfWork, conversation: str) -> int | None:
        """Put what is new in the outbox, in its order; return the chat, ``None`` when there is none or it blocked us."""
        chat = of(unit).chat_of(conversation, lock=True)
        if chat is None or chat.is_blocked:
            return None
        try:
            found = unit.conversations.get(conversation)
        except ConversationGone:
            return None
        if found.last_number > chat.delivered or found.owner is not chat.told:
            bodies = [outgoing.body() for outgoing in self._news(unit, found, chat)]
            of(unit).put(chat.chat_id, conversation, bodies, self._clock())
            of(unit).delivered(conversation, found.last_number, found.owner)
        return chat.chat_id

    def _news(self, unit: UnitOfWork, found: Conversation, chat: Chat) -> Iterator[Outgoing]:
        new = [message for message in unit.messages.after(found.id, chat.delivered) if message.number <= found.last_number]
        # On PostgreSQL one may have been added since we read the conversation: it comes next time.
        said = {message.outcome for message in new if message.author is Author.SYSTEM}
        now_human = found.owner is Owner.HUMAN and chat.told is not Owner.HUMAN
        if now_human and found.advisor is not None and not said & _NAMES_THE_ADVISOR:
            yield from self._composer.say("chat.with_advisor", found.language, advisor=found.advisor.name)
        for message in new:
            yield from self._composer.message(message)
        if found.owner is Owner.WAITING and chat.told is not Owner.WAITING:
            yield from self._composer.say("chat.waiting", found.language, position=unit.conversations.queue_position(found))
        if found.owner is Owner.BOT and chat.told is not Owner.BOT and not said & _BRINGS_THE_BOT_BACK:
            yield from self._composer.say("telegram.bot_again", found.language)

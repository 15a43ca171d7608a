"""Has the assistant answer what people wrote: one turn at a time in a conversation, different conversations at once.

The work to do is in the database (``TurnStore``), not here: this holds only a task for each conversation that is being worked on,
so a killed process loses nothing, and the next one, or another gateway, finds what is open. A turn is taken on lease, which keeps
two gateways off the same conversation and runs out if its holder dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.conversation.answers import AnswerHook, TurnPreparation
from bot.conversation.asking import Asking, TurnLimits
from bot.conversation.engine_watch import EngineWatch
from bot.conversation.errors import ConversationGone, StorageUnavailable
from bot.conversation.events import Hub, Typing
from bot.conversation.ledger import Ledger
from bot.conversation.meter import Meter
from bot.conversation.model import Conversation, Message, TurnLease
from bot.conversation.store import Ask, Forget, OpenTurn, UnitOfWork
from bot.conversation.wording import Wording
from bot.engine.model import Engine

log = structlog.get_logger(__name__)


class Turns:
    """``wake`` says that there may be something to do; it never blocks and may be called too often."""

    def __init__(
        self,
        ledger: Ledger,
        hub: Hub,
        engine: Engine,
        wording: Wording,
        clock: Callable[[], datetime],
        meter: Meter,
        limits: TurnLimits | None = None,
        hook: AnswerHook | None = None,
        prepare: TurnPreparation | None = None,
    ) -> None:
        self._ledger, self._hub, self._clock, self._limits = ledger, hub, clock, limits or TurnLimits()
        self._prepare = prepare
        self._asking = Asking(ledger, hub, engine, wording, clock, meter, self._limits, hook)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def watch(self) -> EngineWatch:
        """Whether the assistant can be reached."""
        return self._asking.watch

    async def start(self) -> None:
        """Take up what an earlier process left, and keep looking for work that nobody woke us for."""
        await self._ledger.write(lambda unit: unit.turns.release_all(self._limits.holder))
        self._sweeper = asyncio.create_task(self._sweep(), name="turn-sweeper")

    async def stop(self) -> None:
        """Let turns under way end for a moment, then leave the rest to the next start."""
        self._stopping = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        await self._asking.watch.stop()
        tasks = list(self._workers.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._limits.grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(StorageUnavailable):
            await self._ledger.write(lambda unit: unit.turns.release_all(self._limits.holder))

    def open(self, unit: UnitOfWork, conversation: Conversation, message: Message) -> Ask | None:
        """Note that a message is to be answered, in the transaction that stores it, before the locked conversation is saved.

        Where nothing else is to be done first its turn begins at once, which saves most messages a transaction: ``wake`` takes it
        from there. Runs in the database's thread.
        """
        first = conversation.id not in self._workers and self._asking.watch.is_up and not unit.turns.is_behind(conversation.id)
        unit.turns.open(conversation.id, message.number, message.at)
        if not first or not self._take(conversation):
            return None
        return self._ask(unit, conversation, OpenTurn(message.number, message.says or message.text, message.at))

    def wake(self, conversation: str, taken: Ask | None = None) -> None:
        """Look for work in a conversation, beginning with what was taken. Whoever is at work there already finds it by themselves."""
        if self._stopping:
            return
        self._again.add(conversation)
        if taken is not None:
            self._hub.publish(conversation, Typing(True))  # at once, so that it goes out with the message itself
        if conversation not in self._workers:
            self._workers[conversation] = asyncio.create_task(self._work(conversation, taken), name="turns")

    async def _work(self, conversation: str, taken: Ask | None) -> None:
        try:
            more = True
            while (more or conversation in self._again) and not self._stopping:
                self._again.discard(conversation)
                task: Ask | Forget | None = taken
                if task is None:
                    task = await self._ledger.write(partial(self._begin, conversation=conversation))
                taken = None
                more = task is not None and await self._asking.do(task)
        except StorageUnavailable:
            log.error("turns.storage_unavailable")  # the sweeper comes back to it
        except Exception:
            log.exception("turns.failed")
        finally:
            del self._workers[conversation]
            self._again.discard(conversation)

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation in await self._ledger.read(lambda unit: unit.turns.to_do(self._clock(), self._limits.holder)):
                    if conversation not in self._workers:
                        self.wake(conversation)
            except StorageUnavailable:
                log.error("turns.sweep_failed")
            except Exception:  # a defect: what is open later must not wait for a restart
                log.exception("turns.sweep_failed")
            await asyncio.sleep(self._limits.sweep_seconds)

    def _begin(self, unit: UnitOfWork, conversation: str) -> Ask | Forget | None:
        if unit.turns.must_forget(conversation):
            return Forget(conversation)
        if not unit.turns.any_open(conversation):
            return None
        try:
            found = unit.conversations.get(conversation, lock=True)
        except ConversationGone:
            return None
        # Read only now: on PostgreSQL another gateway may have answered and let go while we waited for its row.
        oldest = unit.turns.oldest(conversation)
        if oldest is None or not self._take(found):
            return None
        unit.conversations.save(found)
        return self._ask(unit, found, oldest)

    def _take(self, conversation: Conversation) -> bool:
        now = self._clock()
        return conversation.take_turn(TurnLease(self._limits.holder, now + timedelta(seconds=self._limits.lease_seconds)), now)

    def _ask(self, unit: UnitOfWork, conversation: Conversation, turn: OpenTurn) -> Ask:
        if self._prepare is not None:
            self._prepare(unit, conversation.id)
        return Ask(conversation.id, turn.number, turn.says, conversation.chosen, conversation.hint, turn.asked_at)

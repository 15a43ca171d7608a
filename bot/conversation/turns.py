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
from bot.conversation.errors import StorageUnavailable
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.meter import Meter
from bot.conversation.store import Ask, Forget, UnitOfWork
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
        self._ledger, self._clock, self._limits = ledger, clock, limits or TurnLimits()
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

    def take(self, unit: UnitOfWork, conversation: str) -> Ask | None:
        """Begin the turn of a message in the transaction that stores it, when nobody is at work there; ``wake`` then does it at once.

        Saves a transaction of its own for most messages. Runs in the database's thread.
        """
        if conversation in self._workers or not self._asking.watch.is_up:
            return None
        task = self._begin(unit, conversation)
        return task if isinstance(task, Ask) else None

    def wake(self, conversation: str, taken: Ask | None = None) -> None:
        """Look for work in a conversation, beginning with what was taken. Whoever is at work there already finds it by themselves."""
        if self._stopping:
            return
        self._again.add(conversation)
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
            await asyncio.sleep(self._limits.sweep_seconds)

    def _begin(self, unit: UnitOfWork, conversation: str) -> Ask | Forget | None:
        now = self._clock()
        task = unit.turns.begin(conversation, self._limits.holder, now, now + timedelta(seconds=self._limits.lease_seconds))
        if isinstance(task, Ask) and self._prepare is not None:
            self._prepare(unit, conversation)
        return task

"""Has the assistant answer what people wrote: one turn at a time in a conversation, different conversations at once.

The work to do is in the database (``TurnStore``), not here: this holds only a task for each conversation that is being worked on,
so a killed process loses nothing, and the next one, or another gateway, finds what is open. A turn is taken on lease, which keeps
two gateways off the same conversation and runs out if its holder dies.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

import structlog

from bot.conversation.answers import AnswerHook, Stored, store_answer, store_apology, store_notice
from bot.conversation.engine_watch import EngineWatch
from bot.conversation.errors import ConversationGone, StorageUnavailable
from bot.conversation.events import Hub, Typing
from bot.conversation.ledger import Ledger
from bot.conversation.meter import Meter, TurnTimes
from bot.conversation.store import Ask, Forget, TurnState, UnitOfWork
from bot.conversation.text import without_command
from bot.conversation.wording import Wording
from bot.engine.model import Engine, EngineUnavailable, Turn

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TurnLimits:
    """``holder`` names this gateway among several and stays the same when it restarts, so that it finds what it held."""

    holder: str = "gateway"
    slow_after_seconds: float = 8.0
    engine_timeout_seconds: float = 30.0
    lease_seconds: float = 90.0
    at_once: int = 32
    failures: int = 5
    retry_seconds: float = 0.5
    sweep_seconds: float = 5.0
    grace_seconds: float = 5.0


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
    ) -> None:
        self._ledger, self._hub, self._engine, self._wording = ledger, hub, engine, wording
        self._clock, self._meter, self._limits, self._hook = clock, meter, limits or TurnLimits(), hook
        self.watch = EngineWatch(engine)
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._failures: Counter[tuple[str, int]] = Counter()
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Take up what an earlier process left, and keep looking for work that nobody woke us for."""
        await self._ledger.write(lambda unit: unit.turns.release_all(self._limits.holder))
        self._sweeper = asyncio.create_task(self._sweep(), name="turn-sweeper")

    async def stop(self) -> None:
        """Let turns under way end for a moment, then leave the rest to the next start."""
        self._stopping = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        await self.watch.stop()
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
        if conversation in self._workers or not self.watch.is_up:
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
                task = taken or await self._ledger.write(lambda unit: self._begin(unit, conversation))
                taken = None
                more = task is not None and await self._do(task)
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
                for conversation in await self._ledger.read(lambda unit: unit.turns.to_do(self._clock())):
                    if conversation not in self._workers:
                        self.wake(conversation)
            except StorageUnavailable:
                log.error("turns.sweep_failed")
            await asyncio.sleep(self._limits.sweep_seconds)

    def _begin(self, unit: UnitOfWork, conversation: str) -> Ask | Forget | None:
        now = self._clock()
        return unit.turns.begin(conversation, self._limits.holder, now, now + timedelta(seconds=self._limits.lease_seconds))

    async def _do(self, task: Ask | Forget) -> bool:
        """Do a piece of work; say whether there may be more."""
        if isinstance(task, Forget):
            return await self._forget(task.conversation)
        if not self.watch.is_up:
            await self._tell(task, "outage")
            return await self._wait_for_engine(task.conversation)
        return await self._answer(task)

    async def _answer(self, ask: Ask) -> bool:
        began = perf_counter()
        turn: Turn | None = None
        try:
            async with self._slots:
                asked = perf_counter()
                turn = await self._say(ask)
        except EngineUnavailable:
            return await self._engine_failed(ask)
        except Exception:  # a defect in the assistant: the person gets an apology and the log the traceback
            log.exception("engine.defect")
            self._meter.engine_failed("defect")
        answered = perf_counter()
        stored = await self._store(ask, turn)
        self._failures.pop((ask.conversation, ask.number), None)
        if stored is None:
            return True
        times = TurnTimes(queue=asked - began, engine=answered - asked, store=perf_counter() - answered)
        self._meter.turn(stored.state.value, times)
        log.info("turn.closed", state=stored.state.value, engine_ms=round(times.engine * 1000, 1), store_ms=round(times.store * 1000, 1))
        return stored.more

    async def _say(self, ask: Ask) -> Turn:
        """Ask the assistant; tell the person when it is slow, give up as unavailable after the time-out."""
        saying = asyncio.ensure_future(self._engine.say(ask.conversation, without_command(ask.text), language=ask.chosen, hint=ask.hint))
        self._hub.publish(ask.conversation, Typing(True))
        try:
            done, _ = await asyncio.wait({saying}, timeout=self._limits.slow_after_seconds)
            if not done:
                self._meter.engine_failed("slow")
                await self._tell(ask, "slow")
                rest = max(0.0, self._limits.engine_timeout_seconds - self._limits.slow_after_seconds)
                done, _ = await asyncio.wait({saying}, timeout=rest)
            if not done:
                raise EngineUnavailable(reason="timeout")
            return saying.result()
        finally:
            saying.cancel()
            self._hub.publish(ask.conversation, Typing(False))

    async def _store(self, ask: Ask, turn: Turn | None) -> Stored | None:
        """Store the answer, or the apology where there is none; ``None`` when the conversation was deleted meanwhile."""
        now, holder = self._clock(), self._limits.holder
        try:
            if turn is None or not turn.replies:
                return await self._ledger.write(lambda unit: store_apology(unit, ask, self._wording, holder, now))
            return await self._ledger.write(partial(store_answer, ask=ask, turn=turn, holder=holder, now=now, hook=self._hook))
        except ConversationGone:
            return None

    async def _engine_failed(self, ask: Ask) -> bool:
        """Keep the message for later; give up on it only when the assistant is well and fails on this message again and again."""
        self._meter.engine_failed("unavailable")
        log.warning("engine.unavailable")
        if not await self.watch.check():
            await self._tell(ask, "outage")
            return await self._wait_for_engine(ask.conversation)
        turn = (ask.conversation, ask.number)
        self._failures[turn] += 1
        if self._failures[turn] >= self._limits.failures:
            del self._failures[turn]
            log.error("turn.given_up")
            stored = await self._store(ask, None)
            self._meter.turn(TurnState.FAILED.value, TurnTimes(0.0, 0.0, 0.0))
            return stored is None or stored.more
        if self._failures[turn] > 1:
            await self._tell(ask, "outage")
        await asyncio.sleep(self._limits.retry_seconds * self._failures[turn])
        return True

    async def _wait_for_engine(self, conversation: str) -> bool:
        # The lease is given up meanwhile: another gateway may reach an assistant that this one can't.
        await self._ledger.write(lambda unit: unit.turns.release(conversation, self._limits.holder))
        await self.watch.until_up()
        return True

    async def _forget(self, conversation: str) -> bool:
        try:
            await asyncio.wait_for(self._engine.forget(conversation), self._limits.engine_timeout_seconds)
        except (EngineUnavailable, asyncio.TimeoutError):
            if await self.watch.check():
                await asyncio.sleep(self._limits.retry_seconds)
            await self.watch.until_up()
            return True
        await self._ledger.write(lambda unit: unit.turns.forgotten(conversation))
        return True

    async def _tell(self, ask: Ask, kind: str) -> None:
        with suppress(ConversationGone):
            await self._ledger.write(lambda unit: store_notice(unit, ask, kind, self._wording, self._clock()))

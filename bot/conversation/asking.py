"""One turn: what a person wrote goes to the assistant, its answer into the record. Also what happens when that fails.

While the assistant can't be reached the person is told once and the message stays open; when it is back the turn is begun again.
``Turns`` sees to it that a conversation has one turn at a time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import perf_counter

import structlog

from bot.conversation.answers import AnswerHook, Stored, release, store_answer, store_apology, store_notice
from bot.conversation.engine_watch import EngineWatch
from bot.conversation.errors import ConversationGone, StorageUnavailable
from bot.conversation.events import Hub, Typing
from bot.conversation.ledger import Ledger
from bot.conversation.meter import Meter, TurnTimes
from bot.conversation.store import Ask, Forget, UnitOfWork
from bot.conversation.text import without_command
from bot.conversation.wording import Wording
from bot.engine.model import Engine, EngineUnavailable, Turn
from bot.errors import BotError

_STORE_TRIES = 5
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


class Asking:
    """Does the pieces of work that ``TurnStore.begin`` gives; each says whether there may be more in its conversation."""

    def __init__(
        self,
        ledger: Ledger,
        hub: Hub,
        engine: Engine,
        wording: Wording,
        clock: Callable[[], datetime],
        meter: Meter,
        limits: TurnLimits,
        hook: AnswerHook | None,
    ) -> None:
        self._ledger, self._hub, self._engine, self._wording = ledger, hub, engine, wording
        self._clock, self._meter, self._limits, self._hook = clock, meter, limits, hook
        self.watch = EngineWatch(engine)
        self._slots = asyncio.Semaphore(limits.at_once)
        self._failures: Counter[tuple[str, int]] = Counter()

    async def do(self, task: Ask | Forget) -> bool:
        if isinstance(task, Forget):
            return await self._forget(task.conversation)
        self._hub.publish(task.conversation, Typing(True))
        try:
            if not self.watch.is_up:
                await self._tell(task, "outage")
                return await self._wait_for_engine(task.conversation)
            return await self._answer(task)
        finally:
            self._hub.publish(task.conversation, Typing(False))

    async def _answer(self, ask: Ask) -> bool:
        began = perf_counter()
        turn: Turn | None = None
        try:
            async with self._slots:
                asked = perf_counter()
                turn = await self._say(ask)
        except EngineUnavailable as error:
            log.warning("engine.unavailable", **error.details)
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
        text, number = without_command(ask.text), str(ask.number)
        saying = asyncio.ensure_future(self._engine.say(ask.conversation, text, language=ask.chosen, hint=ask.hint, message=number))
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

    async def _store(self, ask: Ask, turn: Turn | None) -> Stored | None:
        """Store the answer, or the apology where there is none; ``None`` when the conversation was deleted meanwhile."""
        now, holder = self._clock(), self._limits.holder
        try:
            if turn is None or not turn.replies:
                return await self._written(lambda unit: store_apology(unit, ask, self._wording, holder, now))
            try:
                return await self._written(partial(store_answer, ask=ask, turn=turn, holder=holder, now=now, hook=self._hook))
            except BotError:  # deleted, away, changed by another: known, and none of them the answer's fault
                raise
            except Exception as error:  # what can't be stored now never can be: the assistant isn't asked for it again and again
                log.error("turn.unstorable", kind=type(error).__name__)  # its message may hold the person's words
                self._meter.engine_failed("defect")
                return await self._written(lambda unit: store_apology(unit, ask, self._wording, holder, now))
        except ConversationGone:
            return None

    async def _written(self, work: Callable[[UnitOfWork], Stored]) -> Stored:
        """Write an answer that was already given, even if the database is away for a moment: asking again could say it twice."""
        for wait in range(1, _STORE_TRIES):
            try:
                return await self._ledger.write(work)
            except StorageUnavailable:
                await asyncio.sleep(self._limits.retry_seconds * wait)
        return await self._ledger.write(work)

    async def _engine_failed(self, ask: Ask) -> bool:
        """Keep the message for later; give up on it only when the assistant is well and fails on this message again and again."""
        self._meter.engine_failed("unavailable")
        if not await self.watch.check():
            await self._tell(ask, "outage")
            return await self._wait_for_engine(ask.conversation)
        failures = self._count_failure(ask.conversation, ask.number)
        if failures >= self._limits.failures:
            log.error("turn.given_up")
            stored = await self._store(ask, None)
            self._failures.pop((ask.conversation, ask.number), None)
            self._meter.turn("failed", TurnTimes(0.0, 0.0, 0.0))
            return stored is None or stored.more
        if failures > 1:
            await self._tell(ask, "outage")
        await asyncio.sleep(self._limits.retry_seconds * failures)
        return True

    async def _wait_for_engine(self, conversation: str) -> bool:
        self._hub.publish(conversation, Typing(False))
        # The lease is given up meanwhile: another gateway may reach an assistant that this one can't.
        with suppress(ConversationGone):
            await self._ledger.write(partial(release, conversation=conversation, holder=self._limits.holder))
        await self.watch.until_up()
        return True

    async def _forget(self, conversation: str) -> bool:
        try:
            await asyncio.wait_for(self._engine.forget(conversation), self._limits.engine_timeout_seconds)
        except Exception as error:  # whatever it is, an assistant that never forgets must not hold the conversation up for ever
            log.warning("engine.forget_failed", kind=type(error).__name__)
            if not await self.watch.check():
                await self.watch.until_up()
                return True
            if self._count_failure(conversation, 0) < self._limits.failures:
                await asyncio.sleep(self._limits.retry_seconds)
                return True
            log.error("engine.not_forgotten", conversation=conversation)
        self._failures.pop((conversation, 0), None)
        await self._ledger.write(lambda unit: unit.turns.forgotten(conversation))
        return True

    def _count_failure(self, conversation: str, number: int) -> int:
        self._failures[conversation, number] += 1
        return self._failures[conversation, number]

    async def _tell(self, ask: Ask, kind: str) -> None:
        with suppress(ConversationGone):
            await self._ledger.write(lambda unit: store_notice(unit, ask, kind, self._wording, self._clock()))

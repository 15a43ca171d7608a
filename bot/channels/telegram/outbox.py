"""Sends what lies in the outbox, in order within each chat, until Telegram has taken it.

An item is deleted after Telegram's answer. Where that answer is lost (a killed process, a time-out after Telegram had read the request)
it is sent again: Telegram gives no way to ask whether it has something, and twice is better than never. See docs/adr/telegram-delivery.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import seconds_of
from bot.conversation.chats import SENDING, Waiting, of
from bot.conversation.errors import StorageUnavailable
from bot.conversation.ledger import Ledger
from bot.conversation.model import FOR_ADVISORS, Author, Kind, Owner
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording

_LONGEST_PAUSE_SECONDS = 60.0
_GIVE_UP_AFTER = timedelta(hours=24)
_SENT_WITHIN = 0.8  # of the lease: whoever takes a chat over must not find us still sending to it
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked", "user not found")
log = structlog.get_logger(__name__)


class Outbox:
    """``send`` sends one item and raises Telegram's errors. ``wake`` never blocks and may be called too often.

    Of several gateways the one that takes a chat's lease sends to it, for as long as there is something due. A lease is renewed, and so
    checked, in the transaction that deletes what was sent.
    """

    def __init__(
        self,
        ledger: Ledger,
        wording: Wording,
        clock: Callable[[], datetime],
        send: Callable[[Waiting], Awaitable[None]],
        results: Counter,
        first_retry_seconds: float,
        holder: str,
        lease_seconds: float,
        at_once: int = 24,
    ) -> None:
        self._ledger, self._wording, self._clock, self._send = ledger, wording, clock, send
        self._results, self._first_retry_seconds = results, first_retry_seconds
        self._holder, self._lease_seconds = holder, lease_seconds
        self._slots = asyncio.Semaphore(at_once)
        self._at_work: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._later: dict[int, asyncio.TimerHandle] = {}
        self._running = False

    async def start(self) -> None:
        self._running = True
        await self.sweep()

    async def stop(self, grace_seconds: float = 3.0) -> None:
        """Let what is being sent end: an answer of Telegram that we don't wait for is a message sent twice."""
        self._running = False
        for timer in self._later.values():
            timer.cancel()
        tasks = list(self._at_work.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(StorageUnavailable):
            await self._ledger.write(lambda unit: unit.leases.give_up_all(SENDING, self._holder))

    async def sweep(self) -> None:
        """Look for what nobody told us of: what another gateway put there, or left when it died."""
        for chat_id in await self._ledger.read(lambda unit: of(unit).waiting(self._clock(), self._holder)):
            self.wake(chat_id)

    def wake(self, chat_id: int) -> None:
        if not self._running:
            return
        self._again.add(chat_id)
        if chat_id not in self._at_work:
            self._at_work[chat_id] = asyncio.create_task(self._work(chat_id), name="telegram-outbox")

    async def _work(self, chat_id: int) -> None:
        try:
            while self._running and chat_id in self._again:
                async with self._slots:
                    self._again.discard(chat_id)
                    item = await self._ledger.write(lambda unit: self._next(unit, chat_id))
                    while item is not None and self._running:
                        item = await self._attempt(item)
        except StorageUnavailable:
            log.error("telegram.outbox_storage_unavailable")  # the sweep comes back to it
        except Exception as error:
            log.error("telegram.outbox_failed", kind=type(error).__name__)
        finally:
            del self._at_work[chat_id]

    def _wake_later(self, chat_id: int, seconds: float) -> None:
        if before := self._later.pop(chat_id, None):
            before.cancel()
        if self._running:
            self._later[chat_id] = asyncio.get_running_loop().call_later(seconds, self._due, chat_id)

    def _due(self, chat_id: int) -> None:
        del self._later[chat_id]
        self.wake(chat_id)

    def _next(self, unit: UnitOfWork, chat_id: int) -> Waiting | None:
        """Return what is to be sent to a chat now, if it is for us to send it.

        The lease comes first: whoever puts something in the outbox and asks for the lease meanwhile waits for our commit, and what
        another gateway has just sent is gone when we read.
        """
        now = self._clock()
        if not unit.leases.take(f"{SENDING}{chat_id}", self._holder, now, now + timedelta(seconds=self._lease_seconds)):
            return None
        item = of(unit).next(chat_id)
        if item is not None and item.not_before <= now:
            return item
        self._give_up(unit, chat_id)
        return None

    def _give_up(self, unit: UnitOfWork, chat_id: int) -> None:
        unit.leases.give_up(f"{SENDING}{chat_id}", self._holder)

    async def _attempt(self, item: Waiting) -> Waiting | None:
        """Send an item and return the chat's next one."""
        try:
            await asyncio.wait_for(self._send(item), self._lease_seconds * _SENT_WITHIN)
        except RetryAfter as error:
            return await self._postponed(item, "flood", seconds_of(error))
        except Forbidden:
            await self._unreachable(item)
            return None
        except InvalidToken:
            log.error("telegram.token_refused", hint="CARM_TELEGRAM_TOKEN is no longer valid")
            return await self._postponed(item, "token", _LONGEST_PAUSE_SECONDS)
        except BadRequest as error:
            if any(sign in error.message.lower() for sign in _GONE):
                await self._unreachable(item)
                return None
            return await self._refused(item)
        except (TelegramError, asyncio.TimeoutError) as error:  # a time-out, a broken connection, 5xx: Telegram's side or the way there
            if self._clock() - item.put_at > _GIVE_UP_AFTER:
                return await self._refused(item)
            pause = min(self._first_retry_seconds * 2 ** min(item.tries, 10), _LONGEST_PAUSE_SECONDS)
            return await self._postponed(item, type(error).__name__.lower(), pause)
        except Exception as error:  # something of ours can't be made into a request: it would stop the chat for ever
            log.error("telegram.not_sendable", kind=type(error).__name__)
            return await self._refused(item)
        self._results.labels("sent").inc()
        return await self._done(item)

    async def _done(self, item: Waiting) -> Waiting | None:
        def work(unit: UnitOfWork) -> Waiting | None:
            of(unit).sent(item.id)
            return self._next(unit, item.chat_id)

        for pause in (0.2, 1.0, 3.0):  # not to note what was sent is to send it again
            try:
                return await self._ledger.write(work)
            except StorageUnavailable:
                await asyncio.sleep(pause)
        return await self._ledger.write(work)

    async def _postponed(self, item: Waiting, why: str, seconds: float) -> Waiting | None:
        self._results.labels(why).inc()
        log.warning("telegram.postponed", why=why, seconds=seconds, tries=item.tries + 1)
        until = self._clock() + timedelta(seconds=seconds)

        def work(unit: UnitOfWork) -> None:
            of(unit).postpone(item.id, until)
            self._give_up(unit, item.chat_id)

        await self._ledger.write(work)
        self._wake_later(item.chat_id, seconds)
        return None

    async def _refused(self, item: Waiting) -> Waiting | None:
        self._results.labels("refused").inc()
        log.error("telegram.refused", tries=item.tries + 1)
        return await self._done(item)

    async def _unreachable(self, item: Waiting) -> None:
        self._results.labels("blocked").inc()

        def work(unit: UnitOfWork) -> None:
            mark_blocked(unit, item.chat_id, self._wording, self._clock())
            self._give_up(unit, item.chat_id)

        await self._ledger.write(work)


def mark_blocked(unit: UnitOfWork, chat_id: int, wording: Wording, now: datetime) -> None:
    """Note that a person can't be reached, drop what waits for them, and tell the advisor who has them or would get them."""
    of(unit).drop(chat_id)
    if not of(unit).block(chat_id, now):
        return
    log.info("telegram.blocked")
    for id_ in of(unit).all_of(chat_id):
        found = unit.conversations.get(id_, lock=True)
        unit.audit.record("telegram.blocked", now, conversation=id_, actor="person")
        if found.owner is not Owner.BOT or unit.cases.unresolved_of(id_) is not None:
            words = wording.say("telegram.blocked", found.language)
            unit.messages.add(found.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome=FOR_ADVISORS))
            unit.conversations.save(found)

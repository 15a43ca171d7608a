"""Has one of several gateways on a database do a thing that only one may do at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.conversation.errors import StorageUnavailable
from bot.conversation.ledger import Ledger

_RENEWED_AFTER = 1 / 3
_LOOKED_AT_AFTER = 1 / 6
log = structlog.get_logger(__name__)


class Duty:
    """A thing to do under a lease of ``seconds``: renewed in time while we do it, taken by another gateway once we can't renew it.

    A process that was stopped for longer than the lease and wakes up again does it beside the new holder until its next look, so what
    is done has to bear that (Telegram refuses the second of two who ask for updates, and every update is stored once).
    """

    def __init__(self, name: str, holder: str, ledger: Ledger, clock: Callable[[], datetime], seconds: float) -> None:
        self._name, self._holder, self._ledger, self._clock = name, holder, ledger, clock
        self._seconds, self._until = seconds, clock()
        self._asking: set[asyncio.Task[bool | None]] = set()
        self.is_ours = False

    async def do(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` whenever the lease is ours, for ever. Cancelled, it gives the lease up, so that another needn't wait."""
        try:
            while True:
                if await self._taken():
                    await self._while_ours(work)
                await asyncio.sleep(self._seconds * _LOOKED_AT_AFTER)
        finally:
            if self._asking:
                await asyncio.wait(self._asking)  # else one might take the lease again just after it is given up
            with suppress(StorageUnavailable):
                await self._ledger.write(lambda unit: unit.leases.give_up(self._name, self._holder))

    async def _while_ours(self, work: Callable[[], Awaitable[None]]) -> None:
        log.info("lease.taken", lease=self._name)
        self.is_ours = True
        doing = asyncio.ensure_future(work())
        try:
            while True:
                await asyncio.wait({doing}, timeout=self._seconds * _RENEWED_AFTER)
                if doing.done() or not await self._renewed():
                    return
        finally:
            self.is_ours = False
            doing.cancel()
            (fault,) = await asyncio.gather(doing, return_exceptions=True)
            if isinstance(fault, Exception):
                log.error("lease.work_failed", lease=self._name, kind=type(fault).__name__)

    async def _renewed(self) -> bool:
        """Renew; where the database is away, go on for as long as nobody else can have taken it."""
        if await self._taken():
            return True
        if self._until - self._clock() > timedelta(seconds=self._seconds * _RENEWED_AFTER):
            return True
        log.warning("lease.lost", lease=self._name)
        return False

    async def _taken(self) -> bool:
        now = self._clock()
        until = now + timedelta(seconds=self._seconds)
        asked = asyncio.create_task(self._take(now, until), name=f"lease-{self._name}")
        self._asking.add(asked)
        asked.add_done_callback(self._asking.discard)
        answered, _ = await asyncio.wait({asked}, timeout=self._seconds * _RENEWED_AFTER)
        taken = asked.result() if answered else None
        if taken is None:
            return False
        self._until = until if taken else now
        return taken

    async def _take(self, now: datetime, until: datetime) -> bool | None:
        """Return whether the lease is ours, ``None`` when the database can't be asked."""
        try:
            return await self._ledger.write(lambda unit: unit.leases.take(self._name, self._holder, now, until))
        except StorageUnavailable:
            return None

"""Sends what lies in the outbox until the server has it: at least once.

A mail is taken for a while before it is sent, so that of several gateways one sends it, and is marked after the server's answer. A
process that is killed in between leaves it taken; when that time is over it is sent again, under the same ``Message-ID``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from anyio import move_on_after

from bot.conversation.errors import StorageUnavailable
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.store import UnitOfWork
from bot.desk.errors import UnknownCase
from bot.desk.mail.carriers import Carrier, MailFailed
from bot.desk.mail.letter import NoAddress
from bot.desk.mail.outbox import OUTBOX, Mail, still_matters
from bot.desk.model import Advisor, Case

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 360))
"""How long after each failure it is tried again; after one more it is given up, some fourteen hours after the first."""
TAKEN_FOR = timedelta(minutes=2)
_SEND_SECONDS = 60.0  # well below ``TAKEN_FOR``: who took a mail is done with it before another may take it
_LOOK_AGAIN_SECONDS = 5.0
_LAST_SECONDS = 3.0
_AT_ONCE = 4
_BATCH = 20
log = structlog.get_logger(__name__)


class MailSender:
    """``count`` is told what became of each try: the carrier's result, ``postponed``, ``given_up``, or ``dropped`` as no longer news."""

    def __init__(self, ledger: Ledger, hub: Hub, clock: Callable[[], datetime], carrier: Carrier, count: Callable[[str], None]) -> None:
        self._ledger, self._hub, self._clock, self._carrier, self._count = ledger, hub, clock, carrier, count

    async def run(self) -> None:
        """Send for ever. What is being sent when this is cancelled gets a few seconds: an answer that we don't await is a double."""
        with self._hub.watching(OUTBOX) as watcher:
            while True:
                round_ = asyncio.create_task(self._round())
                try:
                    await asyncio.shield(round_)
                except asyncio.CancelledError:
                    await asyncio.wait({round_}, timeout=_LAST_SECONDS)
                    round_.cancel()
                    await asyncio.gather(round_, return_exceptions=True)
                    raise
                with move_on_after(_LOOK_AGAIN_SECONDS):
                    await watcher.next()

    async def send_due(self) -> int:
        """Try every mail that is due; return how many that were. Raises ``StorageUnavailable``."""
        tried = 0
        while due := await self._ledger.read(lambda unit: unit.mails.due(self._clock(), _BATCH)):
            slots = asyncio.Semaphore(_AT_ONCE)
            results = await asyncio.gather(*(self._attempt(mail, slots) for mail in due), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
            tried += len(due)
        return tried

    async def _round(self) -> None:
        try:
            await self.send_due()
        except StorageUnavailable:
            log.error("mail.storage_unavailable")
        except Exception as error:
            log.error("mail.failed", kind=type(error).__name__)

    async def _attempt(self, mail: Mail, slots: asyncio.Semaphore) -> None:
        async with slots:
            now = self._clock()
            if not await self._ledger.write(lambda unit: unit.mails.take(mail, now, now + TAKEN_FOR)):
                return  # another gateway was first
            found = await self._ledger.read(lambda unit: _subject_of(unit, mail))
            if found is None:
                return  # deleted with its conversation since it was read
            case, recipient = found
            if not still_matters(mail, case, recipient):
                await self._end(mail, "dropped", "no_longer_news")
                return
            try:
                await asyncio.wait_for(self._carrier.carry(mail, case), _SEND_SECONDS)
            except MailFailed as error:
                await self._failed(mail, error.fault)
            except asyncio.TimeoutError:
                await self._failed(mail, "too_slow")
            except NoAddress:
                await self._end(mail, "given_up", "no_address")
            except Exception as error:  # a defect of ours: it must not keep the others from being sent
                log.error("mail.failed", kind=type(error).__name__)
                await self._failed(mail, "defect")
            else:
                self._count(self._carrier.result)
                await self._mark(mail)

    async def _mark(self, mail: Mail) -> None:
        for pause in (0.2, 1.0, 3.0):  # not to note what was sent is to send it again
            try:
                await self._ledger.write(lambda unit: unit.mails.sent(mail, self._clock()))
                return
            except StorageUnavailable:
                await asyncio.sleep(pause)
        await self._ledger.write(lambda unit: unit.mails.sent(mail, self._clock()))

    async def _failed(self, mail: Mail, fault: str) -> None:
        if mail.tries >= len(WAITS):
            await self._end(mail, "given_up", fault)
            return
        wait = WAITS[mail.tries]
        log.warning("mail.postponed", case=mail.case, fault=fault, tries=mail.tries + 1, again_in_seconds=int(wait.total_seconds()))
        await self._ledger.write(lambda unit: unit.mails.postpone(mail, self._clock() + wait, fault))
        self._count("postponed")

    async def _end(self, mail: Mail, result: str, fault: str) -> None:
        if result == "given_up":
            log.error("mail.given_up", case=mail.case, fault=fault, tries=mail.tries + 1)
        await self._ledger.write(lambda unit: unit.mails.give_up(mail, fault))
        self._count(result)


def _subject_of(unit: UnitOfWork, mail: Mail) -> tuple[Case, Advisor | None] | None:
    try:
        return unit.cases.get(mail.case), unit.advisors.by_email(mail.recipient)
    except UnknownCase:
        return None

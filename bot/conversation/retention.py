"""Deletes what has been kept long enough: idle conversations, old reports, old audit. Runs daily, in small steps that hold nobody up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.conversation.errors import StorageUnavailable
from bot.conversation.service import Conversations
from bot.conversation.store import Database

REPORTS_DAYS = 30
AUDIT_DAYS = 730
_AT_ONCE = 100
_DAY_SECONDS = 24 * 3600
_AGAIN_SECONDS = 600
log = structlog.get_logger(__name__)


class Retention:
    def __init__(self, database: Database, conversations: Conversations, clock: Callable[[], datetime], days: int) -> None:
        self._database, self._conversations, self._clock, self._days = database, conversations, clock, days

    async def run_daily(self) -> None:
        while True:
            try:
                await self.run()
                await asyncio.sleep(_DAY_SECONDS)
            except StorageUnavailable:
                log.error("retention.storage_unavailable")
                await asyncio.sleep(_AGAIN_SECONDS)
            except Exception:  # a defect: what is due later must not wait for a restart
                log.exception("retention.failed")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def run(self) -> int:
        """Delete everything that is due and return how many conversations that were."""
        now = self._clock()
        deleted = 0
        before = now - timedelta(days=self._days)
        while due := await self._database.read(lambda unit: unit.conversations.idle_since(before, _AT_ONCE)):
            for conversation in due:
                deleted += await self._conversations.delete(conversation, actor="retention")
        await self._database.write(lambda unit: unit.reports.delete_before(now - timedelta(days=REPORTS_DAYS)))
        await self._database.write(lambda unit: unit.audit.delete_before(now - timedelta(days=AUDIT_DAYS)))
        log.info("retention.done", conversations=deleted)
        return deleted

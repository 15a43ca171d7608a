"""Writes units of work and tells watchers afterwards: what nobody committed, nobody hears of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.conversation.events import Hub, MessageAdded
from bot.conversation.meter import Meter
from bot.conversation.store import Database, UnitOfWork

T = TypeVar("T")


class Ledger:
    """The one way for services to change conversations."""

    def __init__(self, database: Database, hub: Hub, meter: Meter) -> None:
        self._database, self._hub, self._meter = database, hub, meter

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._database.read(work)

    async def check(self) -> None:
        """Make sure that what people say can be stored now. Raises ``StorageUnavailable``."""
        await self._database.check()

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Commit ``work``, then publish the events it left. Raises what ``work`` raises, and then nothing was written."""
        result, events = await self._database.write(work)
        for conversation, event in events:
            if isinstance(event, MessageAdded):
                self._meter.message(event.message)
            self._hub.publish(conversation, event)
        return result

"""Runs units of work in threads, so that the database never holds the event loop up.

SQLite has one writer at a time anyway: all writes go through one thread, where they queue fairly, instead of through many that would
sleep and retry on its lock. PostgreSQL takes as many as there are connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.conversation.errors import StorageUnavailable
from bot.conversation.events import Event
from bot.conversation.store import UnitOfWork
from bot.storage.engines import AWAY, Begin, Engines, open_engines
from bot.storage.migrate import migrate
from bot.storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")
log = structlog.get_logger(__name__)


class SqlDatabase:
    """Fulfils ``bot.conversation.store.Database``. ``close`` waits for what is under way."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._readers = ThreadPoolExecutor(engines.readers, thread_name_prefix="carm-read")
        self._writers = ThreadPoolExecutor(engines.writers, thread_name_prefix="carm-write")

    @classmethod
    def at(cls, url: str) -> SqlDatabase:
        """Return the database at a URL, not yet connected. Raises ``ValueError`` for a URL that can't be one of ours."""
        return cls(open_engines(url))

    @classmethod
    async def open(cls, url: str) -> SqlDatabase:
        """Open a database and bring its tables up to date."""
        database = cls.at(url)
        try:
            await database.prepare()
        except BaseException:
            await database.close()
            raise
        return database

    @property
    def kind(self) -> str:
        return "sqlite" if self._engines.is_sqlite else "postgresql"

    async def prepare(self) -> None:
        """Bring the tables up to date. Needed once, before anything else."""
        await asyncio.get_running_loop().run_in_executor(self._writers, migrate, self._engines.write)

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        result, _ = await asyncio.get_running_loop().run_in_executor(self._readers, _run, self._engines.begin_read, work)
        return result

    async def write(self, work: Callable[[UnitOfWork], T]) -> tuple[T, list[tuple[str, Event]]]:
        return await asyncio.get_running_loop().run_in_executor(self._writers, _run, self._engines.begin_write, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self._readers.shutdown(wait=True)
        self._writers.shutdown(wait=True)
        self._engines.dispose()


def _run(begin: Begin, work: Callable[[UnitOfWork], T]) -> tuple[T, list[tuple[str, Event]]]:
    try:
        with begin() as connection:
            unit = SqlUnitOfWork(connection)
            result = work(unit)
        return result, unit.events
    except AWAY as error:
        # The statement's values may be a person's words: only the kind of failure is logged.
        original = error.orig if isinstance(error, DBAPIError) else error
        log.error("storage.unavailable", kind=type(original).__name__)
        raise StorageUnavailable() from None

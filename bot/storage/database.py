"""Runs units of work in threads, so that the database never holds the event loop up.

SQLite has one writer at a time anyway: all writes go through one thread, where they queue fairly, instead of through many that would
sleep and retry on its lock. PostgreSQL takes as many as there are connections.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import TypeVar

import structlog
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from bot.conversation.errors import StorageUnavailable
from bot.conversation.events import Event
from bot.conversation.store import UnitOfWork
from bot.errors import BotError
from bot.storage.engines import AWAY, OURS, Begin, Engines, open_engines
from bot.storage.migrate import migrate
from bot.storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")
_Files = tuple[tuple[int, int] | None, ...]
log = structlog.get_logger(__name__)


class DatabaseUnusable(BotError):
    """The database can't be opened or its tables can't be brought up to date, as when they are of newer code than this."""

    code = "database_unusable"


class SqlDatabase:
    """Fulfils ``bot.conversation.store.Database``. ``close`` waits for what is under way."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._readers = ThreadPoolExecutor(engines.readers, thread_name_prefix="carm-read")
        self._writers = ThreadPoolExecutor(engines.writers, thread_name_prefix="carm-write")
        self._paths = (str(engines.file), f"{engines.file}-wal") if engines.file else ()
        self._files: _Files | None = None
        self._last_write_failed = False
        self._is_prepared = False

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
        """Bring the tables up to date. Needed once, before anything else; again it does nothing. Raises ``DatabaseUnusable``."""
        if not self._is_prepared:
            await asyncio.get_running_loop().run_in_executor(self._writers, self._prepare)
            self._is_prepared = True

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[UnitOfWork], T]) -> tuple[T, list[tuple[str, Event]]]:
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, work)

    async def check(self) -> None:
        await self.read(lambda unit: unit.reports.count())  # any reading of a table will do
        if self._last_write_failed:
            await self.write(_leave_a_mark)

    async def close(self) -> None:
        await asyncio.to_thread(self._shut)

    def _prepare(self) -> None:
        try:
            migrate(self._engines.write)
        except (*AWAY, CommandError) as error:
            original = error.orig if isinstance(error, DBAPIError) else error
            address = self._engines.write.url.set(query={}).render_as_string(hide_password=True)
            raise DatabaseUnusable(database=address, cause=str(original).partition("\n")[0]) from error
        self._files = self._identity()

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        self._refuse_another_file()
        result, _ = _run(self._engines.begin_read, work)
        return result

    def _write(self, work: Callable[[UnitOfWork], T]) -> tuple[T, list[tuple[str, Event]]]:
        try:
            self._refuse_another_file()
            done = _run(self._engines.begin_write, work)
        except StorageUnavailable:
            self._last_write_failed = True
            raise
        self._last_write_failed = False
        return done

    def _refuse_another_file(self) -> None:
        """Raise ``StorageUnavailable`` when the file, or the log beside it, was deleted or replaced.

        SQLite would go on writing into a file that has no name any more and is gone with this process, and a connection opened now would
        find nobody's conversation: people would be told that theirs is deleted.
        """
        if self._is_replaced():
            log.error("storage.file_replaced", hint="the database or its -wal was moved or replaced: put it back, or restart")
            raise StorageUnavailable()

    def _is_replaced(self) -> bool:
        return self._files is not None and self._files != self._identity()

    def _identity(self) -> _Files:
        """Tell the file, and the write-ahead log that all our connections keep open, from others put under their names."""
        return tuple(map(_inode, self._paths))

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
    except OURS:
        raise
    except AWAY as error:
        # The statement's values may be a person's words: only the kind of failure is logged.
        original = error.orig if isinstance(error, DBAPIError) else error
        log.error("storage.unavailable", kind=type(original).__name__, cause=_cause(original))
        raise StorageUnavailable() from None


def _leave_a_mark(unit: UnitOfWork) -> None:
    """Change something, so that the commit has to be written down, and leave nothing behind."""
    now = datetime.now(timezone.utc)
    unit.leases.take("readiness", "readiness", now, now)
    unit.leases.give_up("readiness", "readiness")


def _inode(path: str) -> tuple[int, int] | None:
    """Tell a file from another that is put under its name; ``None`` for none."""
    try:
        found = os.stat(path)  # pathlib takes ten times as long, and this is asked before each transaction
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _cause(error: BaseException) -> str:
    """Say what is wrong without anybody's words: PostgreSQL's code for it, or SQLite's sentence, which is one of a few."""
    return str(error) if isinstance(error, sqlite3.Error) else getattr(error, "pgcode", None) or "connection"

"""How SQLite and PostgreSQL are opened: with their time-outs, and SQLite so that one process writes while all read.

SQLite runs in WAL with ``synchronous=NORMAL``: a killed process loses nothing that was committed; a power cut may lose the last moments.
Who can't accept that uses PostgreSQL. Writes begin with ``BEGIN IMMEDIATE``, since a transaction that turns from reading to writing
fails at once when another has written meanwhile, whatever the busy time-out.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_SECONDS = 5
READERS = 4
POSTGRES_CONNECTIONS = 8

_FORM = "sqlite:///var/carm.db or postgresql://user:password@host/name, with signs such as @ and / in the password %-encoded"

Begin = Callable[[], AbstractContextManager[Connection]]
"""Begins a transaction: committed at the end of the block, rolled back when it raises."""

OURS = (IntegrityError, ProgrammingError, DataError)
"""What is raised when the database is well and what it was asked is wrong."""

AWAY = (DatabaseError, InterfaceError, PoolTimeout, sqlite3.DatabaseError)
"""Whatever else is raised: it can't be reached, is locked, takes too long, is full, damaged or for reading only; the driver's own where a
transaction begins."""

_COMMON = {
    "future": True,
    "hide_parameters": True,  # an error that nobody expected is logged as a traceback, and its values may be a person's words
    # NaN is no JSON: what holds one could be kept, and then be shown to nobody.
    "json_serializer": partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":")),
}


class KeptConnections:
    """A connection for each thread, kept: to take SQLite's from the pool and back takes longer than most statements, and it isn't lost."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._mine = engine, threading.local()
        self._all: set[Connection] = set()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        connection: Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = self._engine.connect()
            self._all.add(connection)
        try:
            with connection.begin():
                yield connection
        except (DBAPIError, sqlite3.Error):  # in whatever state that leaves it, the pool sets it right
            del self._mine.connection
            self._all.remove(connection)
            connection.close()
            raise

    def close(self) -> None:
        """Close them. Their threads must have ended."""
        for connection in self._all:
            connection.close()


@dataclass(frozen=True)
class Engines:
    """An engine for each kind of transaction, how one is begun, and how many threads may at once. PostgreSQL has one engine for both."""

    read: Engine
    write: Engine
    begin_read: Begin
    begin_write: Begin
    readers: int
    writers: int
    kept: tuple[KeptConnections, ...] = ()

    @property
    def is_sqlite(self) -> bool:
        return bool(self.write.dialect.name == "sqlite")

    @property
    def file(self) -> Path | None:
        """Where SQLite's database is; ``None`` for PostgreSQL."""
        return Path(str(self.write.url.database)) if self.is_sqlite else None

    def dispose(self) -> None:
        for connections in self.kept:
            connections.close()
        self.read.dispose()
        self.write.dispose()


def open_engines(address: str) -> Engines:
    """Return the engines for a database URL (``sqlite:///var/carm.db``, ``postgresql://...``). Opens no connection yet.

    Raises ``ValueError`` for a database that isn't one of the two.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # what they say may hold a piece of the password
        raise ValueError(f"CARM_DATABASE_URL: needs the form {_FORM}") from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.get_backend_name() == "postgresql":
        return _postgres(url)
    raise ValueError(f"CARM_DATABASE_URL: {url.get_backend_name()} is not sqlite or postgresql")


def _sqlite(url: URL) -> Engines:
    if not url.database or url.database == ":memory:":
        raise ValueError("CARM_DATABASE_URL: SQLite needs a file, its readers and its writer are different connections")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    options = {**_COMMON, "creator": partial(_connect_sqlite, Path(url.database)), "max_overflow": 0, "poolclass": QueuePool}
    write = create_engine(url, pool_size=1, **options)
    read = create_engine(url, pool_size=READERS, **options)
    for engine, begin in ((write, "BEGIN IMMEDIATE"), (read, "BEGIN")):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", partial(_begin, begin))
    reading, writing = KeptConnections(read), KeptConnections(write)
    return Engines(read, write, reading.begin, writing.begin, readers=READERS, writers=1, kept=(reading, writing))


def _postgres(url: URL) -> Engines:
    settings = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={BUSY_TIMEOUT_MS} -c timezone=UTC"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg2"),
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": settings},
        **_COMMON,
    )
    half = POSTGRES_CONNECTIONS // 2
    return Engines(engine, engine, engine.begin, engine.begin, readers=half, writers=half)


def _connect_sqlite(file: Path) -> sqlite3.Connection:
    """Open the file for reading and writing, and never make a new one: it would be empty, in the place of one that was moved."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _write_ahead(cursor)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Turn WAL on. Of two processes that do so at once in a new file one fails at once: SQLite doesn't heed the busy time-out here."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(statement: str, connection: Any) -> None:
    connection.connection.dbapi_connection.execute(statement)  # past SQLAlchemy, which takes ten times as long as SQLite

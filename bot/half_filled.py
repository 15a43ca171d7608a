"""Keeps conversations that are in the middle of a form on disk, so that a Rasa server that starts again goes on where it was.

Only these: a form asks for months of amounts one after the other, and nobody should have to type them twice. A conversation without a
form loses nothing that its next message needs. What is kept goes when the form ends, when the person deletes their data (the gateway
has the server forget) and after a week.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import time
from pathlib import Path

_KEPT_SECONDS = 7 * 24 * 3600
_BUSY_SECONDS = 5.0


class HalfFilled:
    """Texts by conversation in an SQLite file that only its owner can read. One server uses it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, said TEXT NOT NULL, at REAL NOT NULL)")
        self._connection.execute("DELETE FROM conversations WHERE at < ?", (time.time() - _KEPT_SECONDS,))
        self._kept = {conversation for (conversation,) in self._connection.execute("SELECT id FROM conversations")}
        self._lock = threading.Lock()

    async def put(self, conversation: str, said: str) -> None:
        await asyncio.to_thread(self._run, "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?)", conversation, said, time.time())
        self._kept.add(conversation)

    async def get(self, conversation: str) -> str | None:
        if conversation not in self._kept:
            return None
        rows = await asyncio.to_thread(self._run, "SELECT said FROM conversations WHERE id = ?", conversation)
        return rows[0][0] if rows else None

    async def drop(self, conversation: str) -> None:
        if conversation in self._kept:
            await asyncio.to_thread(self._run, "DELETE FROM conversations WHERE id = ?", conversation)
            await asyncio.to_thread(self._run, "PRAGMA wal_checkpoint(TRUNCATE)")  # the journal holds what was said, too
            self._kept.discard(conversation)

    def _run(self, statement: str, *values: object) -> list[tuple[str]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

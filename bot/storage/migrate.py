"""Brings the tables up to date when a process starts. Several processes may start at once: the first migrates, the others wait."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

_MIGRATIONS = Path(__file__).parent / "migrations"
_POSTGRES_LOCK = 0x4341524D  # "CARM": any number, the same in every process


def migrate(engine: Engine) -> None:
    """Apply every migration that the database hasn't had, in one transaction. SQLite's file is made here and nowhere else."""
    if engine.dialect.name == "sqlite":
        with suppress(OSError):  # then SQLite says in a moment what is wrong
            Path(str(engine.url.database)).touch()
    with engine.begin() as connection:  # on SQLite this transaction is the lock
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRES_LOCK})
        command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

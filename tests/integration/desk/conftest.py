"""The storage tests' databases: every test of the desk runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from tests.integration.storage.conftest import database, postgres_server, url

__all__ = ["database", "postgres_server", "url"]

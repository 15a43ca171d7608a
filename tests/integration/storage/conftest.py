"""Every storage test runs on SQLite and on a real PostgreSQL, each on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text

from bot.storage.database import SqlDatabase
from tests.fakes import postgres

_names = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    bin_ = postgres.programs()
    if bin_ is None:
        pytest.skip("PostgreSQL isn't installed: apt-get install postgresql")
    with postgres.running(bin_) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/carm.db"
    server: str = request.getfixturevalue("postgres_server")
    name = f"carm{next(_names)}"
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[SqlDatabase]:
    opened = await SqlDatabase.open(url)
    yield opened
    await opened.close()

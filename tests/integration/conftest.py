"""What integration tests share: databases of their own on SQLite and on a real PostgreSQL, and passwords that cost little to check."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot import app
from bot.channels import chat
from bot.desk import sign_in
from bot.storage.database import SqlDatabase
from bot.storage.engines import open_engines
from bot.storage.migrate import migrate
from tests.fakes import postgres
from tests.fakes.gateway import PATIENCE_SECONDS, the_words

_names = count(1)
_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_nobody = _hasher.hash("nobody")


@pytest.fixture(autouse=True)
def passwords_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time; what they really cost is ``tests/unit/desk/test_sign_in.py``'s to look after."""
    monkeypatch.setattr(sign_in, "_hasher", _hasher)
    monkeypatch.setattr(sign_in, "_NOBODY", _nobody)


@pytest.fixture(autouse=True)
def words_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the gateways in this process share the words, which nothing changes."""
    monkeypatch.setattr(app, "load_words", the_words)


@pytest.fixture(autouse=True)
def pages_wait_for_their_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the page without JavaScript, which shows an answer that comes in time, wait for it as long as any test does."""
    monkeypatch.setattr(chat, "_WAIT_SECONDS", PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    bin_ = postgres.programs()
    if bin_ is None:
        pytest.skip("PostgreSQL isn't installed: apt-get install postgresql")
    with postgres.running(bin_) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and no rows, which is copied: the migrations needn't run for every test."""
    file = tmp_path_factory.mktemp("tables") / "carm.db"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture
def var(tmp_path: Path, sqlite_with_tables: Path) -> Path:
    """A gateway's own folder, with such a database."""
    shutil.copyfile(sqlite_with_tables, tmp_path / "carm.db")
    return tmp_path


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: str) -> str:
    """The name of such a database in PostgreSQL."""
    _migrated(_created(postgres_server, "tables"))
    return "tables"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/carm.db"
    return _created(request.getfixturevalue("postgres_server"), f"carm{next(_names)}")


@pytest.fixture(scope="session")
def emptied_databases() -> list[str]:
    return []


@pytest.fixture
def postgres_url(postgres_server: str, postgres_with_tables: str, emptied_databases: list[str]) -> Iterator[str]:
    """One in PostgreSQL, where a database is hundreds of files: one that no test has any more is emptied and given to the next."""
    url = emptied_databases.pop() if emptied_databases else _created(postgres_server, f"carm{next(_names)}", like=postgres_with_tables)
    yield url
    if _emptied(url):
        emptied_databases.append(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with all tables and no rows, the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('var')}/carm.db"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[SqlDatabase]:
    opened = await SqlDatabase.open(url)
    yield opened
    await opened.close()


def _created(server: str, name: str, *, like: str = "template1") -> str:
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def _emptied(url: str) -> bool:
    """Take every row out; a database that somebody still holds on to is left alone."""
    engine = create_engine(url, future=True, connect_args={"options": "-c lock_timeout=2000"})
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    try:
        with engine.begin() as connection:
            names = ", ".join(connection.execute(text(tables)).scalars())
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


def _migrated(url: str) -> None:
    engines = open_engines(url)
    migrate(engines.write)
    engines.dispose()

"""What the database has to keep true, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.exc import IntegrityError

from bot.conversation.errors import AlreadyClaimed, ConversationChanged, ConversationGone, StorageUnavailable, UnknownMessage
from bot.conversation.model import Advisor, Author, Choice, Conversation, Kind, Message, Owner, Source, TurnLease
from bot.conversation.store import OpenTurn, TurnState, UnitOfWork
from bot.language import Language
from bot.storage import tables
from bot.storage.database import SqlDatabase
from bot.storage.engines import open_engines
from bot.storage.turns import SqlTurns
from tests.fakes import owners
from tests.fakes.gateway import PATIENCE_SECONDS, QUICK, services

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=timezone.utc)
ANNE, MARC = Advisor("a1", "Anne"), Advisor("a2", "Marc")


def a_conversation(unit: UnitOfWork, id_: str = "c1", at: datetime = NOON) -> Conversation:
    conversation = Conversation(id_, "web", Language.FR, at, at, Language.FR)
    unit.conversations.add(conversation)
    return conversation


def a_message(unit: UnitOfWork, conversation: Conversation, text: str = "Bonjour ☃", **details: object) -> Message:
    message = conversation.add(Author.PERSON, Kind.TEXT, text, NOON, **details)
    unit.messages.add(message)
    unit.conversations.save(conversation)
    return message


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(database: SqlDatabase, url: str) -> None:
    engines = open_engines(url)
    with engines.read.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == ScriptDirectory(str(Path(tables.__file__).with_name("migrations"))).get_current_head()
    engines.dispose()


async def test_two_processes_may_start_at_once_on_an_empty_database(empty_url: str) -> None:
    for opened in await asyncio.gather(*(SqlDatabase.open(empty_url) for _ in range(3))):
        await opened.close()


async def test_a_message_comes_back_as_it_was_stored(database: SqlDatabase) -> None:
    def write(unit: UnitOfWork) -> Message:
        return a_message(
            unit,
            a_conversation(unit),
            client_id="k1",
            choices=(Choice("b2", "Deux", "deux!"), Choice("b1", "Un", "un!")),
            sources=(Source("FCEI", "https://www.cfib-fcei.ca/fr", "2026-11-23"),),
            data={"chart": {"alt": "é", "points": [1, 2.5]}},
        )

    stored, _ = await database.write(write)
    assert await database.read(lambda unit: unit.messages.after("c1", 0)) == [stored]


async def test_times_are_aware_and_in_utc_whatever_zone_they_were_given_in(database: SqlDatabase) -> None:
    eastern = timezone(timedelta(hours=-5))
    await database.write(lambda unit: a_conversation(unit, at=NOON.astimezone(eastern)))
    found = await database.read(lambda unit: unit.conversations.get("c1"))
    assert found.started_at == NOON
    assert found.started_at.tzinfo is timezone.utc


async def test_a_time_without_a_zone_is_refused(database: SqlDatabase) -> None:
    with pytest.raises(Exception, match="without a zone"):
        await database.write(lambda unit: a_conversation(unit, at=NOON.replace(tzinfo=None)))


async def test_a_write_that_fails_leaves_nothing(database: SqlDatabase) -> None:
    def write(unit: UnitOfWork) -> None:
        a_message(unit, a_conversation(unit))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(write)
    with pytest.raises(ConversationGone):
        await database.read(lambda unit: unit.conversations.get("c1"))


async def test_reading_cannot_write_half_a_change(database: SqlDatabase) -> None:
    await database.write(a_conversation)
    stale = await database.read(lambda unit: unit.conversations.get("c1"))

    def change(unit: UnitOfWork) -> None:
        unit.conversations.save(unit.conversations.get("c1", lock=True))

    await database.write(change)
    with pytest.raises(ConversationChanged):
        await database.write(lambda unit: unit.conversations.save(stale))


async def test_fifty_messages_at_once_are_numbered_without_gap_or_double(url: str) -> None:
    async with services(url) as gateway:
        conversation = await gateway.begin()
        numbers = await asyncio.gather(*(gateway.say(conversation, f"m{i}") for i in range(50)))
        await gateway.answers(conversation, 50)
        every = [message.number for message in await gateway.messages(conversation)]
    assert len(set(numbers)) == 50
    assert every == list(range(1, 101))


async def test_of_two_advisors_who_claim_at_once_one_wins_and_the_other_learns_who(url: str) -> None:
    async with services(url) as north, services(url) as south:
        for _ in range(20):
            conversation = await north.begin()
            await owners.ask_for_advisor(north.ownership, conversation)
            results = await asyncio.gather(
                owners.claim(north.ownership, conversation, ANNE), owners.claim(south.ownership, conversation, MARC), return_exceptions=True
            )
            lost = [result for result in results if isinstance(result, AlreadyClaimed)]
            winner = (await north.conversations.get(conversation)).advisor
            assert len(lost) == 1
            assert winner is not None
            assert lost[0].advisor == winner.name


async def test_the_silence_after_a_claim_is_counted_from_the_record(database: SqlDatabase) -> None:
    def claimed(unit: UnitOfWork) -> None:
        conversation = a_conversation(unit)
        conversation.claim(ANNE, NOON)
        unit.messages.add(conversation.add(Author.ADVISOR, Kind.TEXT, "Hello", NOON))
        unit.conversations.save(conversation)

    def broken(unit: UnitOfWork) -> None:
        conversation = unit.conversations.get("c1", lock=True)
        unit.messages.add(conversation.add(Author.BOT, Kind.ANSWER, "I speak out of turn", NOON))
        unit.conversations.save(conversation)

    def handed_back(unit: UnitOfWork) -> None:
        conversation = unit.conversations.get("c1", lock=True)
        conversation.hand_back(NOON, actor="a1")
        unit.messages.add(conversation.add(Author.BOT, Kind.ANSWER, "I may speak", NOON))
        unit.conversations.save(conversation)

    counts = []
    for step in (claimed, broken, handed_back):
        await database.write(step)
        counts.append(await database.read(lambda unit: unit.audit.bot_messages_after_claim()))
    assert counts == [0, 1, 1]


async def test_a_deleted_conversation_leaves_no_row_behind_but_the_audit(database: SqlDatabase, url: str) -> None:
    def fill(unit: UnitOfWork) -> None:
        conversation = a_conversation(unit)
        a_message(unit, conversation, choices=(Choice("b1", "x", "y"),))
        answer = conversation.add(Author.BOT, Kind.ANSWER, "z", NOON)
        unit.messages.add(answer)
        conversation.ask_for_advisor(NOON)
        unit.conversations.save(conversation)
        unit.turns.open("c1", 1, NOON)
        unit.feedback.put("c1", answer.number, True, "", NOON)
        unit.audit.record("test", NOON, conversation="c1", actor="person")

    await database.write(fill)
    assert (await database.write(lambda unit: unit.conversations.delete("c1")))[0]
    assert not (await database.write(lambda unit: unit.conversations.delete("c1")))[0]
    engines = open_engines(url)
    with engines.read.connect() as connection:
        left = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables.metadata.sorted_tables
        }
    engines.dispose()
    assert {name: rows for name, rows in left.items() if rows} == {"audit": 1}


async def test_the_oldest_open_turn_comes_first(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        conversation = a_conversation(unit)
        assert not unit.turns.is_behind("c1")
        for text in ("first", "second"):
            unit.turns.open("c1", a_message(unit, conversation, text).number, NOON)

    await database.write(fill)
    assert await database.read(lambda unit: unit.turns.oldest("c1")) == OpenTurn(1, "first", NOON)
    assert await database.read(lambda unit: (unit.turns.is_behind("c1"), unit.turns.any_open("c1"))) == (True, True)


async def test_what_a_gateway_held_is_free_again_when_it_comes_back(database: SqlDatabase) -> None:
    leases = {holder: TurnLease(holder, NOON + timedelta(seconds=60)) for holder in ("north", "south")}

    def fill(unit: UnitOfWork) -> None:
        for holder, lease in leases.items():
            conversation = a_conversation(unit, holder)
            unit.turns.open(holder, a_message(unit, conversation).number, NOON)
            assert conversation.take_turn(lease, NOON)
            unit.conversations.save(conversation)

    await database.write(fill)
    assert await database.read(lambda unit: [unit.conversations.get(name).turn for name in leases]) == list(leases.values())
    assert await database.read(lambda unit: unit.turns.to_do(NOON, "north")) == ["north"]
    await database.write(lambda unit: unit.turns.release_all("north"))
    assert await database.read(lambda unit: [unit.conversations.get(name).turn for name in leases]) == [None, leases["south"]]
    assert await database.read(lambda unit: unit.turns.to_do(NOON, "east")) == ["north"]
    assert sorted(await database.read(lambda unit: unit.turns.to_do(NOON + timedelta(seconds=61), "east"))) == ["north", "south"]


async def test_of_a_conversation_without_end_the_newest_messages_are_read(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        conversation = a_conversation(unit)
        for number in range(1, 2_106):
            unit.messages.add(conversation.add(Author.PERSON, Kind.TEXT, f"m{number}", NOON, choices=(Choice(f"b{number}", "x", "y"),)))
        unit.conversations.save(conversation)

    await database.write(fill)
    read = await database.read(lambda unit: unit.messages.after("c1", 0))
    assert [message.number for message in read] == list(range(106, 2_106))
    assert [message.choices[0].id for message in read] == [f"b{number}" for number in range(106, 2_106)]
    assert [message.number for message in await database.read(lambda unit: unit.messages.after("c1", 2_100))] == list(range(2_101, 2_106))


async def test_of_two_gateways_that_find_the_same_message_one_asks_the_assistant(url: str) -> None:
    holding = replace(QUICK, lease_seconds=60)
    async with (
        services(url, limits=replace(holding, holder="north")) as north,
        services(url, limits=replace(holding, holder="south")) as south,
    ):
        for index in range(10):
            conversation = await north.begin()

            def leave(unit: UnitOfWork, conversation: str = conversation) -> None:
                found = unit.conversations.get(conversation, lock=True)
                unit.turns.open(conversation, a_message(unit, found, f"m{index}").number, NOON)  # noqa: B023  # it runs at once

            await north.ledger.write(leave)
            for gateway in (north, south):
                gateway.turns.wake(conversation)
            await north.answers(conversation, 1)
        for gateway in (north, south):
            await gateway.idle()
        assert sorted(said.text for gateway in (north, south) for said in gateway.engine.said) == sorted(f"m{index}" for index in range(10))


async def test_a_turn_is_closed_once(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        unit.turns.open("c1", a_message(unit, a_conversation(unit)).number, NOON)

    await database.write(fill)
    closed = [(await database.write(lambda unit: unit.turns.close("c1", 1, TurnState.ANSWERED, NOON)))[0] for _ in range(2)]
    assert closed == [True, False]
    assert await database.read(lambda unit: unit.turns.to_do(NOON, "n")) == []


async def test_what_is_to_be_forgotten_is_noted_once(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        unit.turns.open("c1", a_message(unit, a_conversation(unit)).number, NOON)
        unit.turns.have_forgotten("c1", NOON)
        unit.turns.have_forgotten("c1", NOON)

    await database.write(fill)
    assert await database.read(lambda unit: (unit.turns.must_forget("c1"), unit.turns.is_behind("c1"))) == (True, True)
    await database.write(lambda unit: unit.turns.forgotten("c1"))
    assert await database.read(lambda unit: (unit.turns.must_forget("c1"), unit.turns.is_behind("c1"))) == (False, True)


async def test_the_place_in_the_queue_counts_those_who_asked_earlier(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        for minute, id_ in enumerate(("early", "late", "served")):
            conversation = a_conversation(unit, id_)
            conversation.ask_for_advisor(NOON + timedelta(minutes=minute))
            if id_ == "served":
                conversation.claim(ANNE, NOON)
            unit.conversations.save(conversation)

    await database.write(fill)
    assert await database.read(lambda unit: unit.conversations.queue_position(unit.conversations.get("late"))) == 2


async def test_only_a_bots_message_can_be_rated(database: SqlDatabase) -> None:
    await database.write(lambda unit: a_message(unit, a_conversation(unit)))
    with pytest.raises(UnknownMessage):
        await database.write(lambda unit: unit.feedback.put("c1", 1, True, "", NOON))


async def test_verdicts_given_at_once_in_two_tabs_are_one(url: str) -> None:
    async with services(url) as north, services(url) as south:
        conversation = await north.begin()
        for index in range(10):
            await north.say(conversation, f"m{index}")
        await north.answers(conversation, 10)
        for answer in await north.messages(conversation, Author.BOT):
            await asyncio.gather(*(one.conversations.rate(conversation, answer.number, True) for one in (north, south) for _ in range(3)))
        assert all(answer.helpful for answer in await north.messages(conversation, Author.BOT))


async def test_old_records_are_found_and_deleted(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        a_conversation(unit, "old", NOON - timedelta(days=91))
        a_conversation(unit, "new", NOON)
        for days in (1, 40):
            unit.reports.add(NOON - timedelta(days=days), {"directive": "script-src"})

    await database.write(fill)
    assert await database.read(lambda unit: unit.conversations.idle_since(NOON - timedelta(days=90), 10)) == ["old"]
    assert (await database.write(lambda unit: unit.reports.delete_before(NOON - timedelta(days=30))))[0] == 1
    assert await database.read(lambda unit: unit.reports.count()) == 1


async def test_a_database_that_cannot_be_reached_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r".") as refused:
        await SqlDatabase.open(f"postgresql://carm@/carm?host={tmp_path}")
    assert not isinstance(refused.value, AssertionError)
    database = await SqlDatabase.open(f"sqlite:///{tmp_path}/carm.db")
    engines = open_engines(f"sqlite:///{tmp_path}/carm.db")
    with engines.write.begin() as connection:
        connection.exec_driver_sql("DROP TABLE messages")
    engines.dispose()
    with pytest.raises(StorageUnavailable):
        await database.read(lambda unit: unit.messages.after("c1", 0))
    await database.close()


async def test_an_error_that_nobody_expected_tells_no_ones_words(database: SqlDatabase) -> None:
    def twice(unit: UnitOfWork) -> None:
        unit.messages.add(a_message(unit, a_conversation(unit), "my own words"))

    with pytest.raises(IntegrityError) as refused:
        await database.write(twice)
    assert "my own words" not in str(refused.value)


async def test_a_locked_file_is_a_named_error_and_no_more_than_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.engines.BUSY_TIMEOUT_MS", 20)
    database = await SqlDatabase.open(f"sqlite:///{tmp_path}/carm.db")
    await database.write(lambda unit: a_conversation(unit, "before"))
    engines = open_engines(f"sqlite:///{tmp_path}/carm.db")
    with engines.write.begin():
        for _ in range(2):
            with pytest.raises(StorageUnavailable):
                await database.write(lambda unit: a_conversation(unit, "meanwhile"))
        assert (await database.read(lambda unit: unit.conversations.get("before"))).id == "before"
    engines.dispose()
    await database.write(lambda unit: a_conversation(unit, "after"))
    with pytest.raises(ConversationGone):
        await database.read(lambda unit: unit.conversations.get("meanwhile"))
    await database.close()


@asynccontextmanager
async def for_reading_only(database: SqlDatabase, url: str) -> AsyncIterator[None]:
    """Have the database take nothing in: a PostgreSQL that is a standby now, or SQLite's file on a disk that is."""
    if database.kind == "sqlite":
        for value in ("ON", "OFF"):
            connection = database._engines.write.raw_connection()
            connection.cursor().execute(f"PRAGMA query_only={value}")
            connection.close()
            if value == "ON":
                yield
        return
    engine = create_engine(url, future=True, connect_args={"options": "-c default_transaction_read_only=off"})

    def only_read(value: str) -> None:
        with engine.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            connection.exec_driver_sql(others)

    only_read("on")
    try:
        yield
    finally:
        only_read("off")
        engine.dispose()


async def test_a_database_that_takes_nothing_in_is_away_until_it_does(database: SqlDatabase, url: str) -> None:
    await database.check()
    async with for_reading_only(database, url):
        with pytest.raises(StorageUnavailable):
            await database.write(lambda unit: a_conversation(unit, "meanwhile"))
        with pytest.raises(StorageUnavailable):
            await database.check()
        assert await database.read(lambda unit: unit.reports.count()) == 0
    await database.check()
    await database.write(lambda unit: a_conversation(unit, "after"))
    assert await database.read(lambda unit: unit.connection.execute(select(func.count()).select_from(tables.leases)).scalar()) == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("another", [False, True])
async def test_nothing_is_written_to_a_file_that_was_taken_away(tmp_path: Path, another: bool) -> None:
    file = tmp_path / "carm.db"
    database = await SqlDatabase.open(f"sqlite:///{file}")
    if another:
        shutil.copyfile(file, tmp_path / "backup.db")
        (tmp_path / "backup.db").replace(file)
    else:
        file.unlink()
    with pytest.raises(StorageUnavailable):
        await database.write(a_conversation)
    with pytest.raises(StorageUnavailable):
        await database.check()
    await database.close()


async def test_a_file_that_comes_back_is_the_one_that_is_read(tmp_path: Path) -> None:
    """Nothing is read while it is away, and afterwards every reader finds what was in it."""
    file, moved = tmp_path / "carm.db", tmp_path / "moved.db"
    database = await SqlDatabase.open(f"sqlite:///{file}")
    await database.write(lambda unit: a_conversation(unit, "c1"))
    file.rename(moved)
    for _ in range(8):
        with pytest.raises(StorageUnavailable):
            await database.read(lambda unit: unit.conversations.get("c1"))
    assert not file.exists()
    moved.rename(file)
    together = await asyncio.gather(*(database.read(lambda unit: unit.conversations.get("c1")) for _ in range(8)))
    assert all(together)
    await database.close()


async def test_without_its_log_nothing_is_taken_in_and_a_proper_end_keeps_what_was(tmp_path: Path) -> None:
    file, log = tmp_path / "carm.db", tmp_path / "carm.db-wal"
    database = await SqlDatabase.open(f"sqlite:///{file}")
    await database.write(lambda unit: a_conversation(unit, "c1"))
    log.unlink()
    with pytest.raises(StorageUnavailable):
        await database.write(lambda unit: a_conversation(unit, "c2"))
    with pytest.raises(StorageUnavailable):
        await database.check()
    await database.close()
    again = await SqlDatabase.open(f"sqlite:///{file}")
    assert await again.read(lambda unit: unit.conversations.get("c1"))
    await again.close()


async def test_no_connection_makes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "carm.db"
    database = SqlDatabase.at(f"sqlite:///{file}")
    with pytest.raises(StorageUnavailable):
        await database.read(lambda unit: unit.reports.count())
    assert not file.exists()
    await database.close()


async def test_a_damaged_file_is_a_named_error(tmp_path: Path) -> None:
    file = tmp_path / "carm.db"
    database = await SqlDatabase.open(f"sqlite:///{file}")
    await database.close()
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(b"\x5a" * (file.stat().st_size - 4096))
    database = SqlDatabase.at(f"sqlite:///{file}")
    for step in (database.write(a_conversation), database.read(lambda unit: unit.conversations.get("c1")), database.check()):
        with pytest.raises(StorageUnavailable):
            await step
    await database.close()


async def test_a_transaction_that_fails_leaves_nothing_to_the_next_one(database: SqlDatabase) -> None:
    def fail(unit: UnitOfWork) -> None:
        a_conversation(unit, "failed")
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            await database.write(fail)
    await database.write(lambda unit: a_conversation(unit, "failed"))


async def test_the_open_turns_of_a_long_conversation_are_found_by_their_index(tmp_path: Path) -> None:
    """SQLite reads all turns of a conversation, hundreds of them for each message, unless a query names the index's own condition."""
    database = await SqlDatabase.open(f"sqlite:///{tmp_path}/carm.db")
    await database.close()
    engines = open_engines(f"sqlite:///{tmp_path}/carm.db")
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.startswith("SELECT") and "turns" in statement:
            rows = connection.connection.dbapi_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" ".join(row[3] for row in rows))

    event.listen(engines.read, "before_cursor_execute", explain)
    with engines.begin_read() as connection:
        turns = SqlTurns(connection)
        for question in (turns.is_behind, turns.any_open, turns.oldest):
            question("c1")
        turns.to_do(NOON, "north")
    engines.dispose()
    assert len(plans) == 4
    assert all("ix_turns_open" in plan for plan in plans), plans


async def test_writing_never_holds_the_event_loop(database: SqlDatabase) -> None:
    """A unit of work waits in its thread for what the loop does meanwhile."""
    begun, go_on = threading.Event(), threading.Event()

    def work(unit: UnitOfWork) -> bool:
        begun.set()
        return go_on.wait(PATIENCE_SECONDS)

    slow = asyncio.ensure_future(database.write(work))
    assert await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
    go_on.set()
    waited_for_the_loop, _ = await slow
    assert waited_for_the_loop


async def test_owner_is_read_under_the_lock_that_the_answer_is_stored_under(url: str) -> None:
    """A hundred races of an answer against a claim: never a bot's message above the claim."""
    async with services(url) as gateway:
        for index in range(100):
            conversation = await gateway.begin()
            gateway.engine.delay_seconds = (index % 5) / 1000
            await gateway.say(conversation, "Hello")
            await asyncio.sleep((index % 7) / 1000)
            await owners.claim(gateway.ownership, conversation, ANNE)
        await gateway.idle()
        assert await gateway.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0
        assert (await gateway.conversations.get(conversation)).owner is Owner.HUMAN

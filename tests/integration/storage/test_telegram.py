"""What the Telegram channel keeps, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.chats import SENDING, Depth, TelegramStore, of
from bot.conversation.model import Conversation, Owner
from bot.conversation.store import UnitOfWork
from bot.language import Language
from bot.storage.database import SqlDatabase

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
PAT = 5_000_000_001  # Telegram's ids no longer fit 32 bits


def begun(unit: UnitOfWork, *names: str) -> TelegramStore:
    for name in names:
        unit.conversations.add(Conversation(name, "telegram", Language.EN, NOON, NOON, Language.EN))
    return of(unit)


async def test_an_update_is_known_once_noted_and_forgotten_in_time(database: SqlDatabase) -> None:
    def work(unit: UnitOfWork) -> list[bool]:
        store = of(unit)
        seen = [store.knows(7), store.note(7, NOON), store.note(7, NOON), store.knows(7)]
        store.forget_before(NOON + timedelta(seconds=1))
        return [*seen, store.knows(7)]

    assert (await database.write(work))[0] == [False, True, False, True, False]


async def test_of_two_gateways_that_take_the_same_update_in_one_notes_it(database: SqlDatabase) -> None:
    noted = await asyncio.gather(*(database.write(lambda unit: of(unit).note(8, NOON)) for _ in range(6)))
    assert sum(new for new, _ in noted) == 1


async def test_of_two_gateways_that_begin_a_chat_one_does(database: SqlDatabase) -> None:
    names = [f"c{number}" for number in range(6)]
    await database.write(lambda unit: begun(unit, *names))
    begins = await asyncio.gather(*(database.write(lambda unit, name=name: of(unit).begin(PAT, name, NOON)) for name in names))
    assert sum(new for new, _ in begins) == 1
    assert len(await database.read(lambda unit: of(unit).all_of(PAT))) == 1


async def test_what_is_due_is_for_who_sends_there_or_for_anybody(database: SqlDatabase) -> None:
    def put(unit: UnitOfWork) -> None:
        store = of(unit)
        store.put(PAT, None, [{"html": "1"}, {"html": "2"}], NOON)
        store.put(-7, None, [{"html": "3"}], NOON + timedelta(seconds=5))
        unit.leases.take(f"{SENDING}{PAT}", "north", NOON, NOON + timedelta(seconds=30))

    async def waiting(holder: str, seconds: float) -> list[int]:
        return sorted(await database.read(lambda unit: of(unit).waiting(NOON + timedelta(seconds=seconds), holder)))

    assert (await database.read(lambda unit: of(unit).depth())) == Depth(0, None)
    await database.write(put)
    assert (await database.read(lambda unit: of(unit).depth())) == Depth(3, NOON)
    assert await waiting("north", 0) == [PAT]
    assert await waiting("south", 0) == []
    assert await waiting("south", 29) == [-7]
    assert await waiting("south", 30) == [-7, PAT]


async def test_a_chat_speaks_in_one_conversation_and_keeps_the_others(database: SqlDatabase) -> None:
    def work(unit: UnitOfWork) -> None:
        store = begun(unit, "c1", "c2")
        store.join(PAT, "c1", 0, Owner.BOT, NOON)
        store.join(PAT, "c2", 0, Owner.BOT, NOON)
        store.join(PAT, "c1", 3, Owner.BOT, NOON)

    await database.write(work)
    current = await database.read(lambda unit: of(unit).current(PAT))
    assert current is not None
    assert (current.conversation, current.delivered) == ("c1", 3)
    assert sorted(await database.read(lambda unit: of(unit).all_of(PAT))) == ["c1", "c2"]
    assert (await database.write(lambda unit: of(unit).block(PAT, NOON)))[0]
    assert not (await database.write(lambda unit: of(unit).block(PAT, NOON)))[0]
    assert (await database.write(lambda unit: of(unit).block(PAT, None)))[0]


async def test_the_outbox_keeps_its_order_and_goes_with_its_conversation(database: SqlDatabase) -> None:
    def work(unit: UnitOfWork) -> None:
        store = begun(unit, "c1")
        store.put(PAT, "c1", [{"html": "é 1"}, {"html": "2"}], NOON)
        store.put(PAT, None, [{"html": "3"}], NOON)

    await database.write(work)
    first = await database.read(lambda unit: of(unit).next(PAT))
    assert first is not None
    assert (first.body, first.tries, first.put_at) == ({"html": "é 1"}, 0, NOON)
    await database.write(lambda unit: of(unit).postpone(first.id, NOON + timedelta(seconds=5)))
    again = await database.read(lambda unit: of(unit).next(PAT))
    assert again is not None
    assert (again.id, again.tries, again.not_before) == (first.id, 1, NOON + timedelta(seconds=5))
    await database.write(lambda unit: unit.conversations.delete("c1"))
    left = await database.read(lambda unit: of(unit).next(PAT))
    assert left is not None
    assert left.body == {"html": "3"}
    await database.write(lambda unit: of(unit).sent(left.id))
    assert await database.read(lambda unit: of(unit).waiting(NOON, "us")) == []


async def test_a_link_is_used_up_once_and_not_after_its_time(database: SqlDatabase) -> None:
    def work(unit: UnitOfWork) -> list[bool]:
        store = begun(unit, "c1")
        store.add_link("l1", "c1", NOON)
        late = store.use_link("l1", PAT, NOON + timedelta(seconds=1))
        return [late, store.use_link("l1", PAT, NOON), store.use_link("l1", PAT + 1, NOON)]

    assert (await database.write(work))[0] == [False, True, False]


async def test_what_a_chat_was_not_told_is_found(database: SqlDatabase) -> None:
    def work(unit: UnitOfWork) -> list[list[str]]:
        store = begun(unit, "c1")
        store.join(PAT, "c1", 0, Owner.WAITING, NOON)
        found = [list(store.to_deliver())]
        store.delivered("c1", 0, Owner.BOT)
        return [*found, list(store.to_deliver())]

    assert (await database.write(work))[0] == [["c1"], []]

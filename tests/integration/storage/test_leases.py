"""Leases among gateways, on SQLite and PostgreSQL alike; the clock is passed in."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.events import Hub
from bot.conversation.leases import Duty
from bot.conversation.ledger import Ledger
from bot.conversation.meter import NoMeter
from bot.conversation.store import UnitOfWork
from bot.storage.database import SqlDatabase

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


async def taken(database: SqlDatabase, holder: str, at: datetime, seconds: float = 30) -> bool:
    return (await database.write(lambda unit: unit.leases.take("poll", holder, at, at + timedelta(seconds=seconds))))[0]


async def test_a_lease_is_its_holders_until_it_runs_out_or_is_given_up(database: SqlDatabase) -> None:
    assert await taken(database, "north", NOON)
    assert await taken(database, "north", NOON + timedelta(seconds=20))
    assert not await taken(database, "south", NOON + timedelta(seconds=49))
    assert await taken(database, "south", NOON + timedelta(seconds=50))
    assert not await taken(database, "north", NOON + timedelta(seconds=51))
    await database.write(lambda unit: unit.leases.give_up("poll", "north"))
    assert not await taken(database, "north", NOON + timedelta(seconds=52))
    await database.write(lambda unit: unit.leases.give_up("poll", "south"))
    assert await taken(database, "north", NOON + timedelta(seconds=53))


async def test_all_leases_of_a_kind_are_given_up_and_old_ones_forgotten(database: SqlDatabase) -> None:
    names, later = ("chat_:1", "chat_:2", "chatX:3"), NOON + timedelta(hours=1)

    def free(unit: UnitOfWork) -> list[str]:
        return [name for name in names if unit.leases.take(name, "south", NOON, NOON)]

    await database.write(lambda unit: [unit.leases.take(name, "north", NOON, later) for name in names])
    await database.write(lambda unit: unit.leases.give_up_all("chat_:", "north"))
    assert (await database.write(free))[0] == ["chat_:1", "chat_:2"]
    await database.write(lambda unit: unit.leases.forget_before(later + timedelta(seconds=1)))
    assert (await database.write(free))[0] == list(names)


async def test_of_many_who_ask_at_once_one_gets_it(database: SqlDatabase) -> None:
    for round_ in range(5):
        at = NOON + timedelta(minutes=round_)
        assert sum(await asyncio.gather(*(taken(database, f"g{number}", at) for number in range(8)))) == 1


class Two:
    """Two gateways with one duty and a clock of the test's."""

    def __init__(self, database: SqlDatabase, seconds: float) -> None:
        self.now, self.doing = NOON, list[str]()
        ledger = Ledger(database, Hub(), NoMeter())
        self.duties = {name: Duty("poll", name, ledger, lambda: self.now, seconds) for name in ("north", "south")}

    def start(self, name: str) -> asyncio.Task[None]:
        async def work() -> None:
            self.doing.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                self.doing.remove(name)

        return asyncio.create_task(self.duties[name].do(work))

    async def until_doing(self, *names: str) -> None:
        async def wait() -> None:
            while self.doing != list(names):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

        await asyncio.wait_for(wait(), 60)


async def test_a_duty_given_up_is_taken_over(database: SqlDatabase) -> None:
    two = Two(database, 0.6)
    north = two.start("north")
    await two.until_doing("north")
    south = two.start("south")
    await asyncio.sleep(0.3)
    assert two.doing == ["north"]
    assert (two.duties["north"].is_ours, two.duties["south"].is_ours) == (True, False)
    north.cancel()
    await asyncio.gather(north, return_exceptions=True)
    await two.until_doing("south")
    south.cancel()
    await asyncio.gather(south, return_exceptions=True)


async def test_a_duty_is_left_as_soon_as_another_has_the_lease(database: SqlDatabase) -> None:
    two = Two(database, 0.6)
    north = two.start("north")
    await two.until_doing("north")
    two.now += timedelta(minutes=1)  # north slept through its lease, and south took it
    assert await taken(database, "south", two.now)
    await two.until_doing()
    assert not north.done()
    two.now += timedelta(minutes=1)  # and now south has gone
    await two.until_doing("north")
    north.cancel()
    await asyncio.gather(north, return_exceptions=True)


async def test_while_the_database_is_away_a_duty_goes_on_only_as_long_as_the_lease_is_sure(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.conversation.errors import StorageUnavailable

    two = Two(database, 0.6)
    north = two.start("north")
    await two.until_doing("north")

    async def away(work: object) -> None:
        raise StorageUnavailable()

    monkeypatch.setattr(database, "write", away)
    await asyncio.sleep(0.5)
    assert two.doing == ["north"]
    two.now += timedelta(seconds=0.5)
    await two.until_doing()
    monkeypatch.undo()
    await two.until_doing("north")
    north.cancel()
    await asyncio.gather(north, return_exceptions=True)


async def test_work_that_fails_is_begun_again(database: SqlDatabase) -> None:
    two, tries = Two(database, 0.3), list[int]()

    async def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ZeroDivisionError
        await asyncio.Event().wait()

    doing = asyncio.create_task(two.duties["north"].do(work))

    async def wait() -> None:
        while len(tries) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 60)
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)

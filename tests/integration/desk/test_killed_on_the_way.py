"""A real gateway process killed (``kill -9``) at each step of the way to an advisor and back: nothing is lost and nothing happens twice.

Each step is killed before its transaction commits or after, before anybody heard of it; then what the browser does is done: the same again.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.meter import NoMeter
from bot.desk.model import Role
from bot.desk.sign_in import SignIn
from bot.language import Language
from bot.storage.database import SqlDatabase
from bot.storage.desk_tables import cases, intakes
from tests.fakes.gateway import until
from tests.fakes.ports import a_port
from tests.fakes.processes import Process, a_process
from tests.fakes.serving import a_client
from tests.fakes.visitor import Visitor
from tests.integration.desk.test_console import PASSWORD, Browser

pytestmark = pytest.mark.asyncio
T = TypeVar("T")
MONDAY_AT_TEN = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)  # in Ottawa
ANSWERS = ("person", "yes", "yes", "Zoé", "Roy Inc.", "613-555-0123", "ON", "mornings", "send")


class Way:
    """The owner, the advisor, and a gateway that can be killed and started again on the same database and port."""

    def __init__(self, folder: Path, url: str, ahead: float) -> None:
        self.folder, self.port = folder, a_port()
        self.settings = {"CARM_DATABASE_URL": url, "SCRIPT_CLOCK": str(ahead), "SCRIPT_HOLDS": "1"}
        self.http = a_client(f"http://127.0.0.1:{self.port}")
        self.advisor = Browser(f"http://127.0.0.1:{self.port}")
        self.visitor = Visitor(self.http)
        self._running = AsyncExitStack()
        self._process: Process

    async def start(self) -> None:
        self._process = await self._running.enter_async_context(a_process(self.folder, self.port, **self.settings))

    async def killed_in(self, point: str, author: str, request: Callable[[], Awaitable[T]]) -> T:
        """Make the request, kill the gateway while the transaction with ``author``'s message is at ``point``, and start it again.

        Return what the request gives when it is made once more.
        """
        (self.folder / f"hold-{point}").write_text(author)
        asking = asyncio.ensure_future(request())
        await until(lambda: asyncio.to_thread((self.folder / "held").exists))
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        await asyncio.gather(asking, return_exceptions=True)
        for name in (f"hold-{point}", "held"):
            (self.folder / name).unlink()
        await self.start()
        return await request()

    async def messages(self, author: str = "") -> list[dict[str, Any]]:
        found = (await self.visitor.thread())["messages"]
        assert [message["number"] for message in found] == list(range(1, len(found) + 1))
        return [message for message in found if author in ("", message["author"])]

    async def answers(self, count: int) -> list[dict[str, Any]]:
        await self.visitor.answers(count)
        bot = await self.messages("bot")
        assert len(bot) == count
        return bot

    async def close(self) -> None:
        await self._running.aclose()
        await self.http.aclose()
        await self.advisor.http.aclose()


@pytest_asyncio.fixture
async def way(tmp_path: Path, url: str) -> AsyncIterator[Way]:
    """The gateway is running, and an advisor has an account."""
    database = await SqlDatabase.open(url)
    sign_in = SignIn(Ledger(database, Hub(), NoMeter()), lambda: MONDAY_AT_TEN)
    await sign_in.add("Anne Roy", "anne@cfib.ca", Role.ADVISOR, Language.EN, PASSWORD)
    await database.close()
    made = Way(tmp_path, url, (MONDAY_AT_TEN - datetime.now(timezone.utc)).total_seconds())
    await made.start()
    yield made
    await made.close()


async def test_killed_at_each_step_to_an_advisor_and_back(way: Way, url: str) -> None:
    visitor, advisor = way.visitor, way.advisor
    await visitor.start()
    assert (await advisor.sign_in("anne@cfib.ca")).status_code == 303
    await visitor.say(ANSWERS[0], "answer-0")
    said = len(await way.answers(2))  # the telephone, and the offer

    # Consent and each answer: before what is said next is committed, or after. PostgreSQL has the two that matter most.
    for index, answer in list(enumerate(ANSWERS))[1:]:

        async def say(index: int = index, answer: str = answer) -> int:
            await advisor.http.get("/console")  # somebody is at the desk
            return await visitor.say(answer, f"answer-{index}")

        if url.startswith("sqlite") or index in (2, len(ANSWERS) - 1):
            await way.killed_in("commit" if index % 2 == 0 else "tell", "bot", say)
        else:
            await say()
        said += 1
        bot = await way.answers(said)
        assert len(await way.messages("person")) == index + 1
    found = await one_case(url)
    reference = found["reference"]
    assert (found["facts"]["name"], found["facts"]["phone"], found["mode"]) == ("Zoé", "+1 613-555-0123", "live")
    assert reference in bot[-1]["text"]
    path = f"/console/cases/{reference}"

    # Claim, reply and hand-back, on both sides of the commit.
    assert (await way.killed_in("tell", "system", lambda: advisor.post(f"{path}/claim"))).status_code == 303
    assert await notices(way) == ["joined"]
    for point in ("commit", "tell"):

        async def reply(point: str = point) -> httpx.Response:
            return await advisor.post(f"{path}/reply", text=f"killed in {point}", client_id=f"reply-{point}")

        assert (await way.killed_in(point, "advisor", reply)).status_code == 303
    assert [message["text"] for message in await way.messages("advisor")] == ["killed in commit", "killed in tell"]
    for text in ("/restart", "person", "send", "hello"):
        await visitor.say(text)
    await asyncio.sleep(0.5)
    assert len(await way.messages("bot")) == said
    (way.folder / "down").touch()  # the assistant can't be told at once to forget the half-filled form
    again = await way.killed_in("tell", "system", lambda: advisor.post(f"{path}/hand-back"))
    assert again.status_code == 409  # it has been handed back, and that is said
    assert await notices(way) == ["joined", "handed_back"]
    await visitor.say("thank you")
    (way.folder / "down").unlink()
    assert (await way.answers(said + 1))[-1]["text"] == "You said: thank you"
    assert len((way.folder / "forgot").read_text().split()) == 1
    assert "carm_bot_messages_after_claim 0.0" in (await way.http.get("/metrics")).text
    assert (await one_case(url))["advisor_name"] == "Anne Roy"


async def notices(way: Way) -> list[str]:
    """The outcomes of the desk's notices; those on the assistant's absence are not meant."""
    return [message["outcome"] for message in await way.messages("system") if message["outcome"] in ("joined", "handed_back")]


async def one_case(url: str) -> dict[str, Any]:
    """Return the only case in the database; no questions are left over."""
    database = await SqlDatabase.open(url)
    try:
        rows = await database.read(lambda unit: unit.cases._connection.execute(select(cases)).mappings().all())
        left = await database.read(lambda unit: unit.cases._connection.execute(select(intakes)).mappings().all())
    finally:
        await database.close()
    assert (len(rows), left) == (1, [])
    return dict(rows[0])

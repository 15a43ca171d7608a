"""The stream of events: nothing lost, nothing twice, every tab the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.conversation.model import Advisor
from tests.fakes import owners
from tests.fakes.gateway import until

pytestmark = pytest.mark.asyncio
Gateway = Any
ANNE = Advisor("a1", "Anne")


async def test_an_answer_arrives_on_the_stream_with_typing_around_it(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    gateway.engine.delay_seconds = 0.05
    async with visitor.stream() as tab:
        await tab.until(1, "owner")
        await visitor.say("Hello")
        await tab.until(2)
    names = [name for name, _ in tab.events if name != "ping"]
    assert names == ["language", "owner", "message", "typing", "typing", "message"]
    assert tab.of("typing") == [{"on": True}, {"on": False}]


async def test_two_tabs_are_in_step(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    async with visitor.stream() as one, visitor.stream() as two:
        for text in ("a", "b", "c"):
            await visitor.say(text)
        await one.until(6)
        await two.until(6)
    assert one.numbers() == two.numbers() == [1, 2, 3, 4, 5, 6]
    assert one.texts() == two.texts()


async def test_a_stream_resumes_after_the_last_number_seen(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("a")
    await visitor.answers(1)
    await visitor.say("b")
    await visitor.answers(2)
    async with visitor.stream(last_seen=2) as tab:
        await tab.until(2)
        assert tab.numbers() == [3, 4]
        await visitor.say("c")
        await tab.until(4)
    assert tab.numbers() == [3, 4, 5, 6]


@pytest.mark.parametrize("last_seen", [999, 99999999])
async def test_a_number_from_the_future_hides_nothing_to_come(gateway: Gateway, last_seen: int) -> None:
    visitor = await gateway.visitor()
    async with visitor.stream(last_seen=last_seen) as tab:
        await tab.until(1, "owner")
        await visitor.say("a")
        await tab.until(2)
    assert tab.numbers() == [1, 2]


async def test_nothing_is_lost_while_streams_come_and_go(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    seen: list[int] = []

    async def talk() -> None:
        for index in range(15):
            await visitor.say(f"message {index}")
            await asyncio.sleep(0.01)

    talking = asyncio.create_task(talk())
    while len(seen) < 30:
        async with visitor.stream(last_seen=seen[-1] if seen else 0) as tab:
            await asyncio.sleep(0.03)
            await tab.until(1)  # however slow the machine is, each stream brings something
        seen += tab.numbers()
    await talking
    assert seen == list(range(1, 31))


async def test_a_heartbeat_shows_that_the_stream_lives(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    async with visitor.stream() as tab:
        await tab.until(2, "ping")


async def test_waiting_the_advisor_and_the_way_back_are_told(gateway: Gateway) -> None:
    first, visitor = await gateway.visitor(), await gateway.visitor()
    for person in (first, visitor):
        await owners.ask_for_advisor(gateway.web.ownership, gateway.web.sessions.conversation(person.token))
    conversation = gateway.web.sessions.conversation(visitor.token)
    async with visitor.stream() as tab:
        await tab.until(1, "owner")
        await owners.reply(gateway.web.ownership, conversation, ANNE, "Hello, this is Anne.")
        await owners.hand_back(gateway.web.ownership, conversation, actor="a1")
        await tab.until(3, "owner")
    waiting, human, bot = tab.of("owner")
    assert (waiting["owner"], waiting["queue"]["position"]) == ("waiting", 2)
    assert human == {"owner": "human", "advisor": {"name": "Anne"}}
    assert bot == {"owner": "bot"}
    assert tab.of("message")[0]["advisor"] == "Anne"


async def test_the_bot_is_silent_after_a_claim(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    conversation = gateway.web.sessions.conversation(visitor.token)
    gateway.engine.gate = asyncio.Event()
    async with visitor.stream() as tab:
        await visitor.say("Hello")
        await tab.until(1, "typing")
        await owners.claim(gateway.web.ownership, conversation, ANNE)
        await tab.until(2, "typing")
        gateway.engine.gate.set()
        await visitor.say("/restart")
        await asyncio.sleep(0.2)
    assert tab.texts("bot") == []
    assert (await visitor.post("restart")).status_code == 409
    assert "carm_bot_messages_after_claim 0.0" in (await gateway.http.get("/metrics")).text


async def test_too_many_streams_of_one_conversation_are_refused(gateway: Gateway) -> None:
    from contextlib import AsyncExitStack

    visitor = await gateway.visitor()
    async with AsyncExitStack() as stack:
        for _ in range(20):
            tab = await stack.enter_async_context(visitor.stream())
            await tab.until(1, "owner")
        assert (await visitor.get("events")).status_code == 429
        assert "carm_open_streams 20.0" in (await gateway.http.get("/metrics")).text


async def test_streams_that_are_asked_for_at_once_are_counted_too(gateway: Gateway) -> None:
    visitor = await gateway.visitor()

    async def status() -> int:
        async with gateway.http.stream("GET", "/api/v1/events", headers=visitor.headers) as response:
            asked.append(response.status_code)
            await all_asked.wait()
            return int(response.status_code)

    asked: list[int] = []
    all_asked = asyncio.Event()
    tabs = [asyncio.create_task(status()) for _ in range(40)]

    async def all_answered() -> bool:
        return len(asked) == 40

    await until(all_answered)
    all_asked.set()
    assert sorted(await asyncio.gather(*tabs)) == [200] * 20 + [429] * 20


async def test_asking_only_for_the_head_of_a_stream_opens_none(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    response = await gateway.http.head("/api/v1/events", headers=visitor.headers)
    assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
    assert "carm_open_streams 0.0" in (await gateway.http.get("/metrics")).text


async def test_while_the_assistant_is_down_the_person_is_told_and_the_answer_follows(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    gateway.engine.down = True
    async with visitor.stream() as tab:
        await visitor.say("Bonjour")
        await tab.until(2)
        assert tab.of("message")[-1]["outcome"] == "outage"
        gateway.engine.down = False
        await tab.until(3)
    assert tab.texts("bot") == ["Vous avez dit : Bonjour"]

"""A real gateway process killed in the middle of a turn, and started again."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from tests.fakes.gateway import PATIENCE_SECONDS, until
from tests.fakes.ports import a_port
from tests.fakes.processes import a_process
from tests.fakes.serving import a_client
from tests.fakes.visitor import Visitor

pytestmark = pytest.mark.asyncio


async def test_killed_in_the_middle_of_a_turn_it_answers_after_the_restart_once(tmp_path: Path) -> None:
    port = a_port()
    (tmp_path / "hold").touch()
    async with a_client(f"http://127.0.0.1:{port}") as http:
        async with a_process(tmp_path, port) as process:
            visitor = await Visitor(http).start()
            assert await visitor.say("Hello", "client-1") == 1
            await until(lambda: asyncio.to_thread((tmp_path / "said").exists))
            process.send_signal(signal.SIGKILL)
            await process.wait()
        (tmp_path / "hold").unlink()
        async with a_process(tmp_path, port):
            assert await visitor.say("Hello", "client-1") == 1
            assert await visitor.answers(1) == ["You said: Hello"]
            await asyncio.sleep(0.3)
            assert [message["number"] for message in (await visitor.thread())["messages"]] == [1, 2]


async def test_killed_again_and_again_under_load_nothing_is_lost_or_answered_twice(tmp_path: Path) -> None:
    port, rounds, people = a_port(), 4, 6
    (tmp_path / "var").mkdir()
    sent: dict[int, list[str]] = {person: [] for person in range(people)}
    stop = asyncio.Event()

    async def taken(count: int) -> bool:
        return sum(map(len, sent.values())) >= count

    async def talk(person: int, visitor: Visitor) -> None:
        """Send until told to stop; a message without a 202 is sent again under the same id, as the widget does."""
        while not stop.is_set():
            text = f"p{person}-{len(sent[person])}"
            while True:
                try:
                    response = await visitor.post("messages", client_id=text, text=text)
                    if response.status_code == 202:
                        break
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
            sent[person].append(text)
            await asyncio.sleep(0.05)

    os.environ["CARM_RATE_SESSION"] = os.environ["CARM_RATE_ADDRESS"] = "100000/100000"
    try:
        async with a_client(f"http://127.0.0.1:{port}") as http:
            async with a_process(tmp_path, port):
                visitors = [await Visitor(http).start() for _ in range(people)]
                talking = [asyncio.create_task(talk(person, visitor)) for person, visitor in enumerate(visitors)]
                await until(lambda: taken(4 * people))
            for round_ in range(1, rounds):  # leaving the block above and each of these kills the process with SIGKILL
                async with a_process(tmp_path, port):
                    await until(lambda round_=round_: taken((round_ + 1) * 4 * people))
            async with a_process(tmp_path, port):
                stop.set()
                await asyncio.gather(*talking)
                for person, visitor in enumerate(visitors):
                    answers = await visitor.answers(len(sent[person]))
                    assert sorted(answers) == sorted(f"You said: {text}" for text in sent[person])
    finally:
        del os.environ["CARM_RATE_SESSION"], os.environ["CARM_RATE_ADDRESS"]


async def test_it_stops_although_streams_are_open_and_ends_them_properly(tmp_path: Path) -> None:
    port = a_port()
    async with a_process(tmp_path, port) as process, a_client(f"http://127.0.0.1:{port}") as http:
        visitor = await Visitor(http).start()
        async with visitor.stream() as tab:
            await tab.until(1, "owner")
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
            await tab.until_it_ends()
    assert "ERROR" not in (tmp_path / "log").read_text()

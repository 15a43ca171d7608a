"""Two gateways with one token on one database: one asks for updates, each chat is sent to by one, and either may be killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.channel import State
from tests.fakes import owners
from tests.fakes.ports import a_port
from tests.fakes.processes import a_process
from tests.fakes.telegram_api import TOKEN, Refused, TelegramApi
from tests.integration.telegram.conftest import Running, gateway_in_telegram, telegram_of

pytestmark = pytest.mark.asyncio
PAT = 901
SHORT_LEASE_SECONDS = 4.0
LEASE_SECONDS = 20.0  # a machine with much to do must not run out of it between a message and its note


@asynccontextmanager
async def two_gateways(settings: Any, api: TelegramApi, url: str, *, webhook: bool = False) -> AsyncIterator[list[Running]]:
    shared = replace(settings, database_url=url)
    telegram = telegram_of(api, lease_seconds=LEASE_SECONDS)
    async with gateway_in_telegram(replace(shared, name="north"), telegram, api, webhook=webhook) as north:
        await north.on()
        async with gateway_in_telegram(replace(shared, name="south"), telegram, api, webhook=webhook) as south:
            await api.until(lambda: south.telegram.state is (State.ON if webhook else State.STANDBY))
            yield [north, south]


async def test_one_of_two_asks_for_updates_and_either_says_so(settings: Any, api: TelegramApi, url: str) -> None:
    async with two_gateways(settings, api, url) as (north, south):
        api.say(PAT, "hello")
        await api.got(PAT, 1)
        assert [(await one.http.get("/readyz")).json()["telegram"] for one in (north, south)] == ["on", "standby"]
        assert len(north.engine.said) == 1
        assert not any("Conflict" in refusal for refusal in api.refused)


async def test_an_advisor_on_either_gateway_reaches_the_chat(settings: Any, api: TelegramApi, url: str) -> None:
    from tests.integration.telegram.test_with_advisors import MARIE

    async with two_gateways(settings, api, url) as (north, south):
        api.say(PAT, "hello")
        await api.got(PAT, 1)
        conversation = await north.conversation(PAT)
        await owners.reply(south.web.ownership, conversation, MARIE, "From the south")
        assert (await api.got(PAT, 3))[2].endswith("From the south")
        await owners.reply(north.web.ownership, conversation, MARIE, "From the north")
        assert (await api.got(PAT, 4))[3].endswith("From the north")


async def test_the_one_that_stops_leaves_the_updates_to_the_other(settings: Any, api: TelegramApi, url: str) -> None:
    shared = replace(settings, database_url=url)
    # What is given up needn't run out; the one who waits for it looks every quarter of a second.
    async with gateway_in_telegram(replace(shared, name="south"), telegram_of(api, lease_seconds=LEASE_SECONDS), api) as south:
        await south.on()
        async with gateway_in_telegram(replace(shared, name="north"), telegram_of(api, lease_seconds=1.5), api) as north:
            await api.until(lambda: north.telegram.state is State.STANDBY)
            await south.telegram.stop()
            await api.until(lambda: north.telegram.state is State.ON)
            api.say(PAT, "anybody there?")
            await api.got(PAT, 1)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_both_sending_keep_the_order_of_each_chat_under_faults(settings: Any, api: TelegramApi, url: str, webhook: bool) -> None:
    dice, chats, each = random.Random(7), 12, 8

    def faults(method: str, given: dict[str, Any]) -> float:
        if method != "sendMessage" or dice.random() >= 0.1:
            return 0.0
        if dice.random() < 0.5:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        raise Refused(500, "Internal Server Error")

    async with two_gateways(settings, api, url, webhook=webhook) as (north, south):
        api.faults, api.duplicates = faults, 0.1
        urls = [one.telegram.settings.webhook_url(one.web.settings) for one in (north, south)]
        for turn in range(each):
            for chat in range(chats):
                if webhook:  # as a balancer would: now this gateway, now that one
                    api.webhook["url"] = dice.choice(urls)
                api.say(2_000 + chat, f"q{turn}")
            await asyncio.sleep(0.05)
        await api.until(lambda: len(api.sent) >= chats * each)
        await asyncio.sleep(0.5)
        assert len(north.engine.said) + len(south.engine.said) == chats * each
    for chat in range(chats):
        assert [text.partition("\n")[0] for text in api.to(2_000 + chat)] == [f"You said: q{turn}" for turn in range(each)]


async def test_the_same_update_taken_in_by_both_is_done_once(settings: Any, api: TelegramApi, url: str) -> None:
    async with two_gateways(settings, api, url, webhook=True) as both:
        headers = {"X-Telegram-Bot-Api-Secret-Token": both[0].telegram.secret}
        person = {"id": PAT, "is_bot": False, "first_name": "P"}
        api.known.add(PAT)
        for number, text in enumerate(["hello", "/help", "again"]):
            message = {"message_id": number, "date": 1, "chat": {"id": PAT, "type": "private", "first_name": "P"}, "from": person}
            update = {"update_id": 50 + number, "message": {**message, "text": text}}
            answers = await asyncio.gather(*(one.http.post("/telegram/webhook", json=update, headers=headers) for one in both))
            assert {answer.status_code for answer in answers} == {200}
            await api.got(PAT, number + 1)
        await asyncio.sleep(0.8)
        assert len(api.to(PAT)) == 3
        assert len(both[0].engine.said) + len(both[1].engine.said) == 2


async def test_when_the_one_that_asks_is_killed_the_other_takes_over_once_its_lease_has_run_out(
    api: TelegramApi, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "CARM_TELEGRAM_TOKEN": TOKEN,
        "CARM_TELEGRAM_API_URL": api.url,
        "CARM_DATABASE_URL": url,
        "CARM_SECRET_KEY": "for-tests-only",
        "SCRIPT_TELEGRAM_LEASE_SECONDS": str(SHORT_LEASE_SECONDS),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    folders = [tmp_path / "north", tmp_path / "south"]
    for folder in folders:
        folder.mkdir()
    async with a_process(folders[0], a_port()) as north:
        api.say(PAT, "one")
        await api.got(PAT, 1)
        async with a_process(folders[1], a_port()):
            api.say(PAT, "two")
            await api.got(PAT, 2)
            north.send_signal(signal.SIGKILL)
            await north.wait()
            api.say(PAT, "three")
            await api.until(lambda: any("three" in text for text in api.to(PAT)))
    said = [text.partition("\n")[0] for text in api.to(PAT)]
    assert list(dict.fromkeys(said)) == ["You said: one", "You said: two", "You said: three"]
    assert len(said) <= 4  # the kill may come between Telegram's answer and our note of it
    assert (folders[1] / "said").read_text() == "three\n"
    assert os.environ["CARM_TELEGRAM_TOKEN"] not in (folders[1] / "log").read_text()

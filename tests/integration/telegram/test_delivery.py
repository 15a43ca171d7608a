"""Nothing lost, nothing twice, in order: under faults of Telegram's, repeated updates, and a gateway that is stopped in the middle."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.channel import State
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.chats import of
from tests.fakes.gateway import until
from tests.fakes.ports import a_port
from tests.fakes.processes import a_process
from tests.fakes.telegram_api import TOKEN, Refused, TelegramApi
from tests.integration.telegram.conftest import gateway_in_telegram, telegram_of

pytestmark = pytest.mark.asyncio
Running = Any
PAT, EVE = 701, 702


def first_times(count: int, fault: Any, method: str = "sendMessage") -> Any:
    """Return faults that hit the first ``count`` requests of a method."""
    left = [count]

    def faults(asked: str, given: dict[str, Any]) -> float:
        if asked != method or not left[0]:
            return 0.0
        left[0] -= 1
        if isinstance(fault, Refused):
            raise fault
        return float(fault)

    return faults


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Refused(429, "Too Many Requests: retry after 1", retry_after=1), id="429"),
        pytest.param(Refused(500, "Internal Server Error"), id="500"),
        pytest.param(Refused(502, "Bad Gateway"), id="502"),
        pytest.param(0.001, id="connection closed"),
    ],
)
async def test_a_failed_message_is_sent_again_before_those_after_it(running: Running, fault: Any) -> None:
    running.api.faults = first_times(2, fault)
    for number in range(3):
        running.api.say(PAT, f"question {number}")
    sent = await running.api.got(PAT, 3)
    assert [text.partition("\n")[0] for text in sent] == [f"You said: question {number}" for number in range(3)]


async def test_a_message_that_telegram_leaves_unanswered_is_sent_again_before_those_after_it(settings: Any, api: TelegramApi) -> None:
    api.faults = first_times(2, 60)
    async with gateway_in_telegram(settings, telegram_of(api, timeout_seconds=1.0), api) as running:
        await running.on()
        for number in range(3):
            api.say(PAT, f"question {number}")
        said = [f"You said: question {number}" for number in range(3)]
        # On a busy machine an answer that does come may come too late, and then its message is there twice.
        await api.until(lambda: list(dict.fromkeys(text.partition("\n")[0] for text in api.to(PAT))) == said)


async def test_retry_after_is_honoured(running: Running) -> None:
    running.api.faults = first_times(1, Refused(429, "Too Many Requests", retry_after=1))
    asked = asyncio.get_running_loop().time()
    running.api.say(PAT, "one")
    await running.api.got(PAT, 1)
    assert "Too Many Requests" in running.api.refused
    assert asyncio.get_running_loop().time() - asked >= 1


async def test_while_one_chat_has_to_wait_others_do_not(running: Running) -> None:
    running.api.faults = first_times(1, Refused(429, "Too Many Requests", retry_after=3600))
    running.api.say(PAT, "one")
    await running.api.until(lambda: "Too Many Requests" in running.api.refused)
    running.api.say(EVE, "two")
    await running.api.got(EVE, 1)
    assert running.api.to(PAT) == []


async def test_a_lost_answer_of_telegrams_means_a_message_twice_rather_than_never(running: Running) -> None:
    running.api.lose_answers_to.add("sendMessage")
    running.api.say(PAT, "hello")
    first, second = await running.api.got(PAT, 2)
    assert first == second
    await running.api.until(lambda: PAT not in running.telegram.outbox._at_work)
    assert len(running.api.to(PAT)) == 2


async def test_an_update_that_comes_again_is_answered_once(either: Running) -> None:
    either.api.duplicates = 1.0
    either.api.say(PAT, "hello")
    either.api.say(PAT, "/help")
    await either.api.got(PAT, 2)
    await asyncio.sleep(0.4)
    assert len(either.api.to(PAT)) == 2
    assert len(either.engine.said) == 1


async def test_the_update_is_stored_before_it_is_confirmed(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.conversation.errors import StorageUnavailable

    real, failing = running.telegram.reception._note, [2]

    async def note(*given: Any) -> None:
        if failing[0]:
            failing[0] -= 1
            raise StorageUnavailable()
        await real(*given)

    monkeypatch.setattr(running.telegram.reception, "_note", note)
    running.api.say(PAT, "hello")
    await running.api.until(lambda: not failing[0])
    running.api.say(PAT, "and this")
    await running.api.got(PAT, 2)
    await asyncio.sleep(0.2)
    assert [said.text for said in running.engine.said] == ["hello", "and this"]
    assert len(running.api.to(PAT)) == 2


async def test_the_webhook_takes_nothing_without_the_secret(settings: Any, api: TelegramApi) -> None:
    async with gateway_in_telegram(settings, telegram_of(api), api, webhook=True) as running:
        await running.on()
        update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": PAT, "type": "private"}, "text": "hello",
                  "from": {"id": PAT, "is_bot": False, "first_name": "P"}}}  # fmt: skip
        api.known.add(PAT)
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "\xe9".encode("latin-1")}):
            assert (await running.http.post("/telegram/webhook", json=update, headers=headers)).status_code == 404  # type: ignore[arg-type]
        right = {"X-Telegram-Bot-Api-Secret-Token": running.telegram.secret}
        for body in (b"{", b"[]", b'{"update_id": "x"}', b'{"update_id": 5, "message": {}}'):
            assert (await running.http.post("/telegram/webhook", content=body, headers=right)).status_code == 200
        long = {**update, "message": {**update["message"], "text": "é" * 4096, "caption": "é" * 8000}}  # type: ignore[dict-item]
        assert (await running.http.post("/telegram/webhook", json=long, headers=right)).status_code == 200
        assert "characters long" in (await api.got(PAT, 1))[0]
        assert running.engine.said == []


async def test_without_a_token_the_gateway_runs_and_telegram_is_off(settings: Any, api: TelegramApi, capsys: Any) -> None:
    async with gateway_in_telegram(settings, TelegramSettings(), api) as running:
        visitor = await running.visitor()
        await visitor.say("hello")
        await visitor.answers(1)
        response = await visitor.post("telegram-link")
        assert (response.status_code, response.json()["error"]["code"]) == (503, "telegram_off")
        assert running.telegram.state is State.OFF
        assert (await running.http.post("/telegram/webhook", json={})).status_code == 404
    assert "telegram.off" in capsys.readouterr().out
    assert api.calls == []


@pytest.mark.parametrize("token", ["123:wrong", "no token at all"])
async def test_with_a_wrong_token_all_else_runs_and_the_log_says_so(settings: Any, api: TelegramApi, capsys: Any, token: str) -> None:
    async with gateway_in_telegram(settings, telegram_of(api, token=token), api) as running:
        await api.until(lambda: running.telegram.state is State.REFUSED)
        visitor = await running.visitor()
        await visitor.say("hello")
        await visitor.answers(1)
    said = capsys.readouterr().out
    assert "telegram.token_refused" in said
    assert token not in said


async def test_telegram_out_of_reach_at_the_start_is_asked_again(settings: Any, api: TelegramApi) -> None:
    api.faults = first_times(3, Refused(502, "Bad Gateway"), "getMe")
    api.say(PAT, "waiting since before the start")
    async with gateway_in_telegram(settings, telegram_of(api), api) as running:
        await running.on()
        await api.got(PAT, 1)


async def test_a_menu_that_telegram_refuses_holds_nothing_up(settings: Any, api: TelegramApi, capsys: Any) -> None:
    api.faults = first_times(10_000, Refused(400, "Bad Request: BOT_COMMAND_INVALID"), "setMyCommands")
    async with gateway_in_telegram(settings, telegram_of(api), api) as running:
        await running.on()
        api.say(PAT, "hello")
        await api.got(PAT, 1)
        await api.until(lambda: api.refused.count("Bad Request: BOT_COMMAND_INVALID") > 1)  # the second try comes after the first was told
    assert "telegram.setup_refused" in capsys.readouterr().out


async def test_a_proxys_page_in_telegrams_place_blocks_nobody(running: Running) -> None:
    running.api.say(PAT, "one")
    await running.api.got(PAT, 1)
    running.api.pages = 3
    running.api.say(PAT, "two")
    assert (await running.api.got(PAT, 2))[1].startswith("You said: two")
    assert running.api.pages == 0
    chat = await running.chat(PAT)
    assert chat is not None
    assert not chat.is_blocked


async def test_a_webhook_that_somebody_else_took_away_is_set_again(settings: Any, api: TelegramApi, capsys: Any) -> None:
    async with gateway_in_telegram(settings, telegram_of(api, webhook_check_seconds=0.05), api, webhook=True) as running:
        await running.on()
        api.webhook = {}
        api.say(PAT, "hello")
        assert (await api.got(PAT, 1))[0].startswith("You said: hello")
        assert api.webhook["secret_token"] == running.telegram.secret
    assert "telegram.webhook_lost" in capsys.readouterr().out


async def test_an_operator_is_told_once_why_telegram_cannot_reach_the_webhook(settings: Any, api: TelegramApi, capsys: Any) -> None:
    api.webhook_error = {"last_error_date": 4_102_444_800, "last_error_message": "SSL error: certificate verify failed"}
    async with gateway_in_telegram(settings, telegram_of(api, webhook_check_seconds=0.05), api, webhook=True) as running:
        await running.on()
        await api.until(lambda: api.calls.count("getWebhookInfo") > 3)
    said = capsys.readouterr().out
    assert said.count("telegram.webhook_failing") == 1
    assert "certificate verify failed" in said


async def test_updates_that_nobody_can_read_hold_up_nothing(running: Running) -> None:
    for content in (
        {"message": None},
        {"message": {"message_id": 1, "date": 1, "chat": None}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": [PAT], "type": "private"}, "text": "x"}},
        {"callback_query": {"id": "q", "from": {"id": PAT, "is_bot": False, "first_name": "P"}, "message": None, "chat_instance": "1"}},
        {"my_chat_member": {"chat": "none"}},
    ):
        running.api.update(PAT, **content)
    running.api.say(PAT, "hello")
    assert (await running.api.got(PAT, 1))[0].startswith("You said: hello")


async def test_numbers_of_updates_that_begin_anew_are_taken(running: Running) -> None:
    running.api.say(PAT, "before")
    await running.api.got(PAT, 1)
    await running.api.until(lambda: running.api.calls[-1] == "getUpdates")
    polls = running.api.calls.count("getUpdates")
    await running.api.until(lambda: running.api.calls.count("getUpdates") > polls)  # one that brought nothing
    running.api._update = 10
    running.api.say(PAT, "after")
    assert (await running.api.got(PAT, 2))[1].startswith("You said: after")


async def test_operators_see_how_it_stands_with_telegram(running: Running) -> None:
    async def state() -> str:
        told: str = (await running.http.get("/readyz")).json()["telegram"]
        return told

    async def metric(name: str) -> float:
        text = (await running.http.get("/metrics")).text
        return next(float(line.split()[-1]) for line in text.splitlines() if line.startswith(f"{name} "))

    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    assert await state() == "on"
    assert await metric("carm_telegram_up") == 1
    assert abs(await metric("carm_telegram_last_poll_seconds") - running.web.clock().timestamp()) < 30

    async def counted() -> bool:
        return 'carm_telegram_requests_total{result="sent"} 1.0' in (await running.http.get("/metrics")).text

    await until(counted)  # Telegram has a message before the gateway has its answer

    def cut(method: str, given: dict[str, Any]) -> float:
        return 0.001

    running.api.faults = cut
    conversation = await running.conversation(PAT)
    await running.web.conversations.start_over(conversation)
    await running.api.until(lambda: running.telegram.state is State.UNREACHABLE)
    response = await running.http.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (200, True)
    assert await metric("carm_telegram_up") == 0
    assert await metric("carm_telegram_outbox") == 1
    assert await metric("carm_telegram_outbox_oldest_seconds") > 0
    running.api.faults = lambda method, given: 0.0
    await running.api.got(PAT, 2)
    await running.on()
    running.api.right_token = "999:revoked"
    await running.api.until(lambda: running.telegram.state is State.REFUSED)
    assert await state() == "token_refused"


async def test_what_lay_in_the_outbox_is_sent_after_a_restart(settings: Any, api: TelegramApi) -> None:
    api.faults = first_times(10_000, Refused(500, "Internal Server Error"))
    async with gateway_in_telegram(settings, telegram_of(api), api) as running:
        await running.on()
        for number in range(3):
            api.say(PAT, f"question {number}")
        await api.until(lambda: len(running.engine.said) == 3)
        await api.until(lambda: "Internal Server Error" in api.refused)
    api.faults = lambda method, given: 0.0
    async with gateway_in_telegram(settings, telegram_of(api), api) as running:
        sent = await api.got(PAT, 3)
        assert [text.partition("\n")[0] for text in sent] == [f"You said: question {number}" for number in range(3)]
        assert running.engine.said == []
        await api.until(lambda: PAT not in running.telegram.outbox._at_work)
        assert (await running.web.ledger.read(lambda unit: of(unit).depth())).count == 0


async def test_killed_again_and_again_every_question_is_answered_in_order(tmp_path: Path, api: TelegramApi) -> None:
    """A kill between Telegram's answer and our note of it repeats a message: at most one for each kill."""
    os.environ.update(CARM_TELEGRAM_TOKEN=TOKEN, CARM_TELEGRAM_API_URL=api.url, CARM_RATE_SESSION="9999/9999")
    port, kills, asked = a_port(), 4, 0
    (tmp_path / "var").mkdir()
    try:
        for _ in range(kills):
            async with a_process(tmp_path, port) as process:
                for _ in range(12):
                    api.say(PAT, f"q{asked}")
                    asked += 1
                    await asyncio.sleep(0.03)
                process.send_signal(signal.SIGKILL)
        async with a_process(tmp_path, port):
            await api.until(lambda: len({text.partition("\n")[0] for text in api.to(PAT)}) == asked)
    finally:
        for name in ("CARM_TELEGRAM_TOKEN", "CARM_TELEGRAM_API_URL", "CARM_RATE_SESSION"):
            del os.environ[name]
    said = [text.partition("\n")[0] for text in api.to(PAT)]
    assert list(dict.fromkeys(said)) == [f"You said: q{number}" for number in range(asked)]
    assert len(said) - asked <= kills
    log = (tmp_path / "log").read_text()
    assert TOKEN.partition(":")[2] not in log


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_thousand_updates_from_a_hundred_chats_with_faults(
    settings: Any, api: TelegramApi, webhook: bool, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    dice, hit = random.Random(60), Counter[str]()
    chats, each = 100, 10

    def faults(method: str, given: dict[str, Any]) -> float:
        if method in ("getMe", "setMyCommands", "setWebhook", "deleteWebhook") or dice.random() >= 0.05:
            return 0.0
        kind = dice.choice(("429", "500", "hang", "closed"))
        hit[kind] += 1
        if kind == "429":
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        if kind == "500":
            raise Refused(500, "Internal Server Error")
        return 1.2 if kind == "hang" else 0.001

    api.faults, api.duplicates = faults, 0.05
    began = asyncio.get_running_loop().time()
    async with gateway_in_telegram(settings, telegram_of(api), api, webhook=webhook) as running:
        await running.on()
        for turn in range(each):
            for chat in dice.sample(range(chats), chats):
                api.say(10_000 + chat, f"secretword{chat} {turn}", "fr" if chat % 2 else "en")
        await api.until(lambda: len(api.sent) >= chats * each, 600)
        seconds = asyncio.get_running_loop().time() - began
        await asyncio.sleep(0.5)
    for chat in range(chats):
        said = "Vous avez dit : " if chat % 2 else "You said: "
        answers = [text.partition("\n")[0] for text in api.to(10_000 + chat)]
        assert answers == [f"{said}secretword{chat} {turn}" for turn in range(each)]
    assert sum(hit.values()) > 25
    assert len(running.engine.said) == chats * each
    logged = caplog.text + "".join(capsys.readouterr())
    assert TOKEN.partition(":")[2] not in logged
    assert "secretword" not in logged
    print(f"{chats * each} updates in {seconds:.1f} s, faults {dict(hit)}")

"""A real gateway with a scripted assistant, in Telegram by way of the fake Bot API, by polling or by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from bot.app import create_app
from bot.channels.context import Web
from bot.channels.limits import Rate
from bot.channels.settings import GatewaySettings
from bot.channels.telegram.channel import State, Telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.chats import Chat, of
from bot.conversation.model import Message
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.telegram_api import TOKEN, TelegramApi, _Server, telegram_running
from tests.fakes.visitor import Visitor


@dataclass
class Running:
    """The gateway as a test sees it."""

    web: Web
    telegram: Telegram
    engine: ScriptedEngine
    api: TelegramApi
    http: httpx.AsyncClient

    async def on(self) -> Running:
        await self.api.until(lambda: self.telegram.state is State.ON)
        return self

    async def chat(self, chat_id: int) -> Chat | None:
        return await self.web.ledger.read(lambda unit: of(unit).current(chat_id))

    async def conversation(self, chat_id: int) -> str:
        chat = await self.chat(chat_id)
        assert chat is not None
        return chat.conversation

    async def messages(self, chat_id: int) -> list[Message]:
        return list((await self.web.conversations.thread(await self.conversation(chat_id), whole=True)).messages)

    async def visitor(self, language: str = "en") -> Visitor:
        return await Visitor(self.http).start(language)


def settings_of(folder: Path) -> GatewaySettings:
    made = GatewaySettings.from_environment({"CARM_SECRET_KEY": "for-tests-only", "CARM_GATEWAY_PORT": "0"}, var=folder)
    many = Rate(10_000, 100_000)
    return replace(made, slow_after_seconds=1.5, engine_timeout_seconds=3.0, per_session=many, strangers_per_address=many)


def telegram_of(api: TelegramApi, **changes: object) -> TelegramSettings:
    given = {"token": TOKEN, "api_url": api.url, "messages_per_second": 10_000.0, "timeout_seconds": 1.0, "poll_seconds": 1}
    return TelegramSettings(**{**given, "sweep_seconds": 0.3, "first_retry_seconds": 0.05, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def gateway_in_telegram(
    settings: GatewaySettings, telegram: TelegramSettings, api: TelegramApi, *, webhook: bool = False
) -> AsyncIterator[Running]:
    engine = ScriptedEngine()
    sock = uvicorn.Config(lambda: None, host="127.0.0.1", port=0).bind_socket()
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    app = create_app(replace(settings, public_url=url if webhook else ""), engine=engine, telegram=telegram)
    config = uvicorn.Config(app, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = _Server(config)
    serving = asyncio.create_task(server.serve([sock]))
    while not server.started:
        assert not serving.done(), serving.exception()
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http:
        try:
            yield Running(app.state.web, app.state.telegram, engine, api, http)
        finally:
            server.should_exit = True
            await serving
            sock.close()


@pytest.fixture
def settings(tmp_path: Path) -> GatewaySettings:
    return settings_of(tmp_path)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_running() as made:
        yield made


@pytest_asyncio.fixture
async def running(settings: GatewaySettings, api: TelegramApi) -> AsyncIterator[Running]:
    """By polling."""
    async with gateway_in_telegram(settings, telegram_of(api), api) as made:
        yield await made.on()


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def either(request: pytest.FixtureRequest, settings: GatewaySettings, api: TelegramApi) -> AsyncIterator[Running]:
    async with gateway_in_telegram(settings, telegram_of(api), api, webhook=request.param == "webhook") as made:
        yield await made.on()

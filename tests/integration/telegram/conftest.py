"""A real gateway with a scripted assistant, in Telegram by way of the fake Bot API, by polling or by webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.app import create_app
from bot.channels.context import Web
from bot.channels.limits import Rate
from bot.channels.settings import GatewaySettings
from bot.channels.telegram.channel import State, Telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.chats import Chat, of
from bot.conversation.model import Message
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.serving import a_client, a_socket, address, served
from tests.fakes.telegram_api import TOKEN, TelegramApi, telegram_running
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
    return replace(made, slow_after_seconds=60, engine_timeout_seconds=60, per_session=many, strangers_per_address=many)


def telegram_of(api: TelegramApi, **changes: object) -> TelegramSettings:
    """Return settings with which nothing is waited for but an answer: one that a busy machine holds up is no message to be sent again."""
    given = {"token": TOKEN, "api_url": api.url, "messages_per_second": 10_000.0, "timeout_seconds": 20.0, "poll_seconds": 1}
    return TelegramSettings(**{**given, "sweep_seconds": 0.3, "first_retry_seconds": 0.05, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def gateway_in_telegram(
    settings: GatewaySettings, telegram: TelegramSettings, api: TelegramApi, *, webhook: bool = False
) -> AsyncIterator[Running]:
    engine = ScriptedEngine()
    listening = a_socket()
    url = address(listening) if webhook else ""
    app = create_app(replace(settings, public_url=url), engine=engine, telegram=telegram)
    async with served(app, listening) as url, a_client(url) as http:
        yield Running(app.state.web, app.state.telegram, engine, api, http)


@pytest.fixture
def settings(var: Path) -> GatewaySettings:
    return settings_of(var)


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

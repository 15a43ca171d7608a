"""A real gateway under a real uvicorn on a free port, with a scripted assistant, in the test's own event loop."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.app import create_app
from bot.channels.context import Web
from bot.channels.limits import Rate
from bot.channels.settings import GatewaySettings
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.serving import a_client, served
from tests.fakes.visitor import Visitor

SITE = "https://www.cfib-fcei.ca"


class Gateway:
    def __init__(self, app: Starlette, engine: ScriptedEngine, url: str) -> None:
        self.app, self.engine, self.url = app, engine, url
        self.web: Web = app.state.web
        self.http = a_client(url)

    async def visitor(self, language: str = "en") -> Visitor:
        return await Visitor(self.http).start(language)


@contextlib.asynccontextmanager
async def gateway_running(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    engine = ScriptedEngine()
    app = create_app(settings, engine=engine)
    async with served(app) as url:
        made = Gateway(app, engine, url)
        try:
            yield made
        finally:
            await made.http.aclose()


@pytest.fixture
def settings(var: Path) -> GatewaySettings:
    given = {"CARM_SECRET_KEY": "for-tests-only", "CARM_ALLOWED_ORIGINS": SITE, "CARM_GATEWAY_PORT": "0"}
    made = GatewaySettings.from_environment(given, var=var)
    # What may be asked for again after a while would come back to who is too quick, while a slow machine is at the first requests.
    limits = {"per_session": Rate(20, 1), "strangers_per_address": Rate(30, 1)}
    return replace(made, slow_after_seconds=60, engine_timeout_seconds=60, heartbeat_seconds=0.2, **limits)


@pytest_asyncio.fixture
async def gateway(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    async with gateway_running(settings) as made:
        yield made

"""A real gateway under a real uvicorn on a free port, with a scripted assistant, in the test's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from bot.app import create_app
from bot.channels.context import Web
from bot.channels.settings import GatewaySettings
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.visitor import Visitor

SITE = "https://www.cfib-fcei.ca"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the signals are pytest's


class Gateway:
    def __init__(self, server: _Server, web: Web, engine: ScriptedEngine, url: str) -> None:
        self.server, self.web, self.engine, self.url = server, web, engine, url
        self.http = httpx.AsyncClient(base_url=url, timeout=10, trust_env=False)

    async def visitor(self, language: str = "en") -> Visitor:
        return await Visitor(self.http).start(language)


@contextlib.asynccontextmanager
async def gateway_running(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    engine = ScriptedEngine()
    app = create_app(settings, engine=engine)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        assert not serving.done(), serving.exception()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    made = Gateway(server, app.state.web, engine, f"http://127.0.0.1:{port}")
    try:
        yield made
    finally:
        await made.http.aclose()
        server.should_exit = True
        await serving


@pytest.fixture
def settings(tmp_path: Path) -> GatewaySettings:
    given = {"CARM_SECRET_KEY": "for-tests-only", "CARM_ALLOWED_ORIGINS": SITE, "CARM_GATEWAY_PORT": "0"}
    made = GatewaySettings.from_environment(given, var=tmp_path)
    return replace(made, slow_after_seconds=0.5, engine_timeout_seconds=2.0, heartbeat_seconds=0.2)


@pytest_asyncio.fixture
async def gateway(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    async with gateway_running(settings) as made:
        yield made

"""What operators see of the assistant's parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.app import create_app
from bot.channels.settings import GatewaySettings
from bot.engine.model import Condition
from tests.fakes.scripted_engine import ScriptedEngine
from tests.integration.web.conftest import Gateway

pytestmark = pytest.mark.asyncio


@dataclass
class WithoutActions(ScriptedEngine):
    condition: Condition = field(default_factory=lambda: Condition(actions=False, unworded=2))


async def test_a_dead_action_server_shows_while_messages_are_taken(settings: GatewaySettings) -> None:
    app = create_app(settings, engine=WithoutActions())
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as http:
        response = await http.get("/readyz")
        assert (response.status_code, response.json()["actions"]) == (200, False)
        metrics = (await http.get("/metrics")).text
    assert "\ncarm_actions_up 0.0" in metrics
    assert "\ncarm_unworded_replies 2.0" in metrics


async def test_a_database_that_takes_nothing_in_shows_while_nobody_writes(gateway: Gateway, var: Path) -> None:
    visitor = await gateway.visitor()
    (var / "carm.db").rename(var / "moved.db")
    response = await gateway.http.get("/readyz")
    assert (response.status_code, response.json()["storage"]) == (503, False)
    refused = await visitor.post("messages", client_id="kept", text="Hello")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "storage_unavailable")
    (var / "moved.db").rename(var / "carm.db")
    assert (await gateway.http.get("/readyz")).status_code == 200
    await visitor.say("Hello", "kept")
    assert await visitor.answers(1) == ["You said: Hello"]

"""Two gateways on one PostgreSQL: a person may reach either of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.channels.settings import GatewaySettings
from tests.fakes.visitor import Visitor
from tests.integration.web.conftest import gateway_running

pytestmark = pytest.mark.asyncio


async def test_what_one_gateway_takes_the_other_shows_and_it_is_answered_once(
    settings: GatewaySettings, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.stream._CATCH_UP_SECONDS", 0.1)
    shared = replace(settings, database_url=postgres_url)
    async with gateway_running(replace(shared, name="north")) as north, gateway_running(replace(shared, name="south")) as south:
        for round_ in range(1, 6):
            visitor = await north.visitor()
            elsewhere = Visitor(south.http, visitor.token)
            async with elsewhere.stream() as tab:
                await asyncio.gather(*(visitor.say(f"n{i}") for i in range(5)), *(elsewhere.say(f"s{i}") for i in range(5)))
                await tab.until(20)
            assert tab.numbers() == list(range(1, 21))
            assert len(tab.texts("bot")) == len(set(tab.texts("bot"))) == 10
            assert len(north.engine.said) + len(south.engine.said) == 10 * round_

"""What the gateway tells anyone before they write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import httpx
import pytest

from bot.app import create_app
from bot.channels.settings import GatewaySettings
from tests.fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.asyncio
Gateway = Any
SITE = "https://www.cfib-fcei.ca"


@pytest.mark.parametrize(("language", "words"), [("en", "Financial security is reviewed"), ("fr", "La garantie financière est examinée")])
async def test_news_come_in_the_language_asked_for(settings: GatewaySettings, language: str, words: str) -> None:
    app = create_app(settings, engine=ScriptedEngine(), clock=lambda: datetime(2026, 11, 23, 15, tzinfo=timezone.utc))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        (item,) = (await http.get(f"/api/v1/about?language={language}")).json()["news"]
    assert item["date"] == "2026-10-20"
    assert item["text"].startswith(words)
    assert f"/{language}/" in item["url"]


@pytest.mark.parametrize(("hour", "told"), [pytest.param(4, True, id="the evening of the last day"), pytest.param(5, False, id="midnight")])
async def test_news_are_told_until_their_last_day_is_over_in_ottawa(settings: GatewaySettings, hour: int, told: bool) -> None:
    app = create_app(settings, engine=ScriptedEngine(), clock=lambda: datetime(2027, 1, 16, hour, tzinfo=timezone.utc))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        assert bool((await http.get("/api/v1/about")).json()["news"]) is told


async def test_it_says_how_long_words_are_kept_and_that_telegram_is_off(settings: GatewaySettings) -> None:
    app = create_app(replace(settings, retention_days=30), engine=ScriptedEngine())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        told = (await http.get("/api/v1/about?language=fr")).json()
    assert (told["language"], told["retention_days"], told["telegram"]) == ("fr", 30, False)


async def test_it_may_be_kept_for_some_minutes_and_read_by_allowed_sites(gateway: Gateway) -> None:
    response = await gateway.http.get("/api/v1/about", headers={"Origin": SITE, "Accept-Language": "fr-CA"})
    assert response.json()["language"] == "fr"
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["access-control-allow-origin"] == SITE
    assert {"Accept-Language", "Origin"} <= {part.strip() for part in response.headers["vary"].split(",")}


async def test_a_language_that_is_not_ours_is_a_bad_request(gateway: Gateway) -> None:
    response = await gateway.http.get("/api/v1/about?language=de")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")

"""What the Rasa server tells the gateway of its action server."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from rasa.utils.endpoints import EndpointConfig

from bot.rasa_channel import _answers

ACTIONS = EndpointConfig("http://127.0.0.1:5055/webhook")


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def hang(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too late")


def healthy(request: httpx.Request) -> httpx.Response:
    assert str(request.url) == "http://127.0.0.1:5055/health"
    return httpx.Response(200)


@pytest.mark.parametrize(("server", "answers"), [(healthy, True), (refuse, False), (hang, False), (lambda _: httpx.Response(500), False)])
async def test_an_action_server_that_is_away_hangs_or_fails_is_told(
    server: Callable[[httpx.Request], httpx.Response], answers: bool
) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
        assert await _answers(http, ACTIONS) is answers


async def test_where_no_action_server_is_configured_none_is_missing() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as http:
        assert await _answers(http, None) is True

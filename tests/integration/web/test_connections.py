"""Connections that never ask for anything don't keep others out."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.channels import connections

pytestmark = pytest.mark.asyncio
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def _hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest_asyncio.fixture
async def port() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", _hello)])
    config = uvicorn.Config(app, http=connections.Connection, ws="none", log_config=None, access_log=False, lifespan="off")
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: connections.Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for connection in list(state.connections):
        connection.shutdown()


async def closed(reader: asyncio.StreamReader) -> bytes:
    """Wait until the other side ends the connection; return what it said."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), 60)
    return b""


@pytest.mark.parametrize("beginning", [pytest.param(b"", id="nothing"), pytest.param(HEAD, id="half a request")])
async def test_who_asks_for_nothing_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch, beginning: bytes) -> None:
    monkeypatch.setattr(connections, "_HEAD_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(beginning)
    assert await closed(reader) == b""
    writer.close()


async def test_who_begins_a_second_request_and_leaves_it_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"\r\n")
    assert await reader.readuntil(b"hello")
    monkeypatch.setattr(connections, "_HEAD_SECONDS", 0.1)
    writer.write(HEAD)
    assert await closed(reader) == b""
    writer.close()


@pytest.mark.parametrize("more", [pytest.param(b"\r\n", id="a line end"), pytest.param(b"\r\n" * 3, id="line ends")])
async def test_who_sends_no_request_after_one_is_not_waited_for(port: int, more: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"\r\n")
    assert await reader.readuntil(b"hello")
    writer.write(more)
    assert await closed(reader) == b""
    writer.close()


async def test_the_rest_of_a_body_that_nobody_reads_keeps_no_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 30000\r\n\r\n")
    assert await reader.readuntil(b"hello")
    writer.write(b"x")
    assert await closed(reader) == b""
    writer.close()


async def test_headers_without_end_are_not_read_on(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ended = asyncio.ensure_future(closed(reader))
    writer.write(HEAD + b"X-Long: ")
    while not ended.done():
        with contextlib.suppress(ConnectionError):
            writer.write(b"x" * 10_000)
            await writer.drain()
        await asyncio.wait({ended}, timeout=0.01)
    assert ended.result() == b""
    writer.close()


async def test_one_request_after_another_is_answered_on_a_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(3):
        writer.write(HEAD + b"X-Much: " + b"x" * 30_000 + b"\r\n\r\n")
        assert b" 200 " in await reader.readline()
        await reader.readuntil(b"hello")
    writer.close()


async def test_as_many_connections_are_allowed_as_the_system_lets_us_ask_for() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[0]), before[1]))
        connections.allow_many()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wished = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
        assert soft in (wished, min(512, before[0]))  # a system may give less than it says
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)

"""An application under a real uvicorn on a free port, in the test's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import uvicorn
from starlette.applications import Starlette

_LEAVE_SECONDS = 1.0


class _Server(uvicorn.Server):
    """Ends when it is told to: uvicorn's own looks every tenth of a second, twice, whether it may."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving, self.told_to_end = asyncio.Event(), asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the signals are pytest's

    async def main_loop(self) -> None:
        await self.on_tick(0)
        self.serving.set()
        await self.told_to_end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = asyncio.get_running_loop().time() + _LEAVE_SECONDS
        while self._under_way() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  # uvicorn keeps plain sets
            await asyncio.sleep(0.002)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    def _under_way(self) -> bool:
        return bool(self.server_state.connections or self.server_state.tasks)


def a_socket() -> socket.socket:
    """Return a socket on a free port, for a server whose application has to know its own address."""
    return uvicorn.Config(lambda: None, host="127.0.0.1", port=0).bind_socket()


@contextlib.asynccontextmanager
async def served(app: Starlette, at: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve the application until the end of the block; give its address."""
    listening = at or a_socket()
    # On a busy machine more than uvicorn's five seconds may pass between two requests, and its client would find the door closing.
    server = _Server(uvicorn.Config(app, ws="none", log_config=None, access_log=False, timeout_keep_alive=600))
    running = asyncio.create_task(server.serve([listening]))
    ready = asyncio.create_task(server.serving.wait())
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    try:
        assert ready.done(), running.exception()
        yield address(listening)
    finally:
        ready.cancel()
        server.told_to_end.set()
        await running
        listening.close()


def address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def a_client(url: str, **options: bool) -> httpx.AsyncClient:
    """Return a client for one of our servers: without TLS, so without the certificates that take longer to read than most tests to run."""
    return httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, verify=False, **options)

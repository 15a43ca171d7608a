"""Runs an ASGI application on a real loopback port in a thread, so that a real browser can reach it, and takes it away and back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

import uvicorn

from tests.fakes.gateway import PATIENCE_SECONDS
from tests.fakes.ports import a_port
from tests.fakes.serving import KEEP_ALIVE_SECONDS

Application = Callable[..., Awaitable[Any]]
T = TypeVar("T")


class Served:
    """One application on one port, made anew at each ``start``: ``stop`` and ``start`` are a gateway that is down and comes back."""

    def __init__(self, make_app: Callable[[], Application]) -> None:
        self.make_app = make_app
        self.port = a_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        config = uvicorn.Config(
            self.make_app(),
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            ws="none",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, args=(self._server,), daemon=True)
        self._thread.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise TimeoutError("the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(PATIENCE_SECONDS)
        self._server = None

    def call(self, step: Callable[..., object], *arguments: object) -> None:
        """Run a step on the server's own loop and wait for it."""
        assert self.loop is not None
        done = threading.Event()

        def run() -> None:
            step(*arguments)
            done.set()

        self.loop.call_soon_threadsafe(run)
        assert done.wait(PATIENCE_SECONDS)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's own loop and return what it returns."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    def _run(self, server: uvicorn.Server) -> None:
        async def main() -> None:
            self.loop = asyncio.get_running_loop()
            await server.serve()

        asyncio.run(main())


@contextlib.contextmanager
def running(served: Served) -> Iterator[Served]:
    served.start()
    try:
        yield served
    finally:
        served.stop()

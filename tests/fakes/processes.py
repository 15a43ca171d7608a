"""Gateways in processes of their own, for tests that kill them (``kill -9``) and start them again.

Each is forked off a process that has imported the gateway and read its content: importing anew takes two seconds of processor for every
start, and a start is no more real for it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.fakes import forked_gateway
from tests.fakes.serving import a_client

_START_SECONDS = 60.0
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([forked_gateway.__name__])


class Process:
    """As much of ``asyncio.subprocess.Process`` as tests need."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._process = _forks.Process(target=forked_gateway.run, args=(environment, log), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> None:
        while self.returncode is None:  # noqa: ASYNC110  # nothing tells of the end of a process that another one forked
            await asyncio.sleep(0.005)


@asynccontextmanager
async def a_process(folder: Path, port: int, **settings: str) -> AsyncIterator[Process]:
    """Run a gateway whose settings are the environment's and ``settings``, and which answers; it is killed at the end."""
    environment = {**os.environ, **settings, "SCRIPT_FOLDER": str(folder), "CARM_GATEWAY_PORT": str(port)}
    process = Process(environment, folder / "log")
    try:
        await _answers(port, process, folder)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answers(port: int, process: Process, folder: Path) -> None:
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    async with a_client(f"http://127.0.0.1:{port}") as http:
        while asyncio.get_running_loop().time() < deadline:
            assert process.returncode is None, (folder / "log").read_text()
            try:
                if (await http.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.02)
    raise AssertionError("the gateway did not start")

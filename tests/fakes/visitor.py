"""A person's browser, as far as the HTTP API goes: a token kept, messages sent, the stream of events read."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.gateway import PATIENCE_SECONDS


@dataclass
class Stream:
    """What has arrived on a stream; ``until`` waits for more."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    def numbers(self) -> list[int]:
        return [data["number"] for name, data in self.events if name == "message"]

    def texts(self, author: str | None = None) -> list[str]:
        return [data["text"] for name, data in self.events if name == "message" and author in (None, data["author"])]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [data for name, data in self.events if name == kind]

    async def until(self, count: int, kind: str = "message") -> None:
        await self._wait(lambda: len(self.of(kind)) >= count)

    async def reads(self, text: str) -> None:
        """Wait until somebody has said just this."""
        await self._wait(lambda: text in self.texts())

    async def until_it_ends(self) -> None:
        """Wait for its proper end; one that breaks off has none."""
        await self._wait(lambda: self.ended)

    async def _wait(self, true: Callable[[], bool]) -> None:
        async def wait() -> None:
            while not true():
                self.changed.clear()
                await self.changed.wait()

        await asyncio.wait_for(wait(), PATIENCE_SECONDS)


@dataclass
class Visitor:
    http: httpx.AsyncClient
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def start(self, language: str = "en") -> Visitor:
        response = await self.http.post("/api/v1/conversations", json={"language": language})
        assert response.status_code == 201, response.text
        self.token = response.json()["token"]
        return self

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(f"/api/v1/{path}", json=body, headers=self.headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"/api/v1/{path}", headers={**self.headers, **headers})

    async def say(self, text: str, client_id: str | None = None) -> int:
        response = await self.post("messages", client_id=client_id or secrets.token_urlsafe(9), text=text)
        assert response.status_code == 202, response.text
        number: int = response.json()["number"]
        return number

    async def thread(self) -> dict[str, Any]:
        response = await self.get("conversation")
        assert response.status_code == 200, response.text
        thread: dict[str, Any] = response.json()
        return thread

    async def answers(self, count: int, timeout_seconds: float = PATIENCE_SECONDS) -> list[str]:
        """Wait for the bot's ``count``-th answer and return all of them."""
        deadline, pause = asyncio.get_running_loop().time() + timeout_seconds, 0.02
        while True:
            answers = [message["text"] for message in (await self.thread())["messages"] if message["author"] == "bot"]
            if len(answers) >= count:
                return answers
            assert asyncio.get_running_loop().time() < deadline, f"only {len(answers)} answers came"
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, 0.2)  # who asks more often than an address may is refused before the answer comes

    @asynccontextmanager
    async def stream(self, last_seen: int | None = None) -> AsyncIterator[Stream]:
        """Open a stream of events and read it in the background."""
        headers = {**self.headers, **({} if last_seen is None else {"Last-Event-ID": str(last_seen)})}
        stream = Stream()
        async with self.http.stream("GET", "/api/v1/events", headers=headers) as response:
            assert response.status_code == 200, response.status_code
            reading = asyncio.create_task(_read(response, stream))
            try:
                yield stream
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


async def _read(response: httpx.Response, stream: Stream) -> None:
    name = data = ""
    async for line in response.aiter_lines():
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and name:
            stream.events.append((name, json.loads(data)))
            stream.changed.set()
            name = data = ""
    stream.ended = True
    stream.changed.set()

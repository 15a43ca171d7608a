"""A gateway small enough to see through: the HTTP API of issue 4 in memory, a scripted assistant, and handles for what a test must force.

The browser tests run against this one to force what the real gateway does rarely (an advisor who answers, a refusal, a lost connection).
"""

from __future__ import annotations

import asyncio
import json
import secrets
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.e2e.script import REQUESTS, Said, answer, language_of

WIDGET = Path(__file__).parents[2] / "bot" / "channels" / "widget"
_NEWS = {
    "en": ("Financial security must be given electronically.", "https://example.org/news"),
    "fr": ("La garantie financière doit être fournie par voie électronique.", "https://example.org/nouvelles"),
}


def news(language: str) -> list[dict[str, str]]:
    text, url = _NEWS[language]
    return [{"id": "bulletin", "date": "2026-02-10", "text": text, "url": url}]


@dataclass
class Conversation:
    language: str
    chosen: str | None = None
    owner: str = "bot"
    advisor: str | None = None
    place: int | None = None
    visible_from: int = 1
    messages: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    tabs: set[asyncio.Queue[tuple[str, dict[str, Any]]]] = field(default_factory=set)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def listened_to(self) -> None:
        """Wait until a tab has opened its stream: what is published before reaches nobody, and a tab can show an answer without one."""
        await self.opened.wait()

    def publish(self, event: str, data: dict[str, Any]) -> None:
        for tab in self.tabs:
            tab.put_nowait((event, data))

    def add(self, author: str, text: str, **details: Any) -> dict[str, Any]:
        message = {
            "number": len(self.messages) + 1,
            "author": author,
            "at": datetime.now(timezone.utc).isoformat(),
            "language": self.chosen or self.language,
            "text": text,
            "buttons": [],
            "sources": [],
            "outcome": "",
            "data": {},
            **details,
        }
        self.messages.append(message)
        self.publish("message", message)
        return message

    def say(self, said: Said, language: str) -> None:
        buttons = [{"id": secrets.token_hex(6), "title": title} for title in said.buttons]
        self.choices.update({button["id"]: button["title"] for button in buttons})
        sources = [dict(source) for source in said.sources]
        self.add("bot", said.text, language=language, outcome=said.outcome, buttons=buttons, sources=sources, data=said.data)

    def now_with(self, owner: str, advisor: str | None = None, place: int | None = None) -> None:
        self.owner, self.advisor, self.place = owner, advisor, place
        self.publish("owner", self.ownership())

    def ownership(self) -> dict[str, Any]:
        advisor = {"advisor": {"name": self.advisor}} if self.advisor else {}
        queue = {"queue": {"position": self.place}} if self.place else {}
        return {"owner": self.owner, **advisor, **queue}


class FakeGateway:
    """State and handles; ``app`` is what is served. All is touched from the server's own loop only (``Served.call``)."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.posts: list[str] = []
        self.feedback: list[dict[str, Any]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.lose_answers_to_posts = 0
        self.refuse_next: tuple[int, str] | None = None
        self.refuse_all: tuple[int, str] | None = None
        self.addresses: list[str] = []
        self.abouts: list[str] = []
        self.telegram = False
        self.pictures: list[tuple[str, bytes]] = []
        api = [
            Route("/about", self.about, methods=["GET"]),
            Route("/conversations", self.create, methods=["POST"]),
            Route("/conversation", self.read, methods=["GET"]),
            Route("/conversation", self.delete, methods=["DELETE"]),
            Route("/messages", self.post, methods=["POST"]),
            Route("/events", self.events, methods=["GET"]),
            Route("/language", self.choose, methods=["POST"]),
            Route("/feedback", self.judge, methods=["POST"]),
            Route("/restart", self.restart, methods=["POST"]),
            Route("/pictures", self.picture, methods=["POST"]),
            Route("/telegram-link", self.telegram_link, methods=["POST"]),
            Route("/transcript", self.transcript, methods=["GET"]),
            Route("/chart.png", self.chart, methods=["GET"]),
            Route("/calculation.csv", self.calculation, methods=["GET"]),
        ]
        cors = Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
        )
        widget = Mount("/widget", StaticFiles(directory=WIDGET))
        self.app = Starlette(routes=[Mount("/api/v1", routes=api), widget], middleware=[cors])

    @property
    def conversation(self) -> Conversation:
        """The only conversation of a test."""
        (only,) = self.conversations.values()
        return only

    def offer_to_stop(self) -> None:
        """Put a notice with a button into the only conversation, as the desk does while an advisor is awaited."""
        button = {"id": secrets.token_hex(6), "title": "Stop waiting"}
        self.conversation.choices[button["id"]] = button["title"]
        self.conversation.add("system", "An advisor has been told.", buttons=[button])

    def _of(self, request: Request) -> Conversation | None:
        self.addresses.append(str(request.url))
        return self.conversations.get(request.headers.get("Authorization", "").removeprefix("Bearer "))

    async def about(self, request: Request) -> Response:
        language = request.query_params["language"]
        self.abouts.append(language)
        return JSONResponse({"language": language, "news": news(language), "retention_days": 90, "telegram": self.telegram})

    async def create(self, request: Request) -> Response:
        body = await request.json()
        token = secrets.token_urlsafe(24)
        self.conversations[token] = Conversation(language=body.get("language", "en"))
        shown = {"language": body.get("language", "en"), "owner": "bot", "messages": []}
        return JSONResponse({"token": token, "conversation": shown}, 201)

    async def read(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        visible = [message for message in found.messages if message["number"] >= found.visible_from]
        shown = {"language": found.language, "chosen_language": found.chosen, "messages": visible}
        return JSONResponse({**shown, **found.ownership()})

    async def delete(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        self.conversations = {token: each for token, each in self.conversations.items() if each is not found}
        found.publish("deleted", {})
        return Response(status_code=204)

    async def post(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        if self.refuse_next is not None:
            (status, words), self.refuse_next = self.refuse_next, None
            return _error(status, words)
        if self.refuse_all is not None:
            return _error(*self.refuse_all)
        body = await request.json()
        client_id = body["client_id"]
        self.posts.append(client_id)
        known = next((message for message in found.messages if message.get("client_id") == client_id), None)
        if known is None:
            text = found.choices[body["button"]] if "button" in body else body["text"]
            language = found.chosen or language_of(text, found.language)
            known = found.add("person", text, language=language, client_id=client_id)
            if found.owner == "bot":
                task = asyncio.get_running_loop().create_task(self._answer(found, text, language))
                request.app.state.task = task
        if self.lose_answers_to_posts:
            self.lose_answers_to_posts -= 1
            return _error(502, "lost")
        return JSONResponse({"number": known["number"]}, 202)

    async def _answer(self, found: Conversation, text: str, language: str) -> None:
        found.publish("typing", {"on": True})
        await self.may_answer.wait()
        if "advisor" in text.casefold() or "conseiller" in text.casefold():
            found.now_with("waiting", place=2)
        elif found.owner == "bot":
            for said in answer(text, language):
                found.say(said, language)
        found.publish("typing", {"on": False})

    async def events(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        last = int(request.headers.get("Last-Event-ID") or 0)
        tab: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        tab.put_nowait(("language", {"language": found.language, "chosen_language": found.chosen}))
        tab.put_nowait(("owner", found.ownership()))
        for message in found.messages[last:]:
            tab.put_nowait(("message", message))
        found.tabs.add(tab)
        found.opened.set()

        async def stream() -> AsyncIterator[str]:
            try:
                yield ": hello\n\n"
                while True:
                    event, data = await tab.get()
                    if event == "hang up":
                        return
                    number = f"id: {data['number']}\n" if event == "message" else ""
                    yield f"{number}event: {event}\ndata: {json.dumps(data)}\n\n"
            finally:
                found.tabs.discard(tab)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def choose(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        before = found.language
        found.chosen = found.language = (await request.json())["language"]
        found.publish("language", {"language": found.language, "chosen_language": found.chosen})
        if before != found.language and found.owner == "bot" and any(message["author"] == "person" for message in found.messages):
            found.add("person", REQUESTS[found.language])
            await self._answer(found, REQUESTS[found.language], found.language)
        return Response(status_code=204)

    async def judge(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        body = await request.json()
        self.feedback.append(body)
        found.messages[body["number"] - 1]["feedback"] = {"helpful": body["helpful"]}
        return Response(status_code=204)

    async def restart(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        found.visible_from = len(found.messages) + 1
        found.add("system", "We are starting over. What would you like to know?", outcome="restart")
        return Response(status_code=204)

    async def picture(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        if self.refuse_next is not None:
            (status, words), self.refuse_next = self.refuse_next, None
            return _error(status, words)
        client_id, body = request.query_params["client_id"], await request.body()
        message = next((message for message in found.messages if message.get("client_id") == client_id), None)
        if message is None:
            self.pictures.append((request.headers["Content-Type"], body))
            picture = {"path": "/api/v1/chart.png", "width": 360, "height": 160, "alt": "Picture sent"}
            message = found.add("person", "Picture sent", client_id=client_id, data={"picture": picture})
        return JSONResponse({"number": message["number"]}, 202)

    async def telegram_link(self, request: Request) -> Response:
        if self._of(request) is None:
            return _error(401, "no_session")
        return JSONResponse({"url": "https://t.me/carm_bot?start=abc", "expires_at": "2026-11-23T20:15:00.000Z"}, 201)

    async def transcript(self, request: Request) -> Response:
        if (found := self._of(request)) is None:
            return _error(401, "no_session")
        if request.query_params["format"] == "pdf":
            return Response(b"%PDF-1.3", media_type="application/pdf")
        return PlainTextResponse("\n".join(f"{message['author']}: {message['text']}" for message in found.messages))

    async def chart(self, request: Request) -> Response:
        if self._of(request) is None:
            return _error(401, "no_session")
        return Response(_png(360, 160), media_type="image/png")

    async def calculation(self, request: Request) -> Response:
        if self._of(request) is None:
            return _error(401, "no_session")
        return PlainTextResponse("option,amount\ncash,8200.00\n", media_type="text/csv")


def _error(status: int, code: str) -> Response:
    headers = {"Retry-After": "1"} if status == 429 else {}
    return JSONResponse({"error": {"code": code, "message": f"Refused: {code}."}}, status, headers=headers)


def _png(width: int, height: int) -> bytes:
    """Two bars in two blues, without an imaging library."""
    rows = []
    for y in range(height):
        row = bytearray([0])
        for x in range(width):
            first, second = 60 <= x < 140 and y > 20, 220 <= x < 300 and y > 75
            row += b"\x10\x29\x4f" if first else b"\x1a\x5f\xb4" if second else b"\xff\xff\xff"
        rows.append(bytes(row))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")

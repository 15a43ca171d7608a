"""Telegram's Bot API as far as the channel uses it, over real HTTP: it enforces Telegram's limits and fails when it is told to.

Field and method names are those of core.telegram.org/bots/api, as python-telegram-bot models them. Updates are given out by
``getUpdates`` or sent to the webhook, one at a time for each chat and again until they are answered with 200, as Telegram does.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import random
import re
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive
from telegram import Bot

from tests.fakes.serving import a_client, served

TOKEN = "123456:AAtesttokenAAtesttokenAAtesttoken00"
BOT = {"id": 123456, "is_bot": True, "first_name": "CARM", "username": "carm_test_bot"}
# Parameters of python-telegram-bot itself, which Telegram doesn't have.
_OF_THE_LIBRARY = {"read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "filename"}
_TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}
_PHOTO_BYTES, _DOCUMENT_BYTES, _DOWNLOAD_BYTES = 10 * 2**20, 50 * 2**20, 20 * 2**20
Json = dict[str, Any]


class Refused(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True)
class Sent:
    """A message that Telegram took: ``text`` as a person reads it."""

    chat: int
    text: str
    html: str
    buttons: tuple[tuple[str, str], ...]
    method: str
    file: bytes = b""
    filename: str = ""


class _Reader(HTMLParser):
    """Reads a text in Telegram's HTML; raises on what Telegram refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text, self.open = "", list[str]()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or (tag == "a" and not dict(attributes).get("href")):
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse entities: Unexpected end tag")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise Refused(400, "Bad Request: can't parse entities: Unsupported start tag")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}.get(name, f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text += chr(int(name.removeprefix("x"), 16 if name.startswith("x") else 10))


def _read(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise Refused(400, f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag {reader.open[-1]}")
    return reader.text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class TelegramApi:
    """``faults`` is asked before each request is done: it may raise ``Refused``, or give seconds to hang before the line is cut."""

    url: str = ""
    known: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    commands: dict[str, list[str]] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: Callable[[str, Json], float] = lambda method, given: 0.0
    lose_answers_to: set[str] = field(default_factory=set)
    """Methods whose next request is done, but the answer of which never arrives."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What ``getFile`` finds, by its id; ``faults`` is asked about the file itself as the method ``download``."""
    duplicates: float = 0.0
    webhook_error: Json = field(default_factory=dict)
    """What ``getWebhookInfo`` says of the last failure: ``last_error_date``, ``last_error_message``."""
    pages: int = 0
    """How many requests are answered, in Telegram's place, with a proxy's page and status 403."""
    refused: list[str] = field(default_factory=list)
    right_token: str = TOKEN
    dice: random.Random = field(default_factory=lambda: random.Random(6))
    _update: int = 1000
    _message: int = 0
    _queue: deque[Json] = field(default_factory=deque)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _senders: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _of_chat: defaultdict[int, deque[Json]] = field(default_factory=lambda: defaultdict(deque))
    _polling: bool = False

    # What people do.

    def update(self, chat: int, **content: Any) -> int:
        """Have something happen in a chat; return the update's id."""
        self._update += 1
        update = {"update_id": self._update, **content}
        if self.webhook.get("url"):
            self._of_chat[chat].append(update)
            if chat not in self._senders:
                self._senders[chat] = asyncio.create_task(self._deliver(chat))
        else:
            self._queue.append(update)
            self._arrived.set()
        return self._update

    def message(self, chat: int, language: str = "en", *, edited: bool = False, kind: str = "private", **content: Any) -> int:
        self.known.add(chat)
        self._message += 1
        person = {"id": abs(chat), "is_bot": False, "first_name": "Pat", "language_code": language, **content.pop("from_", {})}
        at = {"id": chat, "type": kind, **({"first_name": "Pat"} if kind == "private" else {"title": "A group"})}
        body = {"message_id": self._message, "date": int(time.time()), "chat": at, "from": person, **content}
        if edited:
            return self.update(chat, edited_message={**body, "edit_date": int(time.time())})
        return self.update(chat, message=body)

    def say(self, chat: int, text: str, language: str = "en") -> int:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
        return self.message(chat, language, text=text, entities=entities)

    def photo(self, chat: int, content: bytes, language: str = "en", *, group: str = "", **more: Any) -> int:
        """Send a photo, which Telegram gives in several sizes; those of one ``group`` are an album."""
        small, large = self._file(content[:64]), self._file(content)
        sizes = [{**small, "width": 90, "height": 60}, {**large, "width": 1280, "height": 853}]
        album = {"media_group_id": group} if group else {}
        return self.message(chat, language, photo=sizes, **album, **more)

    def document(self, chat: int, content: bytes, mime_type: str, language: str = "en", **more: Any) -> int:
        return self.message(chat, language, document={**self._file(content), "file_name": "x", "mime_type": mime_type}, **more)

    def _file(self, content: bytes) -> Json:
        name = f"file{len(self.files)}"
        self.files[name] = content
        return {"file_id": name, "file_unique_id": f"u{name}", "file_size": len(content)}

    def press(self, chat: int, data: str, language: str = "en") -> int:
        self._message += 1
        person = {"id": chat, "is_bot": False, "first_name": "Pat", "language_code": language}
        shown = {
            "message_id": 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Pat"},
            "from": BOT,
            "text": "?",
        }
        query = {"id": f"q{self._message}", "from": person, "message": shown, "chat_instance": "1", "data": data}
        return self.update(chat, callback_query=query)

    def block(self, chat: int, on: bool = True) -> int:
        (self.blocked.add if on else self.blocked.discard)(chat)
        person = {"id": chat, "is_bot": False, "first_name": "Pat", "language_code": "en"}
        now = {"status": "kicked", "user": BOT, "until_date": 0} if on else {"status": "member", "user": BOT}
        was = {"status": "member", "user": BOT} if on else {"status": "kicked", "user": BOT, "until_date": 0}
        change = {"chat": {"id": chat, "type": "private", "first_name": "Pat"}, "from": person, "date": int(time.time())}
        return self.update(chat, my_chat_member={**change, "old_chat_member": was, "new_chat_member": now})

    # What a test looks at.

    def to(self, chat: int) -> list[str]:
        """Return the texts that a chat was sent."""
        return [sent.text for sent in self.sent if sent.chat == chat]

    def buttons(self, chat: int) -> dict[str, str]:
        """Return the buttons under the last message of a chat that has any, with what they send."""
        return dict(next((sent.buttons for sent in reversed(self.sent) if sent.chat == chat and sent.buttons), ()))

    async def until(self, true: Callable[[], bool], timeout_seconds: float = 60.0) -> None:
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        while not true():
            assert asyncio.get_running_loop().time() < deadline, "it never came true"
            await asyncio.sleep(0.01)

    async def got(self, chat: int, count: int, timeout_seconds: float = 60.0) -> list[str]:
        """Wait until a chat was sent ``count`` messages and return them."""
        try:
            await self.until(lambda: len(self.to(chat)) >= count, timeout_seconds)
        except AssertionError:
            raise AssertionError(f"only {self.to(chat)}, refused: {self.refused}") from None
        return self.to(chat)

    # The server.

    async def answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        if self.pages and method != "getUpdates":
            self.pages -= 1
            return Response("<html><h1>403 Forbidden</h1></html>", 403, media_type="text/html")
        if request.path_params["token"] != self.right_token:
            return JSONResponse({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        given, files = await _given(request)
        self.calls.append(method)
        try:
            if hang := self.faults(method, given):
                await asyncio.sleep(hang)
                return _NoAnswer()
            if unknown := {*given, *files} - parameters(method):
                raise Refused(400, f"Bad Request: the test knows no {sorted(unknown)}")
            result = await (self._updates(given, request.receive) if method == "getUpdates" else self._do(method, given, files))
        except Refused as fault:
            self.refused.append(fault.description)
            body = {"ok": False, "error_code": fault.code, "description": fault.description}
            if fault.parameters:
                body["parameters"] = fault.parameters
            return JSONResponse(body, fault.code)
        if method in self.lose_answers_to:
            self.lose_answers_to.discard(method)
            return _NoAnswer()
        return JSONResponse({"ok": True, "result": result})

    async def file(self, request: Request) -> Response:
        content = self.files.get(request.path_params["path"].partition("/")[2])
        if content is None or request.path_params["token"] != self.right_token:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        self.calls.append("download")
        try:
            if hang := self.faults("download", {}):
                await asyncio.sleep(hang)
                return _NoAnswer()
        except Refused as fault:
            return JSONResponse({"ok": False, "error_code": fault.code, "description": fault.description}, fault.code)
        return Response(content, media_type="application/octet-stream")

    async def _do(self, method: str, given: Json, files: dict[str, tuple[str, bytes]]) -> Any:
        if method == "getMe":
            return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}
        if method in ("sendMessage", "sendPhoto", "sendDocument"):
            return self._send(method, given, files)
        if method == "sendChatAction":
            self.actions.append(self._chat(given))
            return True
        if method == "answerCallbackQuery":
            if _units(given.get("text", "")) > 200:
                raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
            self.answered[given["callback_query_id"]] = given.get("text", "")
            return True
        if method == "getFile":
            content = self.files.get(given["file_id"])
            if content is None:
                raise Refused(400, "Bad Request: invalid file_id")
            if len(content) > _DOWNLOAD_BYTES:
                raise Refused(400, "Bad Request: file is too big")
            name = given["file_id"]
            return {"file_id": name, "file_unique_id": f"u{name}", "file_size": len(content), "file_path": f"photos/{name}"}
        if method == "setMyCommands":
            return self._set_commands(given)
        if method == "setWebhook":
            return self._set_webhook(given)
        if method == "getWebhookInfo":
            waiting = len(self._queue) + sum(map(len, self._of_chat.values()))
            url = self.webhook.get("url", "")
            return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting, **self.webhook_error}
        if method == "deleteWebhook":
            self.webhook = {}
            return True
        raise Refused(404, "Not Found")

    def _send(self, method: str, given: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        chat = self._chat(given)
        html = given.get("text" if method == "sendMessage" else "caption", "")
        if given.get("parse_mode") not in (None, "HTML"):
            raise Refused(400, "Bad Request: unsupported parse_mode")
        text = _read(html) if given.get("parse_mode") == "HTML" else html
        if method == "sendMessage" and not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if _units(text) > (4096 if method == "sendMessage" else 1024):
            raise Refused(
                400, "Bad Request: message is too long" if method == "sendMessage" else "Bad Request: message caption is too long"
            )
        if method == "sendMessage" and not (given.get("link_preview_options") or {}).get("is_disabled"):
            raise Refused(400, "Bad Request: the test wants no previews")
        name, content = files.get({"sendPhoto": "photo", "sendDocument": "document"}.get(method, ""), ("", b""))
        if len(content) > (_PHOTO_BYTES if method == "sendPhoto" else _DOCUMENT_BYTES):
            raise Refused(413, "Request Entity Too Large")
        if method != "sendMessage" and not content:
            raise Refused(400, "Bad Request: there is no file in the request")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        self._message += 1
        self.sent.append(Sent(chat, text, html, _buttons(given), method, content, name))
        at = {"id": chat, "type": "private", "first_name": "Pat"}
        return {"message_id": self._message, "date": int(time.time()), "chat": at, "from": BOT, "text": text}

    def _chat(self, given: Json) -> int:
        chat = int(given["chat_id"])
        if chat not in self.known:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _set_commands(self, given: Json) -> bool:
        commands = given["commands"]
        for command in commands:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[given.get("language_code", "")] = [f"{command['command']}: {command['description']}" for command in commands]
        return True

    def _set_webhook(self, given: Json) -> bool:
        if not re.fullmatch("[A-Za-z0-9_-]{1,256}", given.get("secret_token", "x")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = given
        while self._queue:
            update = self._queue.popleft()
            chat = _chat_of(update)
            self._of_chat[chat].append(update)
            if chat not in self._senders:
                self._senders[chat] = asyncio.create_task(self._deliver(chat))
        return True

    async def _updates(self, asked: Json, receive: Receive) -> list[Json]:
        offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", 100))
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()
        if not self._queue:
            self._arrived.clear()
        # A poll is over as soon as who asked is gone, killed perhaps: the next one is no conflict.
        ends = [asyncio.ensure_future(end) for end in (self._arrived.wait(), receive())]
        self._polling = True
        try:
            if not self._queue:
                await asyncio.wait(ends, timeout=float(asked.get("timeout", 0)), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._polling = False
            for end in ends:
                end.cancel()
        given = list(self._queue)[:limit]
        if given and self.dice.random() < self.duplicates:
            given = given + given[:3]  # more than Telegram does, which only repeats what wasn't confirmed
        return given

    async def _deliver(self, chat: int) -> None:
        """Send a chat's updates to the webhook in their order, each until it was answered with 200."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        async with a_client("") as http:
            while self._of_chat[chat]:
                update = self._of_chat[chat][0]
                times = 2 if self.dice.random() < self.duplicates else 1
                try:
                    codes = [(await http.post(self.webhook["url"], json=update, headers=headers)).status_code for _ in range(times)]
                except httpx.HTTPError:
                    codes = [0]
                if codes[0] == 200:
                    self._of_chat[chat].popleft()
                else:
                    await asyncio.sleep(0.1)
        del self._senders[chat]


@cache
def parameters(method: str) -> set[str]:
    """Return what a method takes, as python-telegram-bot models it."""
    modelled = getattr(Bot, re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", method), None)
    if modelled is None:
        raise Refused(404, "Not Found")
    return set(inspect.signature(modelled).parameters) - {"self", *_OF_THE_LIBRARY}


class _NoAnswer(Response):
    """Closes the connection without a word."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        raise ConnectionResetError("on purpose")


async def _given(request: Request) -> tuple[Json, dict[str, tuple[str, bytes]]]:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        form = _multipart(await request.body(), kind)
        return {name: _value(value.decode()) for name, (file, value) in form.items() if not file}, {
            name: (file, value) for name, (file, value) in form.items() if file
        }
    if kind.startswith("application/json"):
        return json.loads(await request.body() or b"{}"), {}
    from urllib.parse import parse_qsl

    return {name: _value(value) for name, value in parse_qsl((await request.body()).decode(), keep_blank_values=True)}, {}


def _multipart(body: bytes, kind: str) -> dict[str, tuple[str, bytes]]:
    """Read a form with files (python-multipart isn't installed): each field's file name, ``""`` for none, and its content."""
    boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode()
    fields = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = head.decode()
        name, file = re.search(r'[; ]name="([^"]*)"', said), re.search(r'filename="([^"]*)"', said)
        assert name is not None
        fields[name[1]] = (file[1] if file else "", content.removesuffix(b"\r\n"))
    return fields


def _value(text: str) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, (dict, list)) else text


def _buttons(given: Json) -> tuple[tuple[str, str], ...]:
    found = []
    for row in (given.get("reply_markup") or {}).get("inline_keyboard", ()):
        for button in row:
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if not button["text"].strip():
                raise Refused(400, "Bad Request: text buttons are allowed only with text")
            found.append((button["text"], button["callback_data"]))
    return tuple(found)


def _chat_of(update: Json) -> int:
    found = update.get("message") or update.get("edited_message") or update.get("my_chat_member") or update["callback_query"]["message"]
    chat: int = found["chat"]["id"]
    return chat


@contextlib.asynccontextmanager
async def telegram_running() -> AsyncIterator[TelegramApi]:
    api = TelegramApi()
    methods = Route("/bot{token}/{method}", api.answer, methods=["POST", "GET"])
    app = Starlette(routes=[methods, Route("/file/bot{token}/{path:path}", api.file, methods=["GET"])])
    async with served(app) as api.url:
        try:
            yield api
        finally:
            for task in tuple(api._senders.values()):
                task.cancel()
            api._arrived.set()

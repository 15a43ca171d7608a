"""The chart, page and table of a calculation in a conversation: drawn when they are asked for, for the conversation's own person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.context import Web, client_address
from bot.channels.numbers import whole_number
from bot.content.web import WebWords
from bot.conversation.model import Message
from bot.documents import alt_text, calculation_csv, calculation_pdf, chart_png
from bot.language import Language
from bot.ottawa import day_of

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class _Kind:
    make: Callable[[Mapping[str, Any], Language, date], bytes]
    media_type: str


KINDS = {
    "png": _Kind(chart_png, "image/png"),
    "pdf": _Kind(calculation_pdf, "application/pdf"),
    "csv": _Kind(calculation_csv, "text/csv; charset=utf-8"),
}


class Documents:
    """``GET /api/v1/messages/{number}/security.{kind}``, behind the session as everything of a conversation."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def security(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        self._web.limits.address.spend(client_address(request))
        number, kind = whole_number(request.path_params["number"]), KINDS.get(request.path_params["kind"])
        if number is None:
            raise HTTPException(404)
        thread = await self._web.conversations.thread(conversation, after=number - 1)
        message = next((each for each in thread.messages if each.number == number), None)
        if kind is None or message is None or not calculation_in(message):
            raise HTTPException(404)
        # Drawing takes a tenth of a second: never on the event loop.
        made = await asyncio.to_thread(kind.make, message.data["calculation"], message.language, day_of(message.at))
        name = self._web.words.say("chat.security_file", message.language)
        disposition = f'attachment; filename="{name}.{request.path_params["kind"]}"'
        return Response(made, media_type=kind.media_type, headers={**_HEADERS, "Content-Disposition": disposition})


def calculation_in(message: Message) -> bool:
    return isinstance(message.data.get("calculation"), Mapping)


def shown_data(message: Message, words: WebWords) -> dict[str, Any]:
    """Return a message's data as its person's client gets it: a calculation becomes a picture with its text, and files."""
    data = {name: value for name, value in message.data.items() if name != "calculation"}
    if not calculation_in(message):
        return data
    address = f"/api/v1/messages/{message.number}/security"
    alt = alt_text(message.data["calculation"], message.language, day_of(message.at))
    files = [{"title": words.say(f"chat.security_{kind}", message.language), "url": f"{address}.{kind}"} for kind in ("pdf", "csv")]
    return {**data, "image": {"url": f"{address}.png", "alt": alt}, "files": files}

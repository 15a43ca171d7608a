"""Turns errors into answers that a person can read, in their language, and log lines that hold none of their words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.context import Web
from bot.channels.limits import TooMany
from bot.content.web import WebWords
from bot.errors import BotError
from bot.formatting import number
from bot.language import Language

log = structlog.get_logger(__name__)

_STATUS = {
    "bad_request": 400,
    "no_session": 401,
    "origin_not_allowed": 403,
    "unknown_message": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "with_advisor": 409,
    "owner_forbids": 409,
    "picture_unexpected": 409,
    "too_many_pictures": 409,
    "already_claimed": 409,
    "conversation_changed": 409,
    "conversation_gone": 410,
    "body_too_large": 413,
    "picture_too_large": 413,
    "picture_kind": 415,
    "empty_text": 422,
    "picture_unreadable": 422,
    "text_too_long": 422,
    "unknown_button": 422,
    "too_many": 429,
    "too_many_streams": 429,
    "storage_unavailable": 503,
    "telegram_off": 503,
    "telegram_picture_lost": 503,
}


def accepted_language(header: str) -> Language:
    """Return the first of our languages that an ``Accept-Language`` header names, English when it names none."""
    return next((found for part in header.split(",") if (found := Language.of(part.split(";")[0]))), Language.EN)


def words_for(words: WebWords, error: BotError, language: Language) -> str:
    key = f"errors.{error.code}"
    if key not in words:
        key = "errors.unexpected"
    values = {name: number(value, language) if isinstance(value, int) else value for name, value in error.details.items()}
    return words.say(key, language, **(values or {"": ""}))


def status_of(error: BotError) -> int:
    return _STATUS.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)


class Problems:
    """Starlette's exception handlers."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def known(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, BotError)
        status = status_of(error)
        self._web.metrics.refused.labels(error.code).inc()
        details = {name: value for name, value in error.details.items() if isinstance(value, (int, str))}
        (log.error if status >= 500 else log.info)("http.refused", code=error.code, **details)
        return error_response(self._web.words, error, await self._language(request))

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = "method_not_allowed" if error.status_code == 405 else "not_found" if error.status_code == 404 else "bad_request"
        text = self._web.words.say(f"errors.{code}", await self._language(request))
        return _json(error.status_code, code, text, dict(error.headers or {}))

    async def left(self, request: Request, error: Exception) -> Response:
        """Answer who went before their request was whole, as on a bad network: no defect, and nobody reads it."""
        log.info("http.client_left")
        return Response(status_code=HTTPStatus.BAD_REQUEST)

    async def unexpected(self, request: Request, error: Exception) -> Response:
        log.error("http.unexpected", kind=type(error).__name__)  # the server logs the traceback
        return _json(500, "unexpected", self._web.words.say("errors.unexpected", _hinted(request)), {})

    async def _language(self, request: Request) -> Language:
        """Return the conversation's language where the request has one, else what the browser asks for."""
        conversation = getattr(request.state, "conversation", None)
        if conversation is not None:
            try:
                return (await self._web.conversations.get(conversation)).language
            except BotError:
                pass
        return _hinted(request)


def error_response(words: WebWords, error: BotError, language: Language) -> Response:
    status = status_of(error)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else {"Retry-After": "2"} if status == 503 else {}
    return _json(status, error.code if f"errors.{error.code}" in words else "unexpected", words_for(words, error, language), headers)


def _hinted(request: Request) -> Language:
    return getattr(request.state, "language", None) or accepted_language(request.headers.get("accept-language", ""))


def _json(status: int, code: str, message: str, headers: dict[str, Any]) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status, {"Cache-Control": "no-store", **headers})

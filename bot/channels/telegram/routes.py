"""What the gateway answers for Telegram: the webhook, and the website's wish for a link into Telegram."""

from __future__ import annotations

import hmac
import json

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.context import Web, client_address
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.settings import WEBHOOK_PATH
from bot.channels.wire import moment
from bot.errors import BotError

LINK_PATH = "/api/v1/telegram-link"
log = structlog.get_logger(__name__)


class TelegramOff(BotError):
    """There is no Telegram to link to: no token, or Telegram hasn't been reached yet."""

    code = "telegram_off"


def routes(web: Web, telegram: Telegram) -> list[BaseRoute]:
    """Return the routes; they come before the website's, since those end in ``Mount``s that answer for all below them."""
    receiver = Receiver(web, telegram)
    return [
        Route(WEBHOOK_PATH, receiver.webhook, methods=["POST"]),
        Route(LINK_PATH, receiver.link, methods=["POST"]),
    ]


class Receiver:
    def __init__(self, web: Web, telegram: Telegram) -> None:
        self._web, self._telegram = web, telegram

    async def webhook(self, request: Request) -> Response:
        """Take an update in. 200 says that it is stored; 503 (the error handler's, for the storage) that it has to be sent again."""
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode("utf-8", "replace")
        if not self._telegram.settings.is_on or not hmac.compare_digest(given, self._telegram.secret.encode("ascii")):
            self._web.limits.strangers.spend(client_address(request))
            return Response(status_code=404)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            update = None
        if isinstance(update, dict):
            await self._telegram.receive(update)
        else:
            log.error("telegram.update_unreadable", kind="json")
        return Response()

    async def link(self, request: Request) -> Response:
        """Issue a one-time link that moves this session's conversation to Telegram."""
        conversation = self._web.conversation_of(request)
        self._web.spend(request, conversation)
        if self._telegram.link("") is None:
            raise TelegramOff()
        payload, expires_at = await self._telegram.moving.issue(conversation)
        body = {"url": self._telegram.link(payload), "expires_at": moment(expires_at)}
        return JSONResponse(body, 201, {"Cache-Control": "no-store"})

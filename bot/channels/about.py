"""What anyone may know before they write: news of the day, how long words are kept, whether Telegram is there. Nothing of any person."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.context import Web, client_address
from bot.channels.problems import accepted_language
from bot.channels.wire import BadRequest, news_json
from bot.language import Language
from bot.ottawa import day_of

_HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}


class About:
    """``GET /api/v1/about``. ``telegram_is_on`` is asked each time: Telegram is reached some time after the start."""

    def __init__(self, web: Web, telegram_is_on: Callable[[], bool]) -> None:
        self._web, self._telegram_is_on = web, telegram_is_on

    async def about(self, request: Request) -> Response:
        asked = request.query_params.get("language")
        language = accepted_language(request.headers.get("accept-language", "")) if asked is None else Language.of(asked)
        if language is None:
            raise BadRequest(field="language")
        self._web.limits.address.spend(client_address(request))
        body = {
            "language": language.value,
            "news": news_json(self._web.news, day_of(self._web.clock()), language),
            "retention_days": self._web.settings.retention_days,
            "telegram": self._telegram_is_on(),
        }
        return JSONResponse(body, headers=_HEADERS)

"""The web channel: which address is answered by what, and the guards around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.about import About
from bot.channels.api import Api
from bot.channels.chat import Chat
from bot.channels.context import Web
from bot.channels.demo import Demo
from bot.channels.documents import Documents
from bot.channels.downloads import Downloads
from bot.channels.files import PublicFiles
from bot.channels.modules import Modules
from bot.channels.operations import Operations
from bot.channels.origins import OriginGuard
from bot.channels.pages import Pages
from bot.channels.pictures import BODY_BYTES, PicturesApi
from bot.channels.problems import Problems
from bot.channels.protection import BodyLimit, Observed, SecurityHeaders
from bot.channels.stream import Streams
from bot.channels.telegram.settings import WEBHOOK_PATH
from bot.channels.wire import PICTURES_PATH
from bot.errors import BotError

# 4,096 characters can be 49 KB of JSON, twice that with the message that is replied to, and each formatted word adds to it.
_UPDATE_BYTES = 1_048_576
_LARGER = {WEBHOOK_PATH: _UPDATE_BYTES, **dict.fromkeys((PICTURES_PATH, "/chat/pictures", "/fr/chat/pictures"), BODY_BYTES)}


def routes(web: Web, telegram_is_on: Callable[[], bool] = lambda: False) -> list[BaseRoute]:
    downloads, streams, operations, pages = Downloads(web), Streams(web), Operations(web), Pages(web.words)
    api, demo, chat, pictures = Api(web, downloads), Demo(pages), Chat(web, pages, downloads), PicturesApi(web)
    return [
        Mount(
            "/api/v1",
            routes=[
                Route("/about", About(web, telegram_is_on).about, methods=["GET"]),
                Route("/conversations", api.start, methods=["POST"]),
                Route("/conversation", api.conversation, methods=["GET"]),
                Route("/conversation", api.delete, methods=["DELETE"]),
                Route("/messages", api.say, methods=["POST"]),
                Route("/pictures", pictures.send, methods=["POST"]),
                Route("/pictures/{picture:str}", pictures.picture, methods=["GET"]),
                Route("/events", streams.events, methods=["GET"]),
                Route("/language", api.language, methods=["POST"]),
                Route("/feedback", api.feedback, methods=["POST"]),
                Route("/restart", api.restart, methods=["POST"]),
                Route("/transcript", api.transcript, methods=["GET"]),
                Route("/messages/{number:str}/security.{kind:str}", Documents(web).security, methods=["GET"]),
            ],
        ),
        Route("/", demo.english, methods=["GET"]),
        Route("/fr", demo.french, methods=["GET"]),
        *(route for prefix in ("", "/fr") for route in _chat_routes(chat, prefix)),
        Route("/healthz", operations.healthz, methods=["GET"]),
        Route("/readyz", operations.readyz, methods=["GET"]),
        Route("/metrics", operations.metrics, methods=["GET"]),
        Route("/csp-report", operations.csp_report, methods=["POST"]),
        Mount("/widget", GZipMiddleware(Modules(web.settings.widget_folder))),
        Mount("/static", GZipMiddleware(PublicFiles(Path(__file__).parent / "static"))),
    ]


def middleware(web: Web) -> list[Middleware]:
    """The guards, outermost first."""
    settings = web.settings
    return [
        Middleware(SecurityHeaders, https=settings.is_https),
        Middleware(Observed, metrics=web.metrics),
        Middleware(OriginGuard, allowed=settings.allowed_origins, public_url=settings.public_url, words=web.words, metrics=web.metrics),
        Middleware(BodyLimit, limit=settings.body_limit_bytes, larger=_LARGER),
    ]


def exception_handlers(web: Web) -> dict[type[Exception], object]:
    problems = Problems(web)
    return {BotError: problems.known, HTTPException: problems.http, ClientDisconnect: problems.left, Exception: problems.unexpected}


def _chat_routes(chat: Chat, prefix: str) -> list[Route]:
    return [
        Route(f"{prefix}/chat", chat.page, methods=["GET"]),
        Route(f"{prefix}/chat/messages", chat.say, methods=["POST"]),
        Route(f"{prefix}/chat/pictures", chat.send_picture, methods=["POST"]),
        Route(f"{prefix}/chat/pictures/{{picture:str}}", chat.picture, methods=["GET"]),
        Route(f"{prefix}/chat/language", chat.language, methods=["POST"]),
        Route(f"{prefix}/chat/feedback", chat.feedback, methods=["POST"]),
        Route(f"{prefix}/chat/restart", chat.restart, methods=["POST"]),
        Route(f"{prefix}/chat/delete", chat.delete, methods=["POST"]),
        Route(f"{prefix}/chat/transcript", chat.transcript, methods=["GET"]),
    ]

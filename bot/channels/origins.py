"""Which sites may use the gateway from a browser: ourselves, and the origins the operator allows.

Checked here for every request that names an origin, not left to the browser alone: a site that isn't allowed gets no answer to read
and causes nothing. Pages with forms take posts from our own pages only, which is what keeps another site from posting in a person's name.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.metrics import Metrics
from bot.channels.problems import accepted_language, error_response
from bot.content.web import WebWords
from bot.errors import BotError

_METHODS = "GET, POST, DELETE"
_HEADERS = "Authorization, Content-Type, Last-Event-ID, Accept-Language"
_EXPOSED = "Retry-After, Content-Disposition"
_PREFLIGHT_SECONDS = "600"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class OriginNotAllowed(BotError):
    """A page of a site that the operator did not allow."""

    code = "origin_not_allowed"


class OriginGuard:
    """ASGI middleware for CORS under ``/api`` and ``/widget`` and for posts to ``/chat``."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str], public_url: str, words: WebWords, metrics: Metrics) -> None:
        self._app, self._allowed, self._public_url, self._words, self._metrics = app, allowed, public_url, words, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        origin = headers.get("origin")
        is_api, is_widget = path.startswith("/api/"), path.startswith("/widget/")
        own = origin is None or self._is_own(origin, headers.get("host", ""))
        shared = origin in self._allowed
        if (
            not own
            and not (shared and (is_api or is_widget))
            and (is_api or method not in ("GET", "HEAD", "OPTIONS"))
            and path != "/csp-report"
        ):
            error = OriginNotAllowed()
            self._metrics.refused.labels(error.code).inc()
            response = error_response(self._words, error, accepted_language(headers.get("accept-language", "")))
            response.headers["Vary"] = "Origin"
            await response(scope, receive, send)
        elif shared and (is_api or is_widget) and method == "OPTIONS" and "access-control-request-method" in headers:
            await send({"type": "http.response.start", "status": 204, "headers": _preflight(origin or "")})
            await send({"type": "http.response.body", "body": b""})
        elif is_api or is_widget:
            await self._app(scope, receive, _with_cors(send, origin if shared else None))
        else:
            await self._app(scope, receive, send)

    def _is_own(self, origin: str, host: str) -> bool:
        # Behind a proxy that ends TLS the scheme we see isn't the browser's, so the host decides.
        # Where the public URL isn't known, the gateway is on a developer's own machine.
        try:
            named = urlsplit(origin)
        except ValueError:  # half of an IPv6 address, which no browser sends
            return False
        if self._public_url and named.hostname not in _LOOPBACK:
            return origin == self._public_url
        return named.netloc.lower() == host.lower()


def _preflight(origin: str) -> list[tuple[bytes, bytes]]:
    headers = MutableHeaders()
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Allow-Methods"] = _METHODS
    headers["Access-Control-Allow-Headers"] = _HEADERS
    headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    headers["Vary"] = "Origin"
    return headers.raw


def _with_cors(send: Send, origin: str | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = _EXPOSED
        await send(message)

    return sending

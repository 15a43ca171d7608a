"""Guards around every request: security headers on the way out, a limit on the body's size and time on the way in, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from anyio import current_time, fail_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.metrics import Metrics
from bot.errors import BotError

_BODY_SECONDS = 20.0
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-report; report-to csp"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Reporting-Endpoints": 'csp="/csp-report"',
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it, browsers send "Origin: null" with our own forms and they could not be told from a stranger's.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BodyTooLarge(BotError):
    """A request body above ``limit`` bytes."""

    code = "body_too_large"


class BodyTooSlow(BotError):
    """A request body that did not arrive in time."""

    code = "bad_request"


class SecurityHeaders:
    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class BodyLimit:
    """Errors are raised where the handler reads the body, so that they are answered like any other."""

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None) -> None:
        self._app, self._usual, self._larger = app, limit, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._usual)
        announced = Headers(scope=scope).get("content-length", "0")
        received, complete, due = 0, False, 0.0

        async def receiving() -> Message:
            nonlocal received, complete, due
            if complete:  # only the end of the connection is awaited now, which may take as long as it likes
                return await receive()
            if announced.isdigit() and int(announced) > limit:
                raise BodyTooLarge(limit=limit)
            # Of a larger one it is enough that it comes on.
            due = due if due and limit == self._usual else current_time() + _BODY_SECONDS
            try:
                with fail_after(due - current_time()):
                    message = await receive()
            except TimeoutError:
                raise BodyTooSlow() from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > limit:
                raise BodyTooLarge(limit=limit)
            return message

        await self._app(scope, receiving, send)


class Observed:
    """Counts requests by the handler that answered them, and times all but streams."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            endpoint = scope.get("endpoint")
            route = "none" if endpoint is None else getattr(endpoint, "__qualname__", type(endpoint).__name__)
            self._metrics.requests.labels(route, str(int(status))).inc()  # an HTTPStatus would be counted under its name
            if route != "Streams.events":
                self._metrics.request_seconds.labels(route).observe(perf_counter() - began)

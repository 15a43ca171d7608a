"""For operators and browsers rather than people: health, readiness, metrics, reports of the content security policy."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.context import Web, client_address
from bot.conversation.chats import of
from bot.conversation.store import UnitOfWork
from bot.errors import BotError

_READY_SECONDS = 3.0
_MOST_REPORTS = 10_000
_DIRECTIVE = re.compile(r"[a-z][a-z-]{0,39}")
_ORIGIN = re.compile(r"[a-z][a-z+.-]{0,19}://[\w.:\[\]-]{1,150}(?=[/?#]|$)|[a-z-]{1,40}$", re.ASCII)
_PAGE = re.compile(r'[!"$->@-~]{1,200}')
_LOOPBACK = {"127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "::/64"}
log = structlog.get_logger(__name__)


class Operations:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def healthz(self, request: Request) -> Response:
        """The process runs and its event loop turns."""
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def readyz(self, request: Request) -> Response:
        """Ready to take messages. An assistant that is down doesn't make it unready: messages are kept and people told."""
        try:
            await asyncio.wait_for(self._web.ledger.check(), _READY_SECONDS)
            storage = True
        except (BotError, asyncio.TimeoutError):
            storage = False
        state: dict[str, object] = {"storage": storage, "assistant": await self._web.turns.watch.check()}
        state |= {name: condition() for name, condition in self._web.conditions.items()}
        return JSONResponse({"ready": storage, **state}, 200 if storage else 503, {"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        if not self._may_read_metrics(request):
            raise HTTPException(404)
        metrics = self._web.metrics
        metrics.open_streams.set(self._web.limits.streams.open)
        metrics.engine_up.set(await self._web.turns.watch.check())
        claimed, waiting = await self._web.ledger.read(lambda unit: (unit.audit.bot_messages_after_claim(), of(unit).depth()))
        metrics.bot_after_claim.set(claimed)
        metrics.telegram_waiting.set(waiting.count)
        metrics.telegram_waiting_seconds.set((self._web.clock() - waiting.oldest).total_seconds() if waiting.oldest else 0)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def csp_report(self, request: Request) -> Response:
        """Store which rule was broken and by what, without paths or queries, which may tell about a person."""
        self._web.limits.strangers.spend(client_address(request))
        reports = _reports(await request.body())
        for fields in reports:
            self._web.metrics.csp_reports.inc()
            log.warning("csp.violation", directive=fields["directive"], blocked=fields["blocked"])

        def work(unit: UnitOfWork) -> None:
            if unit.reports.count() < _MOST_REPORTS:
                for fields in reports:
                    unit.reports.add(self._web.clock(), fields)

        await self._web.ledger.write(work)
        return Response(status_code=204)

    def _may_read_metrics(self, request: Request) -> bool:
        token = self._web.settings.metrics_token
        if token:
            return hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
        return client_address(request) in _LOOPBACK


def _reports(body: bytes) -> list[dict[str, str]]:
    """Read both forms that browsers send: ``report-uri``'s single object and ``report-to``'s list."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return []
    entries = [entry.get("body") for entry in given if isinstance(entry, dict)] if isinstance(given, list) else [None]
    if isinstance(given, dict):
        entries = [given.get("csp-report")]
    return [_fields(entry) for entry in entries[:10] if isinstance(entry, dict)]


def _fields(entry: dict[str, Any]) -> dict[str, str]:
    """Return what is kept of a report. Anybody can send one, so only what looks like a directive or an address is."""

    def first(form: re.Pattern[str], *names: str) -> str:
        found = form.match(next((str(entry[name]) for name in names if entry.get(name)), ""))
        return found[0] if found else ""

    return {
        "directive": first(_DIRECTIVE, "effectiveDirective", "effective-directive", "violated-directive"),
        "blocked": first(_ORIGIN, "blockedURL", "blocked-uri"),
        "document": first(_PAGE, "documentURL", "document-uri"),
        "source": first(_ORIGIN, "sourceFile", "source-file"),
    }

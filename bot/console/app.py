"""The advisors' console, put together: its pages, and what it does by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.context import Web
from bot.channels.files import PublicFiles
from bot.console.accounts import AccountPages
from bot.console.cases import CasePages
from bot.console.content import ContentPages
from bot.console.elsewhere import Elsewhere
from bot.console.frame import Frame
from bot.console.packets import PacketPages
from bot.console.pictures import PicturePages
from bot.console.reports import ReportPages
from bot.desk.build import DeskParts
from bot.errors import BotError

_LOOK_AGAIN_SECONDS = 30.0
log = structlog.get_logger(__name__)


class Console:
    def __init__(self, web: Web, parts: DeskParts) -> None:
        self._frame = Frame(web, parts)
        self._silence = parts.silence(web.ledger, web.clock)

    async def look_after_those_who_wait(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            try:
                await self._frame.desk.release_those_who_wait_too_long()
                await self._silence.look()
            except BotError as error:
                log.error("desk.release_failed", code=error.code)
            except Exception:  # a defect: those who wait later must not wait for a restart
                log.exception("desk.release_failed")

    def routes(self) -> list[BaseRoute]:
        """Return the routes under ``/console``."""
        cases = CasePages(self._frame)
        pages = [*AccountPages(self._frame).routes(), *cases.routes(), *PicturePages(self._frame).routes()]
        pages += [*ReportPages(self._frame).routes(), *ContentPages(self._frame).routes(), *PacketPages(self._frame).routes()]
        return [
            Mount("/console/static", PublicFiles(Path(__file__).parent / "static")),
            Mount("/console", routes=[*pages, *Elsewhere(self._frame).routes()]),
            Route("/console", self._frame.refused(cases.queue), methods=["GET"]),
        ]

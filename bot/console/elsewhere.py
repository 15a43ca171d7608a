"""Addresses under the console that are no page: a person gets a page all the same, and a step's address leads to its case."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.console.frame import Frame, to
from bot.console.gate import ANYONE
from bot.desk.errors import NoSuchPage


class Elsewhere:
    """To be matched after all pages."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[BaseRoute]:
        page = self._frame.page
        return [page("/cases/{reference}/{step}", self.step), page("/{rest:path}", self.nothing)]

    async def step(self, request: Request) -> Response:
        """Show the case: a browser that is opened again asks for the address where it was, which took a form."""
        await self._frame.gate.who(request, ANYONE)
        return to(f"/console/cases/{request.path_params['reference']}")

    async def nothing(self, request: Request) -> Response:
        await self._frame.gate.who(request, ANYONE)
        if not request.path_params["rest"]:
            return to("/console")
        raise NoSuchPage()

"""The pictures of a case: for who works on cases, one by one, only those of the case's own conversation."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.pictures import picture_response
from bot.console.cases import reference_of
from bot.console.frame import Frame
from bot.console.gate import CASE_WORKERS


class PicturePages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[BaseRoute]:
        return [self._frame.page("/cases/{reference}/pictures/{picture}", self.picture)]

    async def picture(self, request: Request) -> Response:
        await self._frame.gate.who(request, CASE_WORKERS)
        reference = reference_of(request)
        case = await self._frame.web.ledger.read(lambda unit: unit.cases.get(reference))
        return picture_response(await self._frame.web.pictures.get(case.conversation, request.path_params["picture"]))

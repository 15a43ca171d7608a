"""Files of a case: the packet that goes to CBSA, and the security calculation that the person made in the conversation."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.documents import KINDS
from bot.console.cases import reference_of
from bot.console.frame import Frame
from bot.console.gate import CASE_WORKERS
from bot.console.matter import last_calculation
from bot.desk.packets import Packets
from bot.desk.telling import Telling
from bot.documents.packet import packet_pdf, packet_text
from bot.language import Language
from bot.ottawa import day_of

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class PacketPages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        parts, web = frame.parts, frame.web
        telling, phone = Telling(parts.words, parts.data.provinces), parts.content.contacts["cfib_phone"].value
        self._packets = Packets(web.ledger, telling, parts.words, web.clock, phone)

    def routes(self) -> list[BaseRoute]:
        page = self._frame.page
        return [page("/cases/{reference}/packet.{kind}", self.packet), page("/cases/{reference}/security.{kind}", self.security)]

    async def packet(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, CASE_WORKERS)
        kind, reference = request.path_params["kind"], reference_of(request)
        if kind not in ("pdf", "txt"):
            raise HTTPException(404)
        case = await self._frame.web.ledger.read(lambda unit: unit.cases.get(reference))
        language = Language.of(request.query_params.get("lang")) or case.language
        packet = await self._packets.make(reference, signed_in.advisor, language)
        name = f"{self._frame.parts.words.say('packet.file', language)}-{reference}.{kind}"
        if kind == "pdf":  # setting it takes tenths of a second, more with pictures: never on the event loop
            made, media_type, shown = await asyncio.to_thread(packet_pdf, packet), "application/pdf", "attachment"
        else:  # opens in the browser, to be copied from there
            made, media_type, shown = packet_text(packet).encode(), "text/plain; charset=utf-8", "inline"
        headers = {**_HEADERS, "Content-Disposition": f'{shown}; filename="{name}"', "Content-Language": language.tag}
        return Response(made, media_type=media_type, headers=headers)

    async def security(self, request: Request) -> Response:
        await self._frame.gate.who(request, CASE_WORKERS)
        kind = KINDS.get(request.path_params["kind"])
        message = last_calculation(await self._frame.desk.file(reference_of(request)))
        if kind is None or message is None:
            raise HTTPException(404)
        made = await asyncio.to_thread(kind.make, message.data["calculation"], message.language, day_of(message.at))
        name = f"{self._frame.web.words.say('chat.security_file', message.language)}.{request.path_params['kind']}"
        shown = "inline" if request.path_params["kind"] == "png" else "attachment"
        headers = {**_HEADERS, "Content-Disposition": f'{shown}; filename="{name}"'}
        return Response(made, media_type=kind.media_type, headers=headers)

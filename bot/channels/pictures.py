"""Pictures between a person and an advisor over HTTP: taken in as raw bytes, given out to their own conversation only."""

from __future__ import annotations

from anyio import fail_after
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.context import Web, client_address
from bot.channels.protection import BodyTooLarge, BodyTooSlow
from bot.channels.wire import Fields
from bot.desk.picture import MOST_BYTES, Picture, check_bytes

# What is above the limit is refused here, with words about pictures; the guard of all bodies only has to stand behind it.
BODY_BYTES = MOST_BYTES + 1024**2
_SECONDS = 120.0
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class PicturesApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def send(self, request: Request) -> Response:
        """Take a picture in. Whether anybody wants it, and what its sender may still send, is settled before its bytes are read."""
        conversation = self._web.conversation_of(request)
        client_id = Fields(dict(request.query_params)).id("client_id")
        self._web.spend(request, conversation)
        number = await self._web.pictures.known(conversation, client_id)
        if number is None:
            number = (await self._web.pictures.add(conversation, client_id, await read_body(request, MOST_BYTES))).number
        return JSONResponse({"number": number}, 202, {"Cache-Control": "no-store"})

    async def picture(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        self._web.limits.address.spend(client_address(request))
        return picture_response(await self._web.pictures.get(conversation, request.path_params["picture"]))


async def read_body(request: Request, limit: int) -> bytes:
    """Return a body that holds a picture, read no further than ``limit`` bytes. Raises ``PictureTooLarge``, ``BodyTooSlow``."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        check_bytes(int(announced))
    body = bytearray()
    try:
        with fail_after(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    check_bytes(len(body))
    except BodyTooLarge:
        check_bytes(BODY_BYTES)
    except TimeoutError:
        raise BodyTooSlow() from None
    return bytes(body)


def picture_response(picture: Picture | None) -> Response:
    """Return a picture's bytes. Raises 404 where there is none."""
    if picture is None:
        raise HTTPException(404)
    return Response(picture.data, media_type=picture.media_type, headers=_HEADERS)

"""The widget's HTTP API, apart from its stream of events. Thin: read the request, call the service, write the answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.context import Web, client_address
from bot.channels.downloads import Downloads
from bot.channels.problems import accepted_language
from bot.channels.wire import BadRequest, Fields, language_json, owner_json, thread_json

_NO_STORE = {"Cache-Control": "no-store"}


class Api:
    def __init__(self, web: Web, downloads: Downloads) -> None:
        self._web, self._downloads = web, downloads

    async def start(self, request: Request) -> Response:
        """Begin a conversation. ``language`` is the page's: a first guess that the person's own words may change."""
        fields = await Fields.of(request)
        hint = fields.language("language") or accepted_language(request.headers.get("accept-language", ""))
        self._web.limits.starts.spend(client_address(request))
        conversation = await self._web.conversations.start("web", hint)
        shown = {**language_json(conversation), **owner_json(conversation, None), "messages": []}
        token = self._web.sessions.issue(conversation.id)
        return JSONResponse({"token": token, "conversation": shown}, 201, _NO_STORE)

    async def conversation(self, request: Request) -> Response:
        self._web.limits.address.spend(client_address(request))
        thread = await self._web.conversations.thread(self._web.conversation_of(request))
        return JSONResponse(thread_json(thread, self._web.words), headers=_NO_STORE)

    async def say(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        fields = await Fields.of(request)
        client_id, text = fields.id("client_id"), fields.text("text")
        button = fields.id("button") if "button" in fields.values else None
        if (text is None) == (button is None):
            raise BadRequest(field="text or button")
        self._web.spend(request, conversation)
        heard = await self._web.conversations.hear(conversation, client_id, text=text, button=button)
        return JSONResponse({"number": heard.number}, 202, _NO_STORE)

    async def language(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        language = (await Fields.of(request)).language("language")
        if language is None:
            raise BadRequest(field="language")
        self._web.spend(request, conversation)
        await self._web.conversations.choose_language(conversation, language)
        return JSONResponse({"language": language.value, "chosen_language": language.value}, headers=_NO_STORE)

    async def feedback(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        fields = await Fields.of(request)
        number, helpful, comment = fields.number("number"), fields.flag("helpful"), fields.text("comment") or ""
        self._web.spend(request, conversation)
        await self._web.conversations.rate(conversation, number, helpful, comment)
        return Response(status_code=204)

    async def restart(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        self._web.spend(request, conversation)
        await self._web.conversations.start_over(conversation)
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        conversation = self._web.conversation_of(request)
        self._web.limits.address.spend(client_address(request))
        await self._web.conversations.delete(conversation)
        return Response(status_code=204)

    async def transcript(self, request: Request) -> Response:
        return await self._downloads.transcript(request, self._web.conversation_of(request))

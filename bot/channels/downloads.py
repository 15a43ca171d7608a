"""The file of a conversation, for the widget and for the page without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.context import Web, client_address
from bot.channels.transcript import transcript
from bot.channels.wire import BadRequest
from bot.conversation.model import Message
from bot.documents.conversation import record_pdf, record_text
from bot.language import Language

_MEDIA_TYPES = {"txt": "text/plain; charset=utf-8", "pdf": "application/pdf"}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
# Hundreds of long messages take a core for a second or more.
_MADE_AT_ONCE = 1


class Downloads:
    def __init__(self, web: Web) -> None:
        self._web = web
        self._making = CapacityLimiter(_MADE_AT_ONCE)

    async def transcript(self, request: Request, conversation: str) -> Response:
        """Return the whole conversation in the ``format`` that is asked for. A PDF is work, and counts as a message does."""
        kind = request.query_params.get("format", "txt")
        if kind not in _MEDIA_TYPES:
            raise BadRequest(field="format")
        if kind == "pdf":
            self._web.spend(request, conversation)
        else:
            self._web.limits.address.spend(client_address(request))
        thread = await self._web.conversations.thread(conversation, whole=True)
        language = thread.conversation.language
        made = await to_thread.run_sync(self._make, kind, thread.messages, language, limiter=self._making)
        name = self._web.words.say("chat.transcript_file", language)
        headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}.{kind}"', "Content-Language": language.tag}
        return Response(made, media_type=_MEDIA_TYPES[kind], headers=headers)

    def _make(self, kind: str, messages: Sequence[Message], language: Language) -> bytes:
        record = transcript(self._web.words, messages, language, self._web.clock())
        return record_pdf(record) if kind == "pdf" else record_text(record).encode()

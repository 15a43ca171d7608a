"""The Rasa server's only way in: takes a turn, gives back replies in parts. For the gateway, on loopback, behind a token.

Rasa's own REST channel has no token, cuts texts without buttons at blank lines, and logs a person's words when a turn fails.
Named in ``credentials.yml``; the token comes from ``CARM_TOKEN``, and without one every request is refused.
"""

from __future__ import annotations

import gc
import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

import httpx
import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot import rasa_speed
from bot.answered_turns import AnsweredTurns
from bot.nlg import ContentNLG
from bot.settings import TOKEN_VARIABLE

MESSAGE = "message"
"""In a message's metadata: which of the conversation's messages it is, as the gateway numbers them."""
_HEALTH_SECONDS = 1.0
log = structlog.get_logger()

Handler = Callable[[UserMessage], Awaitable[Any]]


class EngineInput(InputChannel):
    """Serves ``/webhooks/engine/turn``, ``/forget`` and ``/ready``."""

    @classmethod
    def name(cls) -> str:
        return "engine"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        rasa_speed.apply()
        routes = Blueprint("engine_webhook")
        token = os.environ.get(TOKEN_VARIABLE, "")
        turns = AnsweredTurns()
        http = httpx.AsyncClient(timeout=_HEALTH_SECONDS, trust_env=False)

        @routes.on_request
        async def check_token(request: Request) -> HTTPResponse | None:
            given = request.token or ""
            if token and hmac.compare_digest(given.encode(), token.encode()):
                return None
            return json({"error": "unauthorized", "hint": f"send the token of {TOKEN_VARIABLE} as a bearer token"}, status=401)

        @routes.listener("after_server_start")
        async def settle(*_: object) -> None:
            # What is loaded stays: the collector needn't go over its million objects time and again.
            gc.freeze()

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return json({"ready": False}, status=503)
            # Without its action server Rasa still answers most questions: it is ready, and says what is missing.
            return json({"ready": True, "actions": await _answers(http, agent.action_endpoint), "unworded": ContentNLG.unworded})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            body = request.json or {}
            sender, text, message = body.get("sender"), body.get("text"), body.get("message")
            if not isinstance(sender, str) or not isinstance(text, str) or not isinstance(message, (str, type(None))):
                return json(
                    {"error": "invalid", "field": "sender, text, message", "cause": "must be strings, message may be left out"}, status=400
                )

            async def answer() -> list[Any]:
                if message is not None and not turns.knows(sender):
                    given = given_before(await request.app.ctx.agent.tracker_store.retrieve(sender), message)
                    if given is not None:
                        return given
                output = CollectingOutputChannel()
                metadata = {**(body.get("metadata") or {}), MESSAGE: message}
                await on_new_message(UserMessage(text, output, sender, input_channel=self.name(), metadata=metadata))
                return [found["custom"] for found in output.messages if "custom" in found]

            try:
                replies = await (answer() if message is None else turns.once(sender, message, answer))
            except Exception as error:  # an edge: anything may come out of a turn
                # The traceback's frames hold a person's words; its type and place tell an engineer where to look.
                log.error("engine.turn_failed", fault=type(error).__name__, place=_place(error))
                return json({"error": "turn_failed"}, status=500)
            return json({"replies": replies})

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            sender = (request.json or {}).get("sender")
            if not isinstance(sender, str):
                return json({"error": "invalid", "field": "sender", "cause": "must be a string"}, status=400)
            # Rasa's stores can't delete; in memory, an empty conversation put in its place is the same.
            turns.forget(sender)
            store = request.app.ctx.agent.tracker_store
            await store.save(DialogueStateTracker.from_events(sender, [], store.domain.slots))
            return json({"forgotten": True})

        return routes


def given_before(tracker: DialogueStateTracker | None, message: str) -> list[Any] | None:
    """Return the replies to a message that the record (kept from before the server started) ends with, ``None`` when it isn't that one."""
    replies: list[Any] = []
    for event in reversed(tracker.events if tracker is not None else ()):
        if isinstance(event, BotUttered):
            replies.insert(0, event.data.get("custom"))
        elif isinstance(event, UserUttered):
            return [reply for reply in replies if reply] if event.metadata.get(MESSAGE) == message else None
    return None


async def _answers(http: httpx.AsyncClient, actions: EndpointConfig | None) -> bool:
    """Say whether the action server answers; there is none where nothing is configured, and then nothing is missing."""
    if actions is None:
        return True
    try:
        return (await http.get(urljoin(str(actions.url), "/health"))).status_code == 200
    except httpx.HTTPError:
        return False


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"

"""What the web channel's handlers work with, put together once by ``bot.app``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from bot.channels.limits import Buckets, StreamSlots, address_of
from bot.channels.metrics import Metrics
from bot.channels.session import NoSession, Sessions
from bot.channels.settings import GatewaySettings
from bot.content.web import News, WebWords
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.ownership import Ownership
from bot.conversation.service import Conversations
from bot.conversation.turns import Turns
from bot.desk.pictures import Pictures


@dataclass(frozen=True)
class Limits:
    session: Buckets
    address: Buckets
    starts: Buckets
    strangers: Buckets
    streams: StreamSlots

    @classmethod
    def of(cls, settings: GatewaySettings, now: Callable[[], float]) -> Limits:
        return cls(
            Buckets(settings.per_session, now),
            Buckets(settings.per_address, now),
            Buckets(settings.starts_per_address, now),
            Buckets(settings.strangers_per_address, now),
            StreamSlots(settings.streams_per_conversation, settings.streams_per_address),
        )


@dataclass(frozen=True)
class Web:
    settings: GatewaySettings
    conversations: Conversations
    pictures: Pictures
    ownership: Ownership
    turns: Turns
    ledger: Ledger
    hub: Hub
    metrics: Metrics
    words: WebWords
    news: Sequence[News]
    sessions: Sessions
    cookies: Sessions
    limits: Limits
    clock: Callable[[], datetime]
    conditions: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What else operators see at ``/readyz``, by name: how it stands with a channel, or with a part of the assistant."""

    def conversation_of(self, request: Request) -> str:
        """Return the conversation of the request's bearer token. Raises ``NoSession``, and ``TooMany`` for who keeps guessing."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise NoSession()
            conversation = self.sessions.conversation(token.strip())
        except NoSession:
            self.limits.strangers.spend(client_address(request))
            raise
        request.state.conversation = conversation
        return conversation

    def spend(self, request: Request, conversation: str) -> None:
        """Count a change that a session asks for. Raises ``TooMany``."""
        self.limits.address.spend(client_address(request))
        self.limits.session.spend(conversation)


def client_address(request: Request) -> str:
    return address_of(request.client.host if request.client else None)

"""Who else is told of a person's message, in the transaction that stores it. The desk fulfils it; conversations need not know the desk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.conversation.model import Conversation, Message
from bot.conversation.store import UnitOfWork


class Attendant(Protocol):
    def expects(self, unit: UnitOfWork, conversation: Conversation) -> Collection[str]:
        """Return the kinds of identifiers that the person was just asked for: these are kept as written."""

    def attends(self, unit: UnitOfWork, conversation: Conversation, message: Message, now: datetime) -> bool:
        """Do what a message asks of others than the assistant, such as no longer waiting; say whether it did.

        Then nobody else answers the message. May pass the conversation on and add notices.
        """


class NoAttendant:
    """Expects nothing and leaves every message to the assistant, or to the advisor who has the conversation."""

    def expects(self, unit: UnitOfWork, conversation: Conversation) -> Collection[str]:
        return ()

    def attends(self, unit: UnitOfWork, conversation: Conversation, message: Message, now: datetime) -> bool:
        return False

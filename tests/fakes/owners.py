"""Who answers a conversation, changed without a case: for tests of conversations and channels, which know nothing of the desk.

Each is one step of ``Conversation``, stored through ``Ownership.pass_on`` as the desk's are. What advisors really do, with a case and the
notices, is ``bot.desk.service``, and has tests of its own.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation.model import Advisor, Author, Conversation, Kind
from bot.conversation.ownership import Ownership
from bot.conversation.store import UnitOfWork


async def ask_for_advisor(ownership: Ownership, conversation: str) -> None:
    await ownership.pass_on(conversation, "asked_for_advisor", "person", lambda _, found, now: found.ask_for_advisor(now))


async def withdraw(ownership: Ownership, conversation: str) -> None:
    await ownership.pass_on(conversation, "withdrew", "person", lambda _, found, now: found.withdraw(now))


async def claim(ownership: Ownership, conversation: str, advisor: Advisor) -> None:
    """Raises ``AlreadyClaimed`` when another advisor has it."""
    await ownership.pass_on(conversation, "claimed", advisor.id, lambda _, found, now: found.claim(advisor, now))


async def reply(ownership: Ownership, conversation: str, advisor: Advisor, text: str) -> None:
    """Claim, and say something in the same transaction."""

    def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
        found.claim(advisor, now)
        unit.messages.add(found.add(Author.ADVISOR, Kind.TEXT, text, now, advisor=advisor.name))

    await ownership.pass_on(conversation, "advisor_replied", advisor.id, step)


async def transfer(ownership: Ownership, conversation: str, to: Advisor, *, actor: str) -> None:
    await ownership.pass_on(conversation, "transferred", actor, lambda _, found, now: found.transfer(to, now, actor=actor))


async def hand_back(ownership: Ownership, conversation: str, *, actor: str) -> None:
    await ownership.pass_on(conversation, "handed_back", actor, lambda _, found, now: found.hand_back(now, actor=actor))

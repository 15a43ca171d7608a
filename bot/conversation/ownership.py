"""Who answers: the steps between bot, waiting and advisor, for the desk and for people who no longer want to wait.

``pass_on`` lets the desk make its own change (a case claimed, a note written) in the same transaction as the conversation's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.conversation.ledger import Ledger
from bot.conversation.model import Advisor, Author, Conversation, Kind, Owner
from bot.conversation.store import TurnState, UnitOfWork
from bot.conversation.text import clean

T = TypeVar("T")
ADVISOR_TEXT_LIMIT = 4_000


class Ownership:
    def __init__(self, ledger: Ledger, clock: Callable[[], datetime], wake: Callable[[str], None]) -> None:
        self._ledger, self._clock, self._wake = ledger, clock, wake

    async def ask_for_advisor(self, conversation: str, *, actor: str = "person") -> None:
        await self.pass_on(conversation, "asked_for_advisor", actor, lambda _, found, now: found.ask_for_advisor(now, actor=actor))

    async def withdraw(self, conversation: str, *, actor: str = "person") -> None:
        await self.pass_on(conversation, "withdrew", actor, lambda _, found, now: found.withdraw(now, actor=actor))

    async def claim(self, conversation: str, advisor: Advisor) -> None:
        """Raises ``AlreadyClaimed``: of two advisors at once, one wins and the other learns who."""
        await self.pass_on(conversation, "claimed", advisor.id, lambda _, found, now: found.claim(advisor, now))

    async def transfer(self, conversation: str, to: Advisor, *, actor: str) -> None:
        await self.pass_on(conversation, "transferred", actor, lambda _, found, now: found.transfer(to, now, actor=actor))

    async def hand_back(self, conversation: str, *, actor: str) -> None:
        """Return it to the bot, which forgets a half-filled form first."""
        await self.pass_on(conversation, "handed_back", actor, lambda _, found, now: found.hand_back(now, actor=actor))

    async def reply(self, conversation: str, advisor: Advisor, text: str, *, client_id: str) -> int:
        """Store an advisor's words and return their number; the first words claim. The same ``client_id`` again changes nothing.

        Raises ``AlreadyClaimed`` when another advisor has the conversation, ``EmptyText`` and ``TextTooLong``.
        """
        said = clean(text, limit=ADVISOR_TEXT_LIMIT)

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> int:
            known = unit.messages.number_of(conversation, client_id)
            if known is not None:
                return known
            found.claim(advisor, now)
            message = found.add(Author.ADVISOR, Kind.TEXT, said, now, client_id=client_id, advisor=advisor.name)
            unit.messages.add(message)
            return message.number

        return await self.pass_on(conversation, "advisor_replied", advisor.id, step)

    async def pass_on(self, conversation: str, event: str, actor: str, step: Callable[[UnitOfWork, Conversation, datetime], T]) -> T:
        """Make ``step`` on the locked conversation, store it, and close or clear what the bot still had to do.

        Unanswered messages go to the advisor when the bot loses the conversation. When the bot gets it back it starts afresh.
        """
        now = self._clock()

        def work(unit: UnitOfWork) -> T:
            found = unit.conversations.get(conversation, lock=True)
            before = found.owner
            result = step(unit, found, now)
            settle(unit, found, before, now)
            unit.conversations.save(found)
            unit.audit.record(f"conversation.{event}", now, conversation=conversation, actor=actor, owner=found.owner.value)
            return result

        result = await self._ledger.write(work)
        self._wake(conversation)
        return result


def settle(unit: UnitOfWork, conversation: Conversation, before: Owner, now: datetime) -> None:
    """Bring the bot's work in line with a change of owner from ``before``, in the transaction of that change."""
    if before is Owner.BOT and conversation.owner is not Owner.BOT:
        unit.turns.close_open(conversation.id, TurnState.WITHHELD, now)
    if before is Owner.HUMAN and conversation.owner is Owner.BOT:
        unit.turns.have_forgotten(conversation.id, now)

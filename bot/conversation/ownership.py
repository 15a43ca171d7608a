"""Who answers, in the database: a step between bot, waiting and advisor is stored with all that follows from it for the bot.

Which steps there are is ``Conversation``'s to say. The desk (``bot.desk.service``) makes its own change, such as a case claimed, in the
same transaction. What a person's message or the bot's answer changes is stored with that message, and ``settle`` called there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation, Owner
from bot.conversation.store import TurnState, UnitOfWork

T = TypeVar("T")


class Ownership:
    def __init__(self, ledger: Ledger, clock: Callable[[], datetime], wake: Callable[[str], None]) -> None:
        self._ledger, self._clock, self._wake = ledger, clock, wake

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

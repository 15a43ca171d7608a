"""Conversations that advisors have, seen for their silences: who has it, since when, and what is unanswered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from bot.conversation.model import Advisor as Speaker
from bot.conversation.model import Author, Owner
from bot.desk.silence import AWAY, Talk
from bot.storage.tables import conversations, messages, owner_changes

_LAST_CHANGE = (
    select(func.max(owner_changes.c.id))
    .where(owner_changes.c.conversation == conversations.c.id)
    .correlate(conversations)
    .scalar_subquery()
)
_LAST_WORDS = (
    select(func.max(messages.c.number))
    .where(messages.c.conversation == conversations.c.id, messages.c.author == Author.ADVISOR.value)
    .correlate(conversations)
    .scalar_subquery()
)
_HELD = (
    select(
        conversations.c.id,
        conversations.c.advisor_id,
        conversations.c.advisor_name,
        owner_changes.c.number,
        owner_changes.c.at,
        _LAST_WORDS.label("spoken"),
    )
    .join(owner_changes, owner_changes.c.id == _LAST_CHANGE)
    .where(conversations.c.owner == Owner.HUMAN.value)
)


class SqlTalks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Talk]:
        return [self._talk(row) for row in self._connection.execute(_HELD).mappings().all()]

    def of(self, conversation: str) -> Talk | None:
        row = self._connection.execute(_HELD.where(conversations.c.id == conversation)).mappings().first()
        return None if row is None else self._talk(row)

    def advisors_spoke(self, conversation: str) -> bool:
        began = select(func.max(owner_changes.c.number)).where(
            owner_changes.c.conversation == conversation, owner_changes.c.owner != Owner.HUMAN.value
        )
        query = select(func.max(messages.c.number)).where(
            messages.c.conversation == conversation, messages.c.author == Author.ADVISOR.value
        )
        last = self._connection.execute(query).scalar_one()
        return last is not None and last > (self._connection.execute(began).scalar_one() or 0)

    def _talk(self, row: Mapping[str, Any]) -> Talk:
        spoken = row["spoken"] or 0
        since = max(row["number"], spoken - 1)
        query = (
            select(messages.c.number, messages.c.author, messages.c.outcome, messages.c.at)
            .where(and_(messages.c.conversation == row["id"], messages.c.number > since))
            .order_by(messages.c.number)
        )
        said = self._connection.execute(query).mappings().all()
        return Talk(
            conversation=row["id"],
            advisor=Speaker(row["advisor_id"], row["advisor_name"]),
            held_since=row["at"],
            spoke_at=next((each["at"] for each in said if each["number"] == spoken), None),
            asked_at=next((each["at"] for each in said if each["author"] == Author.PERSON.value and each["number"] > spoken), None),
            told=any(each["outcome"] == AWAY for each in said),
        )

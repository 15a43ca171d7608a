"""The bot's work still to be done: messages to answer, conversations to forget, and which gateway is at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, insert, literal_column, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.conversation.store import OpenTurn, TurnState
from bot.storage.tables import conversations, forgets, messages, turns

# Written out, not bound: SQLite uses the index of open turns only where it sees that a query is about them.
_open = turns.c.state == literal_column(f"'{TurnState.OPEN.value}'")
_id, _now, _holder = bindparam("b_id"), bindparam("b_now", type_=conversations.c.turn_until.type), bindparam("b_holder")
_free = or_(conversations.c.turn_until.is_(None), conversations.c.turn_until < _now)
_open_here = exists().where(turns.c.conversation == _id, _open)
_forget_here = exists().where(forgets.c.conversation == _id)

# Built once, as in bot.storage.conversations.
_OPEN = insert(turns)
_OLDEST = (
    select(turns.c.number, turns.c.asked_at, messages.c.text, messages.c.says)
    .join(messages, and_(messages.c.conversation == turns.c.conversation, messages.c.number == turns.c.number))
    .where(turns.c.conversation == _id, _open)
    .order_by(turns.c.number)
    .limit(1)
)
_ANY_OPEN = select(_open_here)
_MUST_FORGET = select(_forget_here)
_IS_BEHIND = select(or_(_forget_here, _open_here))
_RELEASE_ALL = update(conversations).where(conversations.c.turn_holder == _holder)
_CLOSE = update(turns).where(turns.c.conversation == _id, turns.c.number == bindparam("b_number"), _open)
_CLOSE_OPEN = update(turns).where(turns.c.conversation == _id, _open)
_UNANSWERED = (
    select(turns.c.conversation)
    .distinct()
    .join(conversations, conversations.c.id == turns.c.conversation)
    .where(_open, or_(_free, conversations.c.turn_holder == _holder))
)


class SqlTurns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, conversation: str, number: int, at: datetime) -> None:
        self._connection.execute(_OPEN, {"conversation": conversation, "number": number, "state": TurnState.OPEN.value, "asked_at": at})

    def is_behind(self, conversation: str) -> bool:
        return self._says(_IS_BEHIND, conversation)

    def any_open(self, conversation: str) -> bool:
        return self._says(_ANY_OPEN, conversation)

    def must_forget(self, conversation: str) -> bool:
        return self._says(_MUST_FORGET, conversation)

    def oldest(self, conversation: str) -> OpenTurn | None:
        row = self._connection.execute(_OLDEST, {"b_id": conversation}).mappings().first()
        return None if row is None else OpenTurn(row["number"], row["says"] or row["text"], row["asked_at"])

    def close(self, conversation: str, number: int, state: TurnState, at: datetime) -> bool:
        closed = {"state": state.value, "closed_at": at}
        return bool(self._connection.execute(_CLOSE, {"b_id": conversation, "b_number": number, **closed}).rowcount)

    def close_open(self, conversation: str, state: TurnState, at: datetime) -> int:
        return int(self._connection.execute(_CLOSE_OPEN, {"b_id": conversation, "state": state.value, "closed_at": at}).rowcount)

    def release_all(self, holder: str) -> None:
        self._connection.execute(_RELEASE_ALL, {"b_holder": holder, "turn_holder": None, "turn_until": None})

    def to_do(self, now: datetime, holder: str) -> Sequence[str]:
        found = list(self._connection.execute(_UNANSWERED, {"b_now": now, "b_holder": holder}).scalars())
        found += self._connection.execute(select(forgets.c.conversation)).scalars()
        return found

    def have_forgotten(self, conversation: str, at: datetime) -> None:
        if not self.must_forget(conversation):
            self._connection.execute(insert(forgets).values(conversation=conversation, at=at))

    def forgotten(self, conversation: str) -> None:
        self._connection.execute(delete(forgets).where(forgets.c.conversation == conversation))

    def _says(self, question: Select, conversation: str) -> bool:
        return bool(self._connection.execute(question, {"b_id": conversation}).scalar_one())

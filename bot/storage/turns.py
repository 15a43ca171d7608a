"""The bot's work still to be done: messages to answer, conversations to forget, and which gateway is at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.conversation.store import Ask, Forget, TurnState
from bot.language import Language
from bot.storage.tables import conversations, forgets, messages, turns

_open = turns.c.state == TurnState.OPEN.value
_id, _now, _holder = bindparam("b_id"), bindparam("b_now", type_=conversations.c.turn_until.type), bindparam("b_holder")
_free = or_(conversations.c.turn_until.is_(None), conversations.c.turn_until < _now)

# Built once, as in bot.storage.conversations.
_OPEN = insert(turns)
_TO_FORGET = select(forgets.c.at).where(forgets.c.conversation == _id)
_OLDEST = (
    select(turns.c.number, turns.c.asked_at, messages.c.text, messages.c.says, conversations.c.chosen, conversations.c.hint)
    .join(messages, and_(messages.c.conversation == turns.c.conversation, messages.c.number == turns.c.number))
    .join(conversations, conversations.c.id == turns.c.conversation)
    .where(turns.c.conversation == _id, _open)
    .order_by(turns.c.number)
    .limit(1)
)
_TAKE = update(conversations).where(conversations.c.id == _id, or_(_free, conversations.c.turn_holder == _holder))
_RELEASE = update(conversations).where(conversations.c.id == _id, conversations.c.turn_holder == _holder)
_RELEASE_ALL = update(conversations).where(conversations.c.turn_holder == _holder)
_NO_HOLDER = {"turn_holder": None, "turn_until": None}
_CLOSE = update(turns).where(turns.c.conversation == _id, turns.c.number == bindparam("b_number"), _open)
_CLOSE_OPEN = update(turns).where(turns.c.conversation == _id, _open)
_ANY_OPEN = select(turns.c.number).where(turns.c.conversation == _id, _open).limit(1)
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

    def begin(self, conversation: str, holder: str, now: datetime, until: datetime) -> Ask | Forget | None:
        key = {"b_id": conversation}
        if self._connection.execute(_TO_FORGET, key).first():
            return Forget(conversation)
        if self._connection.execute(_ANY_OPEN, key).first() is None:
            return None
        lease = {"b_now": now, "b_holder": holder, "turn_holder": holder, "turn_until": until}
        if not self._connection.execute(_TAKE, {**key, **lease}).rowcount:
            return None
        # Read only now: on PostgreSQL another gateway may have answered and let go while we waited for its row.
        row = self._connection.execute(_OLDEST, key).mappings().first()
        if row is None:
            self.release(conversation, holder)
            return None
        chosen = Language(row["chosen"]) if row["chosen"] else None
        return Ask(conversation, row["number"], row["says"] or row["text"], chosen, Language(row["hint"]), row["asked_at"])

    def close(self, conversation: str, number: int, state: TurnState, at: datetime) -> bool:
        closed = {"state": state.value, "closed_at": at}
        return bool(self._connection.execute(_CLOSE, {"b_id": conversation, "b_number": number, **closed}).rowcount)

    def close_open(self, conversation: str, state: TurnState, at: datetime) -> int:
        return int(self._connection.execute(_CLOSE_OPEN, {"b_id": conversation, "state": state.value, "closed_at": at}).rowcount)

    def release(self, conversation: str, holder: str) -> bool:
        self._connection.execute(_RELEASE, {"b_id": conversation, "b_holder": holder, **_NO_HOLDER})
        return self._connection.execute(_ANY_OPEN, {"b_id": conversation}).first() is not None

    def release_all(self, holder: str) -> None:
        self._connection.execute(_RELEASE_ALL, {"b_holder": holder, **_NO_HOLDER})

    def to_do(self, now: datetime, holder: str) -> Sequence[str]:
        found = list(self._connection.execute(_UNANSWERED, {"b_now": now, "b_holder": holder}).scalars())
        found += self._connection.execute(select(forgets.c.conversation)).scalars()
        return found

    def have_forgotten(self, conversation: str, at: datetime) -> None:
        known = exists().where(forgets.c.conversation == conversation)
        if not self._connection.execute(select(known)).scalar_one():
            self._connection.execute(insert(forgets).values(conversation=conversation, at=at))

    def forgotten(self, conversation: str) -> None:
        self._connection.execute(delete(forgets).where(forgets.c.conversation == conversation))

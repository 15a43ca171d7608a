"""Questions under way in a conversation: one row, whatever they are about, so a conversation has one kind of them at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.storage.desk_tables import intakes

_STATE = select(intakes.c.state).where(intakes.c.conversation == bindparam("b_id"))  # built once: it is read in every turn


class SqlQuestions:
    """What both kinds have in common: those before an advisor (``bot.storage.desk``) and of the RM letter (``bot.storage.rm_requests``)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def any(self, conversation: str) -> bool:
        return self._state(conversation) is not None

    def remove(self, conversation: str) -> None:
        """End them, whichever kind they are."""
        self._connection.execute(delete(intakes).where(intakes.c.conversation == conversation))

    def _state(self, conversation: str) -> dict[str, Any] | None:
        state: dict[str, Any] | None = self._connection.execute(_STATE, {"b_id": conversation}).scalar_one_or_none()
        return state

    def _keep(self, conversation: str, state: dict[str, Any], at: datetime) -> None:
        same = intakes.c.conversation == conversation
        if not self._connection.execute(update(intakes).where(same).values(state=state, at=at)).rowcount:
            self._connection.execute(insert(intakes).values(conversation=conversation, state=state, at=at))

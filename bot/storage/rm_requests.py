"""The questions of the message to CARM RM Support, in the table of questions under way: a conversation has one kind of them at a time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.desk.rm_questions import Request, Step
from bot.language import Language
from bot.storage.desk_tables import intakes

FLOW = "rm_number"
"""Under ``flow`` in the state; the questions before an advisor have none."""


class SqlRmRequests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conversation: str) -> Request | None:
        state = self._connection.execute(select(intakes.c.state).where(intakes.c.conversation == conversation)).scalar_one_or_none()
        if state is None or state.get("flow") != FLOW:
            return None
        return Request(
            Step(state["step"]), Language(state["language"]), state["number"], state["name"], state["tries"], state["correcting"]
        )

    def put(self, conversation: str, request: Request, at: datetime) -> None:
        state = {**asdict(request), "flow": FLOW, "step": request.step.value, "language": request.language.value}
        same = intakes.c.conversation == conversation
        if not self._connection.execute(update(intakes).where(same).values(state=state, at=at)).rowcount:
            self._connection.execute(insert(intakes).values(conversation=conversation, state=state, at=at))

    def remove(self, conversation: str) -> None:
        if self.get(conversation) is not None:
            self._connection.execute(delete(intakes).where(intakes.c.conversation == conversation))

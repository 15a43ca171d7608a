"""The questions of the message to CARM RM Support, in the table of questions under way."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from bot.desk.rm_questions import Request, Step
from bot.language import Language
from bot.storage.questions import SqlQuestions

FLOW = "rm_number"
"""Under ``flow`` in the state; the questions before an advisor have none."""


class SqlRmRequests(SqlQuestions):
    def get(self, conversation: str) -> Request | None:
        state = self._state(conversation)
        if state is None or state.get("flow") != FLOW:
            return None
        return Request(
            Step(state["step"]), Language(state["language"]), state["number"], state["name"], state["tries"], state["correcting"]
        )

    def put(self, conversation: str, request: Request, at: datetime) -> None:
        state = {**asdict(request), "flow": FLOW, "step": request.step.value, "language": request.language.value}
        self._keep(conversation, state, at)

    def remove(self, conversation: str) -> None:
        """End these; the questions before an advisor stay."""
        if self.get(conversation) is not None:
            super().remove(conversation)

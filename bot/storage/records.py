"""What is kept beside conversations: verdicts on answers and hand-offs, the audit, reports of the content security policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation.errors import UnknownMessage
from bot.conversation.model import Author, Owner, ends_hand_off
from bot.conversation.store import Verdict
from bot.storage.rows import insert_if_new
from bot.storage.tables import audit, csp_reports, feedback, messages, owner_changes


class SqlFeedback:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, conversation: str, number: int, helpful: bool, comment: str, at: datetime) -> None:
        about = select(messages.c.author, messages.c.data).where(messages.c.conversation == conversation, messages.c.number == number)
        row = self._connection.execute(about).mappings().first()
        author = None if row is None else Author(row["author"])
        if author is not Author.BOT and (author is None or not ends_hand_off(author, row["data"])):
            raise UnknownMessage()
        values = {"helpful": helpful, "comment": comment, "at": at}
        if not insert_if_new(self._connection, feedback, conversation=conversation, number=number, **values):
            same = and_(feedback.c.conversation == conversation, feedback.c.number == number)
            self._connection.execute(update(feedback).where(same).values(**values))

    def of(self, conversation: str) -> Mapping[int, Verdict]:
        query = select(feedback.c.number, feedback.c.helpful, feedback.c.comment, feedback.c.at).where(
            feedback.c.conversation == conversation
        )
        return {number: Verdict(helpful, comment, at) for number, helpful, comment, at in self._connection.execute(query)}


class SqlAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, event: str, at: datetime, *, conversation: str | None, actor: str, **details: str | int) -> None:
        self._connection.execute(insert(audit).values(event=event, at=at, conversation=conversation, actor=actor, details=details))

    def delete_before(self, before: datetime) -> int:
        return int(self._connection.execute(delete(audit).where(audit.c.at < before)).rowcount)

    def bot_messages_after_claim(self) -> int:
        claim, later = owner_changes.alias(), owner_changes.alias()
        ended = exists().where(
            later.c.conversation == claim.c.conversation,
            later.c.id > claim.c.id,
            later.c.number < messages.c.number,
            later.c.owner != Owner.HUMAN.value,
        )
        query = (
            select(func.count())
            .select_from(messages.join(claim, claim.c.conversation == messages.c.conversation))
            .where(
                claim.c.owner == Owner.HUMAN.value,
                messages.c.author == Author.BOT.value,
                messages.c.number > claim.c.number,
                ~ended,
            )
        )
        return int(self._connection.execute(query).scalar_one())


class SqlReports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, at: datetime, fields: Mapping[str, str]) -> None:
        self._connection.execute(insert(csp_reports).values(at=at, fields=dict(fields)))

    def count(self) -> int:
        return int(self._connection.execute(select(func.count()).select_from(csp_reports)).scalar_one())

    def delete_before(self, before: datetime) -> int:
        return int(self._connection.execute(delete(csp_reports).where(csp_reports.c.at < before)).rowcount)

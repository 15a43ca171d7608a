"""The outbox of e-mails to advisors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation.events import Event, Missed
from bot.desk.mail.outbox import OUTBOX, Mail, MailKind
from bot.desk.model import Advisor
from bot.language import Language
from bot.storage.desk_tables import mails


class SqlMails:
    """Fulfils ``bot.desk.mail.outbox.MailStore``. A taken mail is its taker's until ``due_at``; ``tries`` tells two takers apart."""

    def __init__(self, connection: Connection, events: list[tuple[str, Event]]) -> None:
        self._connection, self._events = connection, events

    def add(self, kind: MailKind, case: str, recipients: Iterable[Advisor], at: datetime) -> None:
        row = {"kind": kind.value, "case": case, "at": at, "due_at": at, "tries": 0, "fault": ""}
        rows = [{"recipient": advisor.email, "language": advisor.language.value, **row} for advisor in recipients]
        if rows:
            self._connection.execute(insert(mails), rows)
            self._events.append((OUTBOX, Missed()))

    def due(self, now: datetime, limit: int) -> Sequence[Mail]:
        query = select(mails).where(mails.c.due_at <= now).order_by(mails.c.due_at, mails.c.id).limit(limit)
        return [
            Mail(row["id"], row["recipient"], Language(row["language"]), MailKind(row["kind"]), row["case"], row["at"], row["tries"])
            for row in self._connection.execute(query).mappings()
        ]

    def take(self, mail: Mail, now: datetime, until: datetime) -> bool:
        untaken = (mails.c.id == mail.id, mails.c.tries == mail.tries, mails.c.due_at <= now)
        taken = self._connection.execute(update(mails).where(*untaken).values(tries=mail.tries + 1, due_at=until))
        return bool(taken.rowcount == 1)

    def sent(self, mail: Mail, at: datetime) -> None:
        """Mark it whoever has taken it since: the server has it."""
        self._connection.execute(update(mails).where(mails.c.id == mail.id).values(due_at=None, sent_at=at, fault=""))

    def postpone(self, mail: Mail, due_at: datetime, fault: str) -> None:
        self._change(mail, due_at=due_at, fault=fault[:64])

    def give_up(self, mail: Mail, fault: str) -> None:
        self._change(mail, due_at=None, fault=fault[:64])

    def _change(self, mail: Mail, **values: Any) -> None:
        """Write what became of this try; nothing when it was sent after all, or somebody else has taken it since."""
        same_try = (mails.c.id == mail.id, mails.c.tries == mail.tries + 1, mails.c.sent_at.is_(None))
        self._connection.execute(update(mails).where(*same_try).values(**values))

"""Who looks at which case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation.events import Event, Missed
from bot.desk.store import QUEUE, page_of
from bot.storage.desk_tables import advisors, case_viewers


class SqlViewers:
    """Fulfils ``bot.desk.presence.ViewerStore``."""

    def __init__(self, connection: Connection, events: list[tuple[str, Event]]) -> None:
        self._connection, self._events = connection, events

    def put(self, case: str, advisor: str, at: datetime, since: datetime) -> None:
        same = (case_viewers.c.case == case, case_viewers.c.advisor == advisor)
        # The row is held until the end of the transaction: two pages of one advisor that open at once make one row.
        self._connection.execute(select(advisors.c.id).where(advisors.c.id == advisor).with_for_update())
        before = self._connection.execute(select(case_viewers.c.at).where(*same)).scalar_one_or_none()
        if before is None:
            self._connection.execute(insert(case_viewers).values(case=case, advisor=advisor, at=at))
        else:
            self._connection.execute(update(case_viewers).where(*same).values(at=at))
        if before is None or before < since:
            self._changed(case)

    def remove(self, case: str, advisor: str) -> None:
        gone = delete(case_viewers).where(case_viewers.c.case == case, case_viewers.c.advisor == advisor)
        if self._connection.execute(gone).rowcount:
            self._changed(case)

    def remove_before(self, before: datetime) -> None:
        self._connection.execute(delete(case_viewers).where(case_viewers.c.at < before))

    def all(self, since: datetime) -> Sequence[tuple[str, str, str]]:
        query = (
            select(case_viewers.c.case, case_viewers.c.advisor, advisors.c.name)
            .join(advisors, advisors.c.id == case_viewers.c.advisor)
            .where(case_viewers.c.at >= since, advisors.c.active.is_(True))
            .order_by(advisors.c.name, advisors.c.id)
        )
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    def _changed(self, case: str) -> None:
        self._events += [(QUEUE, Missed()), (page_of(case), Missed())]

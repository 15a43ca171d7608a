"""Leases: work that one of several gateways on this database has taken for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.engine import Connection

from bot.storage.rows import insert_if_new
from bot.storage.tables import leases


class SqlLeases:
    """Fulfils ``bot.conversation.store.LeaseStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        # The row stays locked until the commit: who asks for it meanwhile waits, and then sees what we did.
        free = and_(leases.c.name == name, or_(leases.c.holder == holder, leases.c.until <= now))
        if self._connection.execute(update(leases).where(free).values(holder=holder, until=until)).rowcount:
            return True
        return insert_if_new(self._connection, leases, name=name, holder=holder, until=until)

    def give_up(self, name: str, holder: str) -> None:
        self._connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))

    def give_up_all(self, beginning: str, holder: str) -> None:
        self._connection.execute(delete(leases).where(leases.c.name.startswith(beginning, autoescape=True), leases.c.holder == holder))

    def forget_before(self, before: datetime) -> None:
        self._connection.execute(delete(leases).where(leases.c.until < before))

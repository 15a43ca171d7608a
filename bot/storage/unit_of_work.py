"""One transaction: all stores on one connection."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.engine import Connection

from bot.conversation.events import Event
from bot.storage.attachments import SqlAttachments
from bot.storage.conversations import SqlConversations, SqlMessages
from bot.storage.desk import SqlAdvisors, SqlCases, SqlIntakes
from bot.storage.leases import SqlLeases
from bot.storage.mails import SqlMails
from bot.storage.records import SqlAudit, SqlFeedback, SqlReports
from bot.storage.reports import SqlStatistics
from bot.storage.rm_requests import SqlRmRequests
from bot.storage.talks import SqlTalks
from bot.storage.telegram import SqlTelegram
from bot.storage.turns import SqlTurns
from bot.storage.viewers import SqlViewers


class SqlUnitOfWork:
    """Fulfils ``bot.conversation.store.UnitOfWork``. The connection's transaction is begun and ended by ``bot.storage.database``.

    A store is made when it is first asked for: most transactions need three or four of them.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.events: list[tuple[str, Event]] = []

    @cached_property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self.connection, self.events)

    @cached_property
    def messages(self) -> SqlMessages:
        return SqlMessages(self.connection, self.events)

    @cached_property
    def turns(self) -> SqlTurns:
        return SqlTurns(self.connection)

    @cached_property
    def feedback(self) -> SqlFeedback:
        return SqlFeedback(self.connection)

    @cached_property
    def audit(self) -> SqlAudit:
        return SqlAudit(self.connection)

    @cached_property
    def reports(self) -> SqlReports:
        return SqlReports(self.connection)

    @cached_property
    def cases(self) -> SqlCases:
        return SqlCases(self.connection, self.events)

    @cached_property
    def advisors(self) -> SqlAdvisors:
        return SqlAdvisors(self.connection)

    @cached_property
    def intakes(self) -> SqlIntakes:
        return SqlIntakes(self.connection)

    @cached_property
    def rm_requests(self) -> SqlRmRequests:
        return SqlRmRequests(self.connection)

    @cached_property
    def talks(self) -> SqlTalks:
        return SqlTalks(self.connection)

    @cached_property
    def attachments(self) -> SqlAttachments:
        return SqlAttachments(self.connection)

    @cached_property
    def statistics(self) -> SqlStatistics:
        return SqlStatistics(self.connection)

    @cached_property
    def leases(self) -> SqlLeases:
        return SqlLeases(self.connection)

    @cached_property
    def mails(self) -> SqlMails:
        return SqlMails(self.connection, self.events)

    @cached_property
    def viewers(self) -> SqlViewers:
        return SqlViewers(self.connection, self.events)

    @cached_property
    def telegram(self) -> SqlTelegram:
        return SqlTelegram(self.connection)

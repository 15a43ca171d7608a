"""One transaction: all stores on one connection."""

from __future__ import annotations

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
    """Fulfils ``bot.conversation.store.UnitOfWork``. The connection's transaction is begun and ended by ``bot.storage.database``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.events: list[tuple[str, Event]] = []
        self.conversations = SqlConversations(connection, self.events)
        self.messages = SqlMessages(connection, self.events)
        self.turns = SqlTurns(connection)
        self.feedback = SqlFeedback(connection)
        self.audit = SqlAudit(connection)
        self.reports = SqlReports(connection)
        self.cases = SqlCases(connection, self.events)
        self.advisors = SqlAdvisors(connection)
        self.intakes = SqlIntakes(connection)
        self.rm_requests = SqlRmRequests(connection)
        self.talks = SqlTalks(connection)
        self.attachments = SqlAttachments(connection)
        self.statistics = SqlStatistics(connection)
        self.leases = SqlLeases(connection)
        self.mails = SqlMails(connection, self.events)
        self.viewers = SqlViewers(connection, self.events)
        self.telegram = SqlTelegram(connection)

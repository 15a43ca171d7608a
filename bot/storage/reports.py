"""What the desk's reports read. Messages have no index on their time: conversations have one on their last activity, which no message of
theirs is later than, so a short period looks at few conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from bot.conversation.model import Author
from bot.desk.model import Mode, Outcome, Status, Urgency
from bot.desk.reports.store import MISSED, CaseLine, Complaint, HandOffs, Miss, Tally, Verdicts
from bot.language import Language
from bot.storage.desk_tables import cases
from bot.storage.tables import buttons, conversations, feedback, messages

_reply, _question = messages.alias("reply"), messages.alias("question")
_asked = and_(_question.c.conversation == _reply.c.conversation, _question.c.number == _reply.c.reply_to)
_in_conversation = conversations.c.id == _reply.c.conversation
_rated = and_(_reply.c.conversation == feedback.c.conversation, _reply.c.number == feedback.c.number)
_UP = func.sum(case((feedback.c.helpful.is_(True), 1), else_=0))
_LINE = [cases.c[name] for name in ("opened_at", "claimed_at", "urgency", "mode", "status", "outcome", "channel", "topic")]


class SqlStatistics:
    """Fulfils ``bot.desk.reports.store.StatisticsStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def misses(self, start: datetime, end: datetime, limit: int) -> Sequence[Miss]:
        query = (
            select(_question.c.conversation, _question.c.number, _question.c.text, _reply.c.language, _reply.c.outcome, _reply.c.at)
            .select_from(_reply.join(conversations, _in_conversation).join(_question, _asked))
            .where(*_replied(start, end), _reply.c.outcome.in_(MISSED), _question.c.author == Author.PERSON.value)
            .order_by(_reply.c.at.desc(), _reply.c.conversation, _reply.c.number)
            .limit(limit)
        )
        found: dict[tuple[str, int], Miss] = {}
        for row in self._connection.execute(query).mappings():
            miss = Miss(row["text"], Language(row["language"]), row["outcome"], row["at"])
            found.setdefault((row["conversation"], row["number"]), miss)
        return list(found.values())

    def miss_times(self, start: datetime, end: datetime) -> Sequence[tuple[Language, datetime]]:
        query = (
            select(_reply.c.conversation, _reply.c.reply_to, func.min(_reply.c.language), func.min(_reply.c.at))
            .select_from(_reply.join(conversations, _in_conversation))
            .where(*_replied(start, end), _reply.c.outcome.in_(MISSED), _reply.c.reply_to.is_not(None))
            .group_by(_reply.c.conversation, _reply.c.reply_to)
        )
        return [(Language(language), at) for _, _, language, at in self._connection.execute(query)]

    def answers(self, start: datetime, end: datetime) -> Sequence[Tally]:
        query = (
            select(_reply.c.outcome, _reply.c.language, func.count())
            .select_from(_reply.join(conversations, _in_conversation))
            .where(*_replied(start, end), _reply.c.outcome != "")
            .group_by(_reply.c.outcome, _reply.c.language)
        )
        return [Tally(outcome, Language(language), count) for outcome, language, count in self._connection.execute(query)]

    def verdicts(self, start: datetime, end: datetime) -> Sequence[Verdicts]:
        query = (
            select(_reply.c.outcome, _reply.c.language, _UP, func.count())
            .select_from(feedback.join(_reply, _rated))
            .where(*_judged(start, end, Author.BOT))
            .group_by(_reply.c.outcome, _reply.c.language)
        )
        rows = self._connection.execute(query)
        return [Verdicts(outcome, Language(language), int(ups), int(every - ups)) for outcome, language, ups, every in rows]

    def hand_offs(self, start: datetime, end: datetime) -> Sequence[HandOffs]:
        query = (
            select(_reply.c.language, _UP, func.count())
            .select_from(feedback.join(_reply, _rated))
            .where(*_judged(start, end, Author.SYSTEM))  # no other notice can be rated
            .group_by(_reply.c.language)
            .order_by(_reply.c.language)
        )
        return [HandOffs(Language(language), int(ups), int(every - ups)) for language, ups, every in self._connection.execute(query)]

    def complaints(self, start: datetime, end: datetime, limit: int, outcome: str | None = None) -> Sequence[Complaint]:
        query = (
            select(_reply.c.outcome, _reply.c.language, _question.c.text, feedback.c.comment, feedback.c.at)
            .select_from(feedback.join(_reply, _rated).outerjoin(_question, _asked))
            .where(*_judged(start, end, Author.BOT), feedback.c.helpful.is_(False))
            .order_by(feedback.c.at.desc(), feedback.c.conversation, feedback.c.number)
            .limit(limit)
        )
        if outcome is not None:
            query = query.where(_reply.c.outcome == outcome)
        rows = self._connection.execute(query)
        return [Complaint(found, Language(language), question or "", comment, at) for found, language, question, comment, at in rows]

    def offered(self, start: datetime, end: datetime) -> Sequence[tuple[str, int]]:
        under = and_(buttons.c.conversation == _reply.c.conversation, buttons.c.number == _reply.c.number)
        query = (
            select(buttons.c.title, func.count())
            .select_from(_reply.join(conversations, _in_conversation).join(buttons, under))
            .where(*_replied(start, end), _reply.c.outcome == "clarify")
            .group_by(buttons.c.title)
        )
        return [(title, count) for title, count in self._connection.execute(query)]

    def cases(self, start: datetime, end: datetime) -> Sequence[CaseLine]:
        return self._lines(and_(cases.c.opened_at >= start, cases.c.opened_at < end))

    def waiting(self) -> Sequence[CaseLine]:
        return self._lines(cases.c.status == Status.OPEN.value)

    def _lines(self, condition: Any) -> Sequence[CaseLine]:
        query = select(*_LINE).where(condition).order_by(cases.c.opened_at, cases.c.reference)
        return [
            CaseLine(
                row["opened_at"],
                row["claimed_at"],
                Urgency(row["urgency"]),
                Mode(row["mode"]),
                Status(row["status"]),
                Outcome(row["outcome"]) if row["outcome"] else None,
                row["channel"],
                row["topic"],
            )
            for row in self._connection.execute(query).mappings()
        ]


def _replied(start: datetime, end: datetime) -> tuple[Any, ...]:
    return (conversations.c.active_at >= start, _reply.c.at >= start, _reply.c.at < end, _reply.c.author == Author.BOT.value)


def _judged(start: datetime, end: datetime, author: Author) -> tuple[Any, ...]:
    return (feedback.c.at >= start, feedback.c.at < end, _reply.c.author == author.value)

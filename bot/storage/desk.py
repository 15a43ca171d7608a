"""The desk in the database: cases, notes, questions under way, advisors and their sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.conversation.events import Event, Missed
from bot.conversation.model import Advisor as Speaker
from bot.conversation.model import Owner
from bot.desk.errors import CaseChanged, EmailTaken, UnknownAdvisor, UnknownCase
from bot.desk.intake import Intake
from bot.desk.model import Advisor, Case, Facts, Mode, Note, Outcome, Role, Status, Urgency
from bot.desk.shipment import Shipment
from bot.desk.steps import Step
from bot.desk.store import QUEUE, QueueNews, Session, Told, Waiting, page_of
from bot.language import Language
from bot.storage.desk_tables import advisors, cases, desk_sessions, notes
from bot.storage.questions import SqlQuestions
from bot.storage.tables import conversations

Row = Mapping[str, Any]


class SqlCases:
    def __init__(self, connection: Connection, events: list[tuple[str, Event]]) -> None:
        self._connection, self._events = connection, events

    def add(self, case: Case) -> None:
        self._connection.execute(insert(cases).values(reference=case.reference, revision=0, **_row_of_case(case)))
        self._changed(case.reference)

    def get(self, reference: str) -> Case:
        row = self._connection.execute(select(cases).where(cases.c.reference == reference)).mappings().first()
        if row is None:
            raise UnknownCase()
        return _case_of(row)

    def claim(self, reference: str, advisor: Speaker, at: datetime) -> bool:
        mine = {"status": Status.CLAIMED.value, "advisor_id": advisor.id, "advisor_name": advisor.name, "claimed_at": at}
        claimed = self._connection.execute(
            update(cases)
            .where(cases.c.reference == reference, cases.c.advisor_id.is_(None), cases.c.status == Status.OPEN.value)
            .values(revision=cases.c.revision + 1, **mine)
        )
        self._changed(reference)
        return bool(claimed.rowcount == 1)

    def save(self, case: Case) -> None:
        saved = self._connection.execute(
            update(cases)
            .where(cases.c.reference == case.reference, cases.c.revision == case.revision)
            .values(revision=case.revision + 1, **_row_of_case(case))
        )
        if saved.rowcount != 1:
            raise CaseChanged()
        case.revision += 1
        self._changed(case.reference)

    def unresolved_of(self, conversation: str) -> Case | None:
        query = select(cases).where(cases.c.conversation == conversation, cases.c.status != Status.RESOLVED.value).limit(1)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _case_of(row)

    def queue(self, limit: int) -> Sequence[Waiting]:
        query = (
            select(cases, conversations.c.owner, conversations.c.active_at)
            .join(conversations, conversations.c.id == cases.c.conversation)
            .where(cases.c.status != Status.RESOLVED.value)
            .order_by(cases.c.urgency_rank, cases.c.opened_at)
            .limit(limit)
        )
        return [Waiting(_case_of(row), Owner(row["owner"]), row["active_at"]) for row in self._connection.execute(query).mappings()]

    def news(self, advisor: str, limit: int) -> QueueNews:
        unclaimed = cases.c.status == Status.OPEN.value
        mine = and_(cases.c.status == Status.CLAIMED.value, cases.c.advisor_id == advisor)
        waiting = self._connection.execute(select(func.count()).select_from(cases).where(unclaimed)).scalar_one()
        query = select(cases.c.reference, cases.c.urgency, cases.c.advisor_id).where(or_(unclaimed, mine))
        rows = self._connection.execute(query.order_by(cases.c.opened_at.desc()).limit(limit)).mappings()
        told = [Told(row["reference"], row["urgency"] == Urgency.URGENT.value, row["advisor_id"] is not None) for row in rows]
        return QueueNews(int(waiting), told)

    def ended_before(self, case: Case) -> datetime | None:
        query = select(func.max(cases.c.resolved_at)).where(cases.c.conversation == case.conversation, cases.c.opened_at < case.opened_at)
        found: datetime | None = self._connection.execute(query).scalar_one()
        return found

    def taken(self, reference: str) -> bool:
        return self._connection.execute(select(cases.c.reference).where(cases.c.reference == reference)).first() is not None

    def add_note(self, note: Note) -> None:
        self._connection.execute(insert(notes).values(**asdict(note)))
        self._changed(note.case)

    def notes(self, reference: str) -> Sequence[Note]:
        rows = self._connection.execute(select(notes).where(notes.c.case == reference).order_by(notes.c.id)).mappings()
        return [Note(row["case"], row["author"], row["text"], row["at"]) for row in rows]

    def _changed(self, reference: str) -> None:
        """Tell the queue and the pages of the case, which see more than what is said in its conversation."""
        self._events += [(QUEUE, Missed()), (page_of(reference), Missed())]


class SqlAdvisors:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, advisor: Advisor) -> None:
        if self.by_email(advisor.email) is not None:
            raise EmailTaken()
        self._connection.execute(insert(advisors).values(id=advisor.id, **_row_of_advisor(advisor)))

    def get(self, advisor: str, *, lock: bool = False) -> Advisor:
        found = self._first(advisors.c.id == advisor, lock)
        if found is None:
            raise UnknownAdvisor()
        return found

    def by_email(self, email: str, *, lock: bool = False) -> Advisor | None:
        return self._first(advisors.c.email == email.strip().lower(), lock)

    def save(self, advisor: Advisor) -> None:
        self._connection.execute(update(advisors).where(advisors.c.id == advisor.id).values(**_row_of_advisor(advisor)))

    def all(self) -> Sequence[Advisor]:
        return [_advisor_of(row) for row in self._connection.execute(select(advisors).order_by(advisors.c.name)).mappings()]

    def anyone_seen_since(self, since: datetime) -> bool:
        roles = [role.value for role in Role if role.works_on_cases]
        query = select(func.count()).where(advisors.c.seen_at >= since, advisors.c.active.is_(True), advisors.c.role.in_(roles))
        return bool(self._connection.execute(query).scalar_one())

    def seen(self, advisor: str, at: datetime) -> None:
        self._connection.execute(update(advisors).where(advisors.c.id == advisor).values(seen_at=at))

    def open_session(self, session: Session) -> None:
        self._connection.execute(insert(desk_sessions).values(**asdict(session)))

    def session(self, key: str) -> Session | None:
        row = self._connection.execute(select(desk_sessions).where(desk_sessions.c.key == key)).mappings().first()
        return None if row is None else Session(row["key"], row["advisor"], row["csrf"], row["ends_at"])

    def end_session(self, key: str) -> None:
        self._connection.execute(delete(desk_sessions).where(desk_sessions.c.key == key))

    def end_sessions_of(self, advisor: str) -> None:
        self._connection.execute(delete(desk_sessions).where(desk_sessions.c.advisor == advisor))

    def end_sessions_before(self, at: datetime) -> None:
        self._connection.execute(delete(desk_sessions).where(desk_sessions.c.ends_at < at))

    def _first(self, condition: Any, lock: bool) -> Advisor | None:
        query = select(advisors).where(condition)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings().first()
        return None if row is None else _advisor_of(row)


class SqlIntakes(SqlQuestions):
    def get(self, conversation: str) -> Intake | None:
        state = self._state(conversation)
        if state is None or "flow" in state:  # other questions are under way (bot.storage.rm_requests)
            return None
        consented = datetime.fromisoformat(state["consented_at"]) if state["consented_at"] else None
        return Intake(
            Step(state["step"]),
            Language(state["language"]),
            Facts(**state["facts"]),
            consented,
            state["correcting"],
            _shipment_of(state.get("shipment")),
        )

    def put(self, conversation: str, intake: Intake, at: datetime) -> None:
        state = {
            "step": intake.step.value,
            "language": intake.language.value,
            "facts": asdict(intake.facts),
            "consented_at": intake.consented_at.isoformat() if intake.consented_at else None,
            "correcting": intake.correcting,
            "shipment": intake.shipment.as_json() if intake.shipment else None,
        }
        self._keep(conversation, state, at)


def _case_of(row: Row) -> Case:
    return Case(
        reference=row["reference"],
        conversation=row["conversation"],
        channel=row["channel"],
        language=Language(row["language"]),
        opened_at=row["opened_at"],
        consented_at=row["consented_at"],
        topic=row["topic"],
        urgency=Urgency(row["urgency"]),
        mode=Mode(row["mode"]),
        facts=Facts(**row["facts"]),
        shipment=_shipment_of(row["shipment"]),
        status=Status(row["status"]),
        advisor=Speaker(row["advisor_id"], row["advisor_name"]) if row["advisor_id"] else None,
        claimed_at=row["claimed_at"],
        resolved_at=row["resolved_at"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        calls=row["calls"],
        revision=row["revision"],
    )


def _row_of_case(case: Case) -> dict[str, Any]:
    return {
        "conversation": case.conversation,
        "channel": case.channel,
        "language": case.language.value,
        "opened_at": case.opened_at,
        "consented_at": case.consented_at,
        "topic": case.topic,
        "urgency": case.urgency.value,
        "urgency_rank": case.rank,
        "mode": case.mode.value,
        "facts": asdict(case.facts),
        "shipment": case.shipment.as_json() if case.shipment else None,
        "status": case.status.value,
        "advisor_id": case.advisor.id if case.advisor else None,
        "advisor_name": case.advisor.name if case.advisor else None,
        "claimed_at": case.claimed_at,
        "resolved_at": case.resolved_at,
        "outcome": case.outcome.value if case.outcome else None,
        "calls": case.calls,
    }


def _shipment_of(stored: Mapping[str, Any] | None) -> Shipment | None:
    return None if stored is None else Shipment.from_json(stored)


def _advisor_of(row: Row) -> Advisor:
    return Advisor(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        password=row["password"],
        language=Language(row["language"]),
        active=row["active"],
        failures=row["failures"],
        locked_until=row["locked_until"],
        seen_at=row["seen_at"],
    )


def _row_of_advisor(advisor: Advisor) -> dict[str, Any]:
    return {
        "name": advisor.name,
        "email": advisor.email.strip().lower(),
        "role": advisor.role.value,
        "password": advisor.password,
        "language": advisor.language.value,
        "active": advisor.active,
        "failures": advisor.failures,
        "locked_until": advisor.locked_until,
        "seen_at": advisor.seen_at,
    }

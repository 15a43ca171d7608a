"""What the database has to keep true for the desk, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from itertools import count

import pytest

from bot.conversation.events import Missed
from bot.conversation.model import Advisor as Speaker
from bot.conversation.model import Conversation, Owner
from bot.conversation.store import UnitOfWork
from bot.desk.errors import CaseChanged, EmailTaken, UnknownAdvisor, UnknownCase
from bot.desk.intake import Intake, Step
from bot.desk.model import Advisor, Case, Facts, Mode, Note, Outcome, Role, Status, Urgency
from bot.desk.store import QUEUE, Session
from bot.language import Language
from bot.storage.database import SqlDatabase

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ANNE, MARC = Speaker("a1", "Anne"), Speaker("a2", "Marc")
_numbers = count(1)


def a_case(unit: UnitOfWork, reference: str, **details: object) -> Case:
    conversation = f"c{next(_numbers)}"
    unit.conversations.add(Conversation(conversation, "web", Language.EN, NOON, NOON, Language.EN))
    given = {"opened_at": NOON, "consented_at": NOON, **details}
    case = Case(reference, conversation, "web", Language.EN, **given)  # type: ignore[arg-type]
    unit.cases.add(case)
    return case


def an_advisor(id_: str = "a1", email: str = "anne@cfib.ca", **details: object) -> Advisor:
    return Advisor(id_, "Anne", email, **{"role": Role.ADVISOR, "password": "x", **details})  # type: ignore[arg-type]


async def test_a_case_comes_back_as_it_was_stored(database: SqlDatabase) -> None:
    facts = Facts("Zoé Ñ.", "Boîtes & Cie", "+1 613-555-0123", "", "QC", "le matin")
    details = {"topic": "goods_stuck", "urgency": Urgency.URGENT, "mode": Mode.CALL_BACK, "facts": facts}
    stored, _ = await database.write(lambda unit: a_case(unit, "AAA-0001", **details))
    assert await database.read(lambda unit: unit.cases.get("AAA-0001")) == stored


async def test_an_unknown_case_is_an_error(database: SqlDatabase) -> None:
    with pytest.raises(UnknownCase):
        await database.read(lambda unit: unit.cases.get("AAA-0001"))


async def test_of_two_claims_at_once_one_wins(database: SqlDatabase) -> None:
    for index in range(10):
        reference = f"AAA-{index}"
        await database.write(lambda unit, reference=reference: a_case(unit, reference))

        def claim(unit: UnitOfWork, advisor: Speaker, reference: str = reference) -> bool:
            return unit.cases.claim(reference, advisor, NOON)

        claims = [database.write(lambda unit, advisor=advisor: claim(unit, advisor)) for advisor in (ANNE, MARC)]
        won = [result for result, _ in await asyncio.gather(*claims)]
        assert sorted(won) == [False, True]
        case = await database.read(lambda unit, reference=reference: unit.cases.get(reference))
        assert case.advisor == (ANNE if won[0] else MARC)
        assert case.status is Status.CLAIMED


async def test_a_write_based_on_an_old_reading_is_refused(database: SqlDatabase) -> None:
    stale, _ = await database.write(lambda unit: a_case(unit, "AAA-0001"))
    await database.write(lambda unit: unit.cases.claim("AAA-0001", ANNE, NOON))
    with pytest.raises(CaseChanged):
        await database.write(lambda unit: unit.cases.save(stale))


async def test_the_queue_is_urgent_first_then_by_wait_and_without_resolved_cases(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        a_case(unit, "LATE", opened_at=NOON + timedelta(minutes=2))
        a_case(unit, "EARLY", opened_at=NOON)
        a_case(unit, "STUCK", opened_at=NOON + timedelta(minutes=3), urgency=Urgency.URGENT)
        done = a_case(unit, "DONE")
        done.claim(ANNE, NOON)
        done.resolve(Outcome.ANSWERED, NOON, by="a1")
        unit.cases.save(done)

    _, events = await database.write(fill)
    assert (QUEUE, Missed()) in events
    queue = await database.read(lambda unit: unit.cases.queue(10))
    assert [waiting.case.reference for waiting in queue] == ["STUCK", "EARLY", "LATE"]
    assert queue[0].owner is Owner.BOT


async def test_a_case_and_its_notes_go_with_the_conversation(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> str:
        case = a_case(unit, "AAA-0001")
        unit.cases.add_note(Note("AAA-0001", "Anne", "called CBSA", NOON))
        unit.intakes.put(case.conversation, Intake(Step.NAME, Language.FR), NOON)
        return case.conversation

    conversation, _ = await database.write(fill)
    assert [note.text for note in await database.read(lambda unit: unit.cases.notes("AAA-0001"))] == ["called CBSA"]
    assert (await database.read(lambda unit: unit.cases.unresolved_of(conversation))) is not None
    await database.write(lambda unit: unit.conversations.delete(conversation))
    assert await database.read(lambda unit: unit.cases.queue(10)) == []
    assert await database.read(lambda unit: unit.cases.notes("AAA-0001")) == []
    assert await database.read(lambda unit: unit.intakes.get(conversation)) is None


async def test_questions_under_way_come_back_as_they_were(database: SqlDatabase) -> None:
    intake = Intake(Step.CONTACT, Language.FR, Facts("Zoé"), NOON, correcting=True)

    def fill(unit: UnitOfWork) -> str:
        conversation = a_case(unit, "AAA-0001").conversation
        unit.intakes.put(conversation, Intake(Step.NAME, Language.FR), NOON)
        unit.intakes.put(conversation, intake, NOON)
        return conversation

    conversation, _ = await database.write(fill)
    assert await database.read(lambda unit: unit.intakes.get(conversation)) == intake


async def test_two_advisors_cannot_share_an_address_however_it_is_written(database: SqlDatabase) -> None:
    await database.write(lambda unit: unit.advisors.add(an_advisor()))
    with pytest.raises(EmailTaken):
        await database.write(lambda unit: unit.advisors.add(an_advisor("a2", " Anne@CFIB.ca ")))
    with pytest.raises(UnknownAdvisor):
        await database.read(lambda unit: unit.advisors.get("a2"))
    assert await database.read(lambda unit: unit.advisors.by_email("ANNE@cfib.ca")) == an_advisor()


async def test_only_those_who_work_on_cases_count_as_present(database: SqlDatabase) -> None:
    def seen(unit: UnitOfWork, id_: str) -> None:
        unit.advisors.seen(id_, NOON)

    await database.write(lambda unit: unit.advisors.add(an_advisor()))
    await database.write(lambda unit: unit.advisors.add(an_advisor("e1", "ed@cfib.ca", role=Role.EDITOR)))
    await database.write(lambda unit: seen(unit, "e1"))
    assert not await database.read(lambda unit: unit.advisors.anyone_seen_since(NOON))
    await database.write(lambda unit: seen(unit, "a1"))
    assert await database.read(lambda unit: unit.advisors.anyone_seen_since(NOON))
    assert not await database.read(lambda unit: unit.advisors.anyone_seen_since(NOON + timedelta(seconds=1)))


async def test_sessions_end_alone_together_and_with_time(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        unit.advisors.add(an_advisor())
        for key, hours in (("k1", 1), ("k2", 1), ("k3", -1)):
            unit.advisors.open_session(Session(key, "a1", "token", NOON + timedelta(hours=hours)))

    await database.write(fill)
    await database.write(lambda unit: unit.advisors.end_sessions_before(NOON))
    await database.write(lambda unit: unit.advisors.end_session("k1"))
    found = [await database.read(lambda unit, key=key: unit.advisors.session(key)) for key in ("k1", "k2", "k3")]
    assert [session is not None for session in found] == [False, True, False]
    await database.write(lambda unit: unit.advisors.end_sessions_of("a1"))
    assert await database.read(lambda unit: unit.advisors.session("k2")) is None

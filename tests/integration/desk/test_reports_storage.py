"""What the reports read, on SQLite and PostgreSQL: only what belongs to the period, each question once, and nothing that was deleted."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.model import Author, Choice, Conversation, Kind
from bot.conversation.store import UnitOfWork
from bot.desk.model import Case, Facts, Mode, Status, Urgency
from bot.desk.reports.period import Period
from bot.desk.reports.service import Reports, Standing
from bot.desk.reports.store import CaseLine, Complaint, Miss, Tally, Verdicts
from bot.language import Language
from bot.storage.database import SqlDatabase
from tests.fakes.desk import ANNE, desk_services

pytestmark = pytest.mark.asyncio
EN, FR = Language.EN, Language.FR
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)
START, END = NOON - timedelta(days=7), NOON + timedelta(days=1)


def talk(unit: UnitOfWork, id_: str, at: datetime, *asked: tuple[str, str], language: Language = EN) -> None:
    """Have a person ask things, each answered with an outcome; several outcomes, parted by a comma, are several replies."""
    found = Conversation(id_, "web", language, at, at, language)
    unit.conversations.add(found)
    for text, outcomes in asked:
        question = found.add(Author.PERSON, Kind.TEXT, text, at)
        unit.messages.add(question)
        for outcome in outcomes.split(","):
            choices = (Choice(f"{id_}-{found.last_number}", "Who must register?", "x"),) if outcome == "clarify" else ()
            reply = found.add(Author.BOT, Kind.ANSWER, "…", at, outcome=outcome, reply_to=question.number, choices=choices)
            unit.messages.add(reply)
    unit.conversations.save(found)


async def test_questions_without_an_answer_are_found_once_each_newest_first(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        talk(unit, "c1", NOON, ("What is it?", "what_is_carm"), ("HS code?", "out_of_scope"), ("two things", "clarify,error"))
        talk(unit, "c2", NOON - timedelta(hours=1), ("Le vin?", "out_of_scope"), language=FR)
        talk(unit, "c3", START - timedelta(seconds=1), ("too early", "out_of_scope"))
        talk(unit, "c4", END, ("too late", "out_of_scope"))

    await database.write(fill)
    found = await database.read(lambda unit: unit.statistics.misses(START, END, 10))
    assert found == [
        Miss("HS code?", EN, "out_of_scope", NOON),
        Miss("two things", EN, "clarify", NOON),
        Miss("Le vin?", FR, "out_of_scope", NOON - timedelta(hours=1)),
    ]
    assert len(await database.read(lambda unit: unit.statistics.misses(START, END, 1))) == 1
    times = await database.read(lambda unit: unit.statistics.miss_times(START, END))
    assert sorted(times) == [(EN, NOON), (EN, NOON), (FR, NOON - timedelta(hours=1))]


async def test_answers_are_counted_by_outcome_and_language(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        talk(unit, "c1", NOON, ("a", "what_is_carm"), ("b", "what_is_carm"), ("c", "clarify"))
        talk(unit, "c2", NOON, ("d", "what_is_carm"), language=FR)

    await database.write(fill)
    found = await database.read(lambda unit: unit.statistics.answers(START, END))
    assert sorted(found, key=lambda each: (each.outcome, each.language)) == [
        Tally("clarify", EN, 1),
        Tally("what_is_carm", EN, 2),
        Tally("what_is_carm", FR, 1),
    ]
    assert await database.read(lambda unit: unit.statistics.offered(START, END)) == [("Who must register?", 1)]


async def test_ratings_are_counted_and_those_that_complain_are_told_with_their_question(database: SqlDatabase) -> None:
    def fill(unit: UnitOfWork) -> None:
        talk(unit, "c1", NOON - timedelta(days=30), ("a", "what_is_carm"), ("b", "what_is_carm"))
        talk(unit, "c2", NOON, ("Combien?", "how_much_security"), language=FR)
        unit.feedback.put("c1", 2, True, "", NOON)  # rated long after it was said
        unit.feedback.put("c1", 4, False, "No date", NOON)
        unit.feedback.put("c2", 2, False, "", NOON + timedelta(minutes=1))

    await database.write(fill)
    verdicts = await database.read(lambda unit: unit.statistics.verdicts(START, END))
    assert sorted(verdicts, key=lambda each: each.outcome) == [Verdicts("how_much_security", FR, 0, 1), Verdicts("what_is_carm", EN, 1, 1)]
    complaints = await database.read(lambda unit: unit.statistics.complaints(START, END, 10))
    assert complaints == [
        Complaint("how_much_security", FR, "Combien?", "", NOON + timedelta(minutes=1)),
        Complaint("what_is_carm", EN, "b", "No date", NOON),
    ]
    of_one = await database.read(lambda unit: unit.statistics.complaints(START, END, 10, "what_is_carm"))
    assert [each.comment for each in of_one] == ["No date"]


async def test_cases_are_told_without_anything_of_their_person(database: SqlDatabase) -> None:
    facts = Facts("Zoé", "Roy Inc.", "+1 613-555-0123", "", "ON", "")

    def fill(unit: UnitOfWork) -> None:
        talk(unit, "c1", NOON, ("a", "goods_stuck"))
        unit.cases.add(Case("AAA-1111", "c1", "web", EN, NOON, NOON, "goods_stuck", Urgency.URGENT, Mode.CALL_BACK, facts))
        unit.cases.add(Case("BBB-2222", "c1", "web", EN, START - timedelta(days=1), NOON))

    await database.write(fill)
    line = CaseLine(NOON, None, Urgency.URGENT, Mode.CALL_BACK, Status.OPEN, None, "web", "goods_stuck")
    assert await database.read(lambda unit: unit.statistics.cases(START, END)) == [line]
    assert len(await database.read(lambda unit: unit.statistics.waiting())) == 2


async def test_what_a_person_deleted_is_in_no_report(database: SqlDatabase) -> None:
    await database.write(lambda unit: talk(unit, "c1", NOON, ("HS code?", "out_of_scope")))
    await database.write(lambda unit: unit.conversations.delete("c1"))
    assert await database.read(lambda unit: unit.statistics.misses(START, END, 10)) == []
    assert await database.read(lambda unit: unit.statistics.answers(START, END)) == []


async def test_a_report_of_a_day_at_the_desk(url: str) -> None:
    async with desk_services(url) as office:
        conversation = await office.begin()
        await office.walk(conversation, "gibberish", "gibberish", "stuck")
        answered = (await office.messages(conversation))[-1]
        await office.conversations.rate(conversation, answered.number, helpful=False, comment="No phone number")
        reference = await office.case(conversation)
        office.clock.pass_(minutes=4)
        await office.desk.claim(reference, ANNE)
        reports = Reports(office.ledger, office.clock)
        period = Period.of_days(7, office.clock().date())
        report = await reports.of(period, ["goods_stuck", "what_is_carm"])
        assert report.missed == 2
        assert [(each.size, each.question) for each in report.clusters.found] == [(2, "gibberish")]
        assert [(each.topic, each.total) for each in report.topics] == [("goods_stuck", 1), ("what_is_carm", 0)]
        assert [(each.question, each.comment) for each in report.complaints] == [("stuck", "No phone number")]
        urgent = next(wait for wait in report.waits if wait.urgency is Urgency.URGENT and wait.mode is None)
        assert (urgent.claimed, urgent.median, urgent.waiting) == (1, 240, 0)
        assert report.cases_by_day.totals[-1] == 1
        assert report.misses_by_day.totals[-1] == 2
        standing = await reports.standings(30, {"Who must register?": "who_must_register"}.get)
        assert standing["goods_stuck"] == Standing(given=1, up=0, down=1, offered=0)
        await reports.downloaded("misses", period, ANNE)

"""From "I want a person" to an advisor and back, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.errors import AlreadyClaimed, EmptyText, TextTooLong
from bot.conversation.model import Author, Owner
from bot.desk.errors import CaseClosed, NotYourCase, UnknownAdvisor, UnknownCase
from bot.desk.model import Mode, Outcome, Status, Urgency
from bot.desk.service import REPLY_LIMIT
from bot.language import Language
from tests.fakes.desk import ANNE, EDITH, MARC, DeskServices, desk_services

pytestmark = pytest.mark.asyncio


async def owner(office: DeskServices, conversation: str) -> Owner:
    return (await office.conversations.get(conversation)).owner


async def test_a_person_is_offered_an_advisor_and_gets_a_case_with_its_reference(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.told(conversation, "stuck")
    await office.told(conversation, "gibberish")
    reference = await office.case(conversation)
    file = await office.desk.file(reference)
    assert (file.case.mode, file.case.urgency, file.case.topic) == (Mode.LIVE, Urgency.URGENT, "goods_stuck")
    assert (file.case.facts.name, file.case.facts.phone, file.case.facts.province) == ("Zoé", "+1 613-555-0123", "ON")
    assert [message.text for message in file.missed] == ["gibberish"]
    assert reference in (await office.texts(conversation))[-1]
    assert await owner(office, conversation) is Owner.WAITING
    assert not any(said.text.startswith(("Zoé", "613")) for said in office.engine.said)


async def test_the_same_in_french_by_buttons(office: DeskServices) -> None:
    conversation = await office.begin(Language.FR)
    await office.present()
    offer = await office.told(conversation, "personne")
    accept = next(choice for choice in offer.choices if choice.title.startswith("Me mettre"))
    await office.conversations.hear(conversation, "press-1", button=accept.id)
    await office.answers(conversation, 3)
    consent = (await office.messages(conversation))[-1]
    assert "accord" in consent.text
    assert consent.language is Language.FR
    last = await office.walk(conversation, "oui", "Zoé *gras*", "passer", "passer", "au Québec")
    assert "- **Nom\u00a0:** Zoé \\*gras\\*" in last.text
    assert "Québec" in last.text


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        pytest.param((), "Voulez-vous qu’un conseiller", id="the offer"),
        pytest.param(("yes",), "Êtes-vous d’accord?", id="consent"),
        pytest.param(("yes", "yes"), "Quel est votre nom?", id="a question"),
        pytest.param(("yes", "yes", "Zoé", "skip", "skip", "skip"), "- **Nom\u00a0:** Zoé", id="the review"),
    ],
)
async def test_a_change_of_language_asks_the_same_again_and_answers_nothing(
    office: DeskServices, said: tuple[str, ...], asked: str
) -> None:
    conversation = await office.begin()
    await office.present()
    await office.walk(conversation, "person", *said)
    before = len(await office.texts(conversation, Author.BOT))
    await office.conversations.choose_language(conversation, Language.FR)
    await office.answers(conversation, before + 1)
    await office.idle()
    last = (await office.messages(conversation, Author.BOT))[-1]
    assert asked in last.text
    assert last.language is Language.FR
    assert await owner(office, conversation) is Owner.BOT


async def test_when_nobody_is_there_the_case_is_a_call_back_and_the_bot_goes_on(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)  # Saturday
    reference = await office.case(conversation, there=False)
    assert (await office.desk.file(reference)).case.mode is Mode.CALL_BACK
    told = (await office.texts(conversation))[-1]
    assert "November 30, 2026 at 9\u00a0am" in told
    assert "613-555-0123" in told
    assert (await office.told(conversation, "What is CARM?")).text == "You said: What is CARM?"


async def test_who_was_offered_an_advisor_gets_one_although_it_is_after_hours_where_they_live(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(hours=6)  # four in Ottawa, half past five in St. John's
    await office.present()
    assert "One is here now" in (await office.told(conversation, "person")).text
    await office.walk(conversation, "yes", "yes", "Zoé", "skip", "709-555-0123", "Newfoundland", "skip", "send")
    (waiting,) = await office.desk.queue()
    assert (waiting.case.facts.province, waiting.case.mode) == ("NL", Mode.LIVE)


async def test_a_question_in_between_is_answered_and_the_step_is_kept(office: DeskServices) -> None:
    conversation = await office.begin()
    last = await office.walk(conversation, "person", "yes", "yes", "What is CARM?")
    assert "You said: What is CARM?" in await office.texts(conversation)
    assert last.text == "What is your name?"


async def test_a_question_without_its_mark_is_one_if_the_assistant_has_its_answer(office: DeskServices) -> None:
    conversation = await office.begin()
    last = await office.walk(conversation, "person", "yes", "yes", "how do I find my RM number")
    assert "Ask your broker." in await office.texts(conversation)
    assert last.text == "What is your name?"
    last = await office.walk(conversation, "Zoé", "What a Bagel Inc.")
    assert last.text.startswith("At which phone number")


async def test_without_consent_nothing_is_kept(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.walk(conversation, "person", "yes", "no", "hello")
    assert await office.desk.queue() == []
    assert (await office.texts(conversation))[-1] == "You said: hello"


async def test_starting_over_drops_the_questions(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.walk(conversation, "person", "yes", "yes")
    await office.conversations.start_over(conversation)
    assert (await office.told(conversation, "Zoé")).text == "You said: Zoé"


async def test_who_has_a_case_is_told_of_it_instead_of_a_second_one(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)
    reference = await office.case(conversation, there=False)
    assert reference in (await office.told(conversation, "person")).text
    assert len(await office.desk.queue()) == 1


async def test_from_claim_to_hand_back(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    await office.desk.reply(reference, ANNE, "Hello, this is Anne.", client_id="r1")
    await office.desk.reply(reference, ANNE, "Hello, this is Anne.", client_id="r1")
    assert await office.texts(conversation, Author.ADVISOR) == ["Hello, this is Anne."]
    with pytest.raises(AlreadyClaimed) as refused:
        await office.desk.claim(reference, MARC)
    assert refused.value.advisor == "Anne Roy"
    await office.say(conversation, "person")
    await office.desk.hand_back(reference, ANNE)
    await office.idle()
    assert office.engine.forgot == [conversation]
    assert await office.notices(conversation) == ["joined", "handed_back"]
    assert (await office.desk.file(reference)).case.status is Status.CLAIMED
    assert (await office.told(conversation, "hello")).text == "You said: hello"


@pytest.mark.parametrize(
    ("text", "refusal"), [pytest.param(" \n ", EmptyText, id="nothing"), pytest.param("x" * (REPLY_LIMIT + 1), TextTooLong, id="too long")]
)
async def test_a_reply_that_is_no_reply_claims_nothing(office: DeskServices, text: str, refusal: type[Exception]) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    with pytest.raises(refusal):
        await office.desk.reply(reference, ANNE, text, client_id="r1")
    assert await owner(office, conversation) is Owner.WAITING
    assert await office.texts(conversation, Author.ADVISOR) == []


async def test_two_advisors_claim_at_once_and_one_wins(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    results = await asyncio.gather(*(office.desk.claim(reference, who) for who in (ANNE, MARC)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyClaimed", "NoneType"]
    file = await office.desk.file(reference)
    assert file.case.advisor == file.conversation.advisor


async def test_only_who_has_the_case_may_transfer_hand_back_or_resolve_it(office: DeskServices) -> None:
    reference = await office.case(await office.begin())
    await office.desk.claim(reference, ANNE)
    for step in (
        office.desk.transfer(reference, MARC, "a2"),
        office.desk.hand_back(reference, MARC),
        office.desk.resolve(reference, MARC, Outcome.ANSWERED),
        office.desk.called(reference, MARC, reached=True),
    ):
        with pytest.raises(NotYourCase):
            await step


async def test_a_transfer_goes_to_someone_who_works_on_cases_and_the_bot_stays_silent(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    with pytest.raises(UnknownAdvisor):
        await office.desk.transfer(reference, ANNE, EDITH.id)
    await office.desk.transfer(reference, ANNE, MARC.id)
    assert await owner(office, conversation) is Owner.HUMAN
    await office.desk.reply(reference, MARC, "Marc here.", client_id="r2")
    with pytest.raises(AlreadyClaimed):
        await office.desk.reply(reference, ANNE, "Anne again", client_id="r3")


async def test_resolving_gives_the_conversation_back_and_closes_the_case(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    await office.desk.resolve(reference, ANNE, Outcome.ANSWERED)
    assert await owner(office, conversation) is Owner.BOT
    assert await office.desk.queue() == []
    with pytest.raises(CaseClosed):
        await office.desk.reply(reference, ANNE, "one more", client_id="r9")
    assert await office.texts(conversation, Author.ADVISOR) == []


async def test_a_reply_that_is_sent_again_is_said_once_but_other_words_are_never_lost(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    first = await office.desk.reply(reference, ANNE, "Good morning.", client_id="typed-here")
    assert await office.desk.reply(reference, ANNE, " Good morning. ", client_id="typed-here") == first
    await office.desk.reply(reference, ANNE, "In a copy of the tab.", client_id="typed-here")
    assert await office.texts(conversation, Author.ADVISOR) == ["Good morning.", "In a copy of the tab."]


async def test_a_note_that_is_sent_again_is_kept_once_but_one_of_another_day_is_another(office: DeskServices) -> None:
    reference = await office.case(await office.begin())
    for _ in range(2):
        await office.desk.note(reference, ANNE, "No answer.")
    office.clock.pass_(minutes=2)
    await office.desk.note(reference, ANNE, "No answer.")
    assert [note.text for note in (await office.desk.file(reference)).notes] == ["No answer.", "No answer."]


async def test_a_note_is_never_a_message(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    before = await office.texts(conversation)
    await office.desk.note(reference, ANNE, "sounds upset, call CBSA first")
    assert await office.texts(conversation) == before
    assert [note.text for note in (await office.desk.file(reference)).notes] == ["sounds upset, call CBSA first"]


async def test_who_waits_too_long_gets_the_bot_back_and_keeps_the_case(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    assert await office.desk.release_those_who_wait_too_long() == 0
    office.clock.pass_(minutes=11)
    assert await office.desk.release_those_who_wait_too_long() == 1
    assert await owner(office, conversation) is Owner.BOT
    assert [(waiting.case.reference, waiting.case.mode) for waiting in await office.desk.queue()] == [(reference, Mode.CALL_BACK)]
    assert await office.notices(conversation) == ["nobody_free"]


async def test_a_killed_process_keeps_the_step_and_loses_no_case(url: str) -> None:
    async with desk_services(url) as first:
        conversation = await first.begin()
        await first.present()
        await first.walk(conversation, "person", "yes", "yes", "Zoé", "skip", "skip", "skip")
        first.turns._stopping = True  # it dies between storing the last answer and replying
        await first.say(conversation, "send")
    async with desk_services(url) as second:
        await second.answers(conversation, 9)
        [waiting] = await second.desk.queue()
        assert waiting.case.facts.name == "Zoé"
        assert waiting.case.reference in (await second.texts(conversation, Author.BOT))[-1]


async def test_deleting_the_data_deletes_the_case(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.conversations.delete(conversation)
    with pytest.raises(UnknownCase):
        await office.desk.file(reference)


async def test_everything_that_changes_is_in_the_audit_without_words(office: DeskServices) -> None:
    from sqlalchemy import select

    from bot.storage.tables import audit

    reference = await office.case(await office.begin())
    await office.desk.claim(reference, ANNE)
    await office.desk.note(reference, ANNE, "secret note")
    await office.desk.transfer(reference, ANNE, MARC.id)
    await office.desk.called(reference, MARC, reached=False)
    await office.desk.hand_back(reference, MARC)
    await office.desk.resolve(reference, MARC, Outcome.NOT_REACHED)
    rows = await office.ledger.read(lambda unit: unit.audit._connection.execute(select(audit)).mappings().all())
    events = [row["event"] for row in rows if row["event"].startswith("case.")]
    steps = ["opened", "claimed", "noted", "transferred", "called", "handed_back", "resolved"]
    assert events == [f"case.{step}" for step in steps]
    assert not any(word in str(rows) for word in ("secret", "Zoé", "613"))

"""Nobody is left hanging: an advisor who falls silent, one who is gone, and people who no longer want to wait. On both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.errors import AlreadyClaimed
from bot.conversation.model import Author, Owner
from bot.desk.errors import NotYourCase
from bot.desk.mail.outbox import MailKind
from bot.desk.model import Mode, Status
from bot.language import Language
from bot.storage.tables import audit
from tests.fakes.desk import ANNE, MARC, DeskServices, desk_services

pytestmark = pytest.mark.asyncio
BACK = {Language.EN: "Back to the assistant", Language.FR: "Revenir à l’assistant"}
STOP = {Language.EN: "Stop waiting", Language.FR: "Ne plus attendre"}


async def claimed(office: DeskServices, language: Language = Language.EN) -> tuple[str, str]:
    """Return a conversation that Anne has, and its case."""
    conversation = await office.begin(language)
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    return conversation, reference


async def alone(office: DeskServices, language: Language = Language.EN) -> tuple[str, str]:
    """Return a conversation whose person was told that Anne seems to be away."""
    conversation, reference = await claimed(office, language)
    await office.desk.reply(reference, ANNE, "One moment.", client_id="r1")
    await office.say(conversation, "Are you there?")
    office.clock.pass_(minutes=6)
    await office.present()
    assert await office.silence.look() == 1
    return conversation, reference


async def owner(office: DeskServices, conversation: str) -> Owner:
    return (await office.conversations.get(conversation)).owner


async def events(office: DeskServices) -> list[str]:
    def work(unit: Any) -> Sequence[str]:
        return unit.audit._connection.execute(select(audit.c.event).order_by(audit.c.id)).scalars().all()

    return list(await office.ledger.read(work))


async def mailed(office: DeskServices) -> list[MailKind]:
    return [mail.kind for mail in await office.ledger.read(lambda unit: unit.mails.due(office.clock(), 100))]


@pytest.mark.parametrize("language", Language)
async def test_who_gets_no_answer_for_five_minutes_is_told_once_and_given_the_way_back(office: DeskServices, language: Language) -> None:
    conversation, _ = await alone(office, language)
    notice = (await office.messages(conversation))[-1]
    assert (notice.author, notice.outcome, notice.language) == (Author.SYSTEM, "advisor_away", language)
    assert "Anne Roy" in notice.text
    assert "1-833-568-2342" in notice.text
    assert [choice.title for choice in notice.choices] == [BACK[language]]
    await office.say(conversation, "Hello?")
    office.clock.pass_(minutes=9)
    assert await office.silence.look() == 0
    assert await owner(office, conversation) is Owner.HUMAN


async def test_each_silence_is_told_of_anew(office: DeskServices) -> None:
    conversation, reference = await alone(office)
    await office.desk.reply(reference, ANNE, "Here I am.", client_id="r2")
    await office.say(conversation, "Good. And now?")
    office.clock.pass_(minutes=5)
    assert await office.silence.look() == 1


async def test_nothing_is_told_while_the_advisor_had_the_last_word_and_is_there(office: DeskServices) -> None:
    _, reference = await claimed(office)
    await office.desk.reply(reference, ANNE, "Anything else?", client_id="r1")
    office.clock.pass_(minutes=30)
    await office.present()
    assert await office.silence.look() == 0


async def test_two_gateways_tell_it_once(url: str) -> None:
    async with desk_services(url) as first, desk_services(url) as second:
        conversation, _ = await claimed(first)
        for each in (first, second):
            each.clock.now = first.clock.now
            each.clock.pass_(minutes=6)
        await first.present()
        assert await first.silence.look() + await second.silence.look() == 1
        assert (await first.notices(conversation)).count("advisor_away") == 1


@pytest.mark.parametrize("language", Language)
async def test_the_way_back_leads_to_the_bot_and_the_case_to_the_queue(office: DeskServices, language: Language) -> None:
    conversation, reference = await alone(office, language)
    number = await office.press(conversation, BACK[language])
    assert await owner(office, conversation) is Owner.BOT
    notice = (await office.messages(conversation))[-1]
    assert (notice.outcome, notice.reply_to) == ("left", number)
    assert reference in notice.text
    case = (await office.desk.file(reference)).case
    assert (case.status, case.advisor, case.mode) == (Status.OPEN, None, Mode.CALL_BACK)
    assert office.engine.forgot == [conversation]
    assert (await office.told(conversation, "hello")).text.endswith("hello")
    assert {"conversation.advisor_away", "conversation.went_back", "case.put_back"} <= set(await events(office))
    assert MailKind.RETURNED in await mailed(office)
    assert await office.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0


@pytest.mark.parametrize("word", ["/stop", "Annuler", "back to the assistant", "Je ne veux plus attendre!"])
async def test_a_few_words_do_the_same(office: DeskServices, word: str) -> None:
    conversation, _ = await alone(office)
    await office.say(conversation, word)
    assert await owner(office, conversation) is Owner.BOT


@pytest.mark.parametrize("word", ["stop", "Back to the assistant"])
async def test_while_the_advisor_answers_the_same_words_are_for_them(office: DeskServices, word: str) -> None:
    conversation, reference = await claimed(office)
    await office.desk.reply(reference, ANNE, "Hello.", client_id="r1")
    await office.say(conversation, word)
    assert await owner(office, conversation) is Owner.HUMAN
    assert (await office.texts(conversation))[-1] == word


async def test_an_old_button_does_not_send_away_an_advisor_who_came_back(office: DeskServices) -> None:
    conversation, reference = await alone(office)
    await office.desk.reply(reference, ANNE, "Here I am.", client_id="r2")
    await office.press(conversation, BACK[Language.EN])
    assert await owner(office, conversation) is Owner.HUMAN
    assert (await office.notices(conversation))[-1] == "still_there"


async def test_an_old_button_is_answered_once_the_bot_has_the_conversation(office: DeskServices) -> None:
    conversation, _ = await alone(office)
    await office.press(conversation, BACK[Language.EN])
    for title in (BACK[Language.EN], STOP[Language.EN]):
        number = await office.press(conversation, title)
        last = (await office.messages(conversation))[-1]
        assert (last.outcome, last.reply_to) == ("bot_already", number)
    assert [said.text for said in office.engine.said if said.text in BACK.values()] == []


async def test_the_same_press_twice_changes_nothing_more(office: DeskServices) -> None:
    conversation, _ = await alone(office)
    button = (await office.messages(conversation))[-1].choices[0].id
    first = await office.conversations.hear(conversation, "p1", button=button)
    again = await office.conversations.hear(conversation, "p1", button=button)
    assert (again.number, again.fresh) == (first.number, False)
    assert (await office.notices(conversation)).count("left") == 1


async def test_the_advisor_who_comes_back_late_can_take_it_up_again(office: DeskServices) -> None:
    conversation, reference = await alone(office)
    await office.press(conversation, BACK[Language.EN])
    with pytest.raises(NotYourCase):
        await office.desk.hand_back(reference, ANNE)
    await office.desk.reply(reference, ANNE, "Sorry, I am back.", client_id="r3")
    assert await owner(office, conversation) is Owner.HUMAN
    assert (await office.notices(conversation))[-1] == "joined"


async def test_an_advisor_who_is_gone_leaves_the_case_to_another_and_the_bot_stays_silent(office: DeskServices) -> None:
    conversation, reference = await claimed(office)
    await office.desk.reply(reference, ANNE, "Anything else?", client_id="r1")
    office.clock.pass_(minutes=11)
    assert await office.silence.look() == 1
    case = (await office.desk.file(reference)).case
    assert (case.advisor, case.mode) == (None, Mode.LIVE)
    assert await owner(office, conversation) is Owner.HUMAN
    await office.desk.claim(reference, MARC)
    found = await office.conversations.get(conversation)
    assert found.advisor == MARC.speaker
    assert (await office.notices(conversation))[-1] == "transferred"
    with pytest.raises(AlreadyClaimed):
        await office.desk.reply(reference, ANNE, "I am back", client_id="r2")
    await office.say(conversation, "hello Marc")
    await office.idle()
    assert await office.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0


async def test_cases_of_an_advisor_without_access_go_back_in_line_at_once(office: DeskServices) -> None:
    live, first = await claimed(office)
    called, second = await claimed(office)
    await office.desk.hand_back(second, ANNE)
    await office.sign_in.set_active(MARC, ANNE.id, False)
    assert await office.silence.look() == 1
    assert await office.silence.look() == 0
    for reference in (first, second):
        assert (await office.desk.file(reference)).case.status is Status.OPEN
    assert (await office.notices(live))[-1] == "advisor_away"
    assert (await office.notices(called))[-1] == "handed_back"
    await office.press(live, BACK[Language.EN])
    assert await owner(office, live) is Owner.BOT
    assert (await office.desk.file(first)).case.mode is Mode.CALL_BACK


@pytest.mark.parametrize("language", Language)
async def test_who_waits_can_stop_waiting_and_keeps_the_case(office: DeskServices, language: Language) -> None:
    conversation = await office.begin(language)
    reference = await office.case(conversation)
    assert await owner(office, conversation) is Owner.WAITING
    await office.press(conversation, STOP[language])
    assert await owner(office, conversation) is Owner.BOT
    assert reference in (await office.texts(conversation))[-1]
    [waiting] = await office.desk.queue()
    assert (waiting.case.mode, waiting.case.status) == (Mode.CALL_BACK, Status.OPEN)
    assert (await office.told(conversation, "hello")).text.endswith("hello")


async def test_who_waits_can_say_so_in_words_but_other_words_are_kept_for_the_advisor(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.case(conversation)
    await office.say(conversation, "please don’t stop looking for somebody")
    assert await owner(office, conversation) is Owner.WAITING
    await office.say(conversation, "never mind")
    assert await owner(office, conversation) is Owner.BOT


async def test_the_button_to_stop_waiting_is_answered_after_an_advisor_joined(office: DeskServices) -> None:
    conversation, _ = await claimed(office)
    await office.press(conversation, STOP[Language.EN])
    assert await owner(office, conversation) is Owner.HUMAN
    assert (await office.notices(conversation))[-1] == "still_there"


async def test_a_deleted_conversation_holds_the_chore_up_no_more_than_others(office: DeskServices) -> None:
    conversation, _ = await claimed(office)
    await office.conversations.delete(conversation)
    office.clock.pass_(minutes=20)
    assert await office.silence.look() == 0

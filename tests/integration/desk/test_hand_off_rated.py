"""A hand-off rated by its person once the advisor has finished, on both databases: which notices can be, where the verdict shows."""

from __future__ import annotations

import pytest

from bot.conversation.errors import UnknownMessage
from bot.conversation.model import Author, Message
from bot.desk.model import Advisor, Outcome
from bot.desk.reports.period import Period
from bot.desk.reports.service import Reports
from bot.desk.reports.store import HandOffs
from bot.language import Language
from tests.fakes.desk import ANNE, MARC, DeskServices

pytestmark = pytest.mark.asyncio
EN, FR = Language.EN, Language.FR


async def spoken_with(office: DeskServices, conversation: str, *, there: bool = True) -> str:
    """Have Anne say something in a new case's chat; return the case."""
    reference = await office.case(conversation, there=there)
    await office.desk.reply(reference, ANNE, "Hello, this is Anne.", client_id=f"hello-{reference}")
    return reference


async def finished(office: DeskServices, conversation: str, reference: str, by: Advisor = ANNE, how: str = "resolved") -> Message:
    """End a hand-off and return its notice."""
    if how == "resolved":
        await office.desk.resolve(reference, by, Outcome.ANSWERED)
    elif how == "called":
        await office.desk.called(reference, by, reached=True)
    else:
        await office.desk.hand_back(reference, by)
    return [message for message in await office.messages(conversation, Author.SYSTEM) if message.outcome in ("resolved", "handed_back")][-1]


async def verdicts(office: DeskServices, reference: str) -> list[tuple[bool, str]]:
    return [(verdict.helpful, verdict.comment) for _, verdict in (await office.desk.file(reference)).verdicts]


@pytest.mark.parametrize("how", ["resolved", "handed_back", "called"])
async def test_once_the_advisor_has_finished_the_person_says_whether_it_helped_and_may_say_otherwise_later(
    office: DeskServices, how: str
) -> None:
    conversation = await office.begin()
    reference = await spoken_with(office, conversation)
    notice = await finished(office, conversation, reference, how=how)
    assert notice.ends_hand_off
    assert notice.helpful is None
    assert await verdicts(office, reference) == []
    await office.conversations.rate(conversation, notice.number, helpful=False, comment="No phone number")
    assert await verdicts(office, reference) == [(False, "No phone number")]
    await office.conversations.rate(conversation, notice.number, helpful=True, comment="She called. My number is 123456782")
    [(helpful, comment)] = await verdicts(office, reference)
    assert helpful
    assert comment.startswith("She called.")
    assert "123456782" not in comment


async def test_a_live_chat_that_was_claimed_and_closed_without_a_word_can_be_rated_too(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    assert (await finished(office, conversation, reference)).ends_hand_off


@pytest.mark.parametrize("how", ["resolved", "handed_back", "called"])
async def test_a_call_back_without_a_word_in_the_chat_cannot_be_rated(office: DeskServices, how: str) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)  # Saturday
    reference = await office.case(conversation, there=False)
    await office.desk.claim(reference, ANNE)
    notice = await finished(office, conversation, reference, how=how)
    assert not notice.ends_hand_off
    with pytest.raises(UnknownMessage):
        await office.conversations.rate(conversation, notice.number, helpful=True)
    assert await verdicts(office, reference) == []


async def test_a_call_back_can_be_rated_where_the_advisor_spoke_in_the_chat_and_only_for_that_time(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)
    reference = await spoken_with(office, conversation, there=False)
    assert (await finished(office, conversation, reference, how="handed_back")).ends_hand_off
    await office.desk.claim(reference, ANNE)
    assert not (await finished(office, conversation, reference)).ends_hand_off


async def test_what_one_advisor_said_counts_when_another_closes_the_case(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)
    reference = await spoken_with(office, conversation, there=False)
    await office.desk.transfer(reference, ANNE, MARC.id)
    assert (await finished(office, conversation, reference, MARC)).ends_hand_off


async def test_no_other_notice_and_nobodys_words_can_be_rated(office: DeskServices) -> None:
    conversation, other = await office.begin(), await office.begin()
    reference = await spoken_with(office, conversation)
    await office.desk.transfer(reference, ANNE, MARC.id)
    notice = await finished(office, conversation, reference, MARC)
    await office.conversations.start_over(conversation)
    messages = await office.ledger.read(lambda unit: unit.messages.after(conversation, 0))
    assert {message.outcome for message in messages if message.author is Author.SYSTEM} >= {"joined", "transferred", "resolved", "restart"}
    for message in messages:
        if message.author is not Author.BOT and message.number != notice.number:
            with pytest.raises(UnknownMessage):
                await office.conversations.rate(conversation, message.number, helpful=True)
    for number in (notice.number, notice.number + 50):
        with pytest.raises(UnknownMessage):
            await office.conversations.rate(other, number, helpful=True)
    await office.conversations.rate(conversation, notice.number, helpful=True)
    assert await verdicts(office, reference) == [(True, "")]


async def test_a_case_shows_the_verdicts_on_itself_and_not_those_on_an_earlier_one_or_on_answers(office: DeskServices) -> None:
    conversation = await office.begin()
    first = await spoken_with(office, conversation)
    back = await finished(office, conversation, first, how="handed_back")
    await office.desk.reply(first, ANNE, "One more thing.", client_id="again")
    closed = await finished(office, conversation, first)
    answer = await office.told(conversation, "hello")
    second = await spoken_with(office, conversation)
    for number, helpful in ((back.number, False), (closed.number, True), (answer.number, False)):
        await office.conversations.rate(conversation, number, helpful)
    assert await verdicts(office, first) == [(False, ""), (True, "")]
    assert await verdicts(office, second) == []


async def test_the_reports_count_hand_offs_by_language_apart_from_answers(office: DeskServices) -> None:
    for language, helpful in ((EN, True), (EN, False), (EN, True), (FR, False)):
        conversation = await office.begin(language)
        reference = await spoken_with(office, conversation)
        notice = await finished(office, conversation, reference)
        await office.conversations.rate(conversation, notice.number, helpful, "about Anne")
    answer = await office.told(conversation, "stuck")
    await office.conversations.rate(conversation, answer.number, helpful=False, comment="about the answer")
    report = await Reports(office.ledger, office.clock).of(Period.of_days(7, office.clock().date()), ["goods_stuck"])
    assert report.hand_offs == [HandOffs(EN, up=2, down=1), HandOffs(FR, up=0, down=1)]
    assert [(each.topic, each.up, each.down) for each in report.ratings] == [("goods_stuck", 0, 1)]
    assert [each.comment for each in report.complaints] == ["about the answer"]
    earlier = Period.of_days(7, Period.of_days(30, office.clock().date()).first)
    assert (await Reports(office.ledger, office.clock).of(earlier, [])).hand_offs == []


async def test_what_a_person_deleted_leaves_no_verdict(office: DeskServices) -> None:
    conversation = await office.begin()
    notice = await finished(office, conversation, await spoken_with(office, conversation))
    await office.conversations.rate(conversation, notice.number, helpful=True)
    await office.conversations.delete(conversation)
    report = await Reports(office.ledger, office.clock).of(Period.of_days(7, office.clock().date()), [])
    assert report.hand_offs == []

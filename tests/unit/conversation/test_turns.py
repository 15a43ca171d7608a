"""Who answers what, in which order, and what happens when the assistant is late, down or wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.conversation.errors import ConversationGone, StorageUnavailable, UnknownButton, UnknownMessage, WithAdvisor
from bot.conversation.events import LanguageIs
from bot.conversation.model import Advisor, Author, Kind, Owner
from bot.engine.model import Reply, Turn
from bot.language import Language
from tests.fakes import owners
from tests.fakes.gateway import QUICK, Services, services, until
from tests.fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.asyncio
ANNE = Advisor("a1", "Anne")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/carm.db"


@pytest_asyncio.fixture
async def gateway(url: str) -> AsyncIterator[Services]:
    async with services(url) as made:
        yield made


async def test_a_message_is_answered_with_its_source(gateway: Services) -> None:
    conversation = await gateway.begin()
    number = await gateway.say(conversation, "What is CARM?")
    assert await gateway.answers(conversation, 1) == ["You said: What is CARM?"]
    answer = (await gateway.messages(conversation, Author.BOT))[0]
    assert answer.reply_to == number
    assert answer.sources[0].checked == "2026-11-23"


async def test_a_resend_is_stored_and_answered_once(gateway: Services) -> None:
    conversation = await gateway.begin()
    heard = await asyncio.gather(*(gateway.conversations.hear(conversation, "same-id", text="Hello") for _ in range(5)))
    assert {one.number for one in heard} == {1}
    assert [one.fresh for one in heard].count(True) == 1
    await gateway.answers(conversation, 1)
    await gateway.idle()
    assert len(gateway.engine.said) == 1


async def test_messages_of_one_conversation_are_answered_one_at_a_time_and_in_order(gateway: Services) -> None:
    gateway.engine.delay_seconds = 0.01
    conversation = await gateway.begin()
    for text in ("one", "two", "three"):
        await gateway.say(conversation, text)
    assert await gateway.answers(conversation, 3) == ["You said: one", "You said: two", "You said: three"]
    assert gateway.engine.most_at_once == 1


async def test_different_conversations_are_answered_at_once(gateway: Services) -> None:
    gateway.engine.delay_seconds = 0.05
    conversations = [await gateway.begin() for _ in range(5)]
    for conversation in conversations:
        await gateway.say(conversation, "Hello")
    for conversation in conversations:
        await gateway.answers(conversation, 1)
    assert gateway.engine.most_at_once > 1


async def test_a_button_shows_its_title_and_says_its_own_words(gateway: Services) -> None:
    conversation = await gateway.begin()
    await gateway.say(conversation, "choices")
    await gateway.answers(conversation, 1)
    button = (await gateway.messages(conversation, Author.BOT))[0].choices[0]
    await gateway.conversations.hear(conversation, "press", button=button.id)
    assert (await gateway.answers(conversation, 2))[-1] == "You said: How do I register?"
    assert (await gateway.texts(conversation, Author.PERSON))[-1] == "Register"


async def test_a_button_of_another_conversation_is_unknown(gateway: Services) -> None:
    theirs, mine = await gateway.begin(), await gateway.begin()
    await gateway.say(theirs, "choices")
    await gateway.answers(theirs, 1)
    button = (await gateway.messages(theirs, Author.BOT))[0].choices[0]
    with pytest.raises(UnknownButton):
        await gateway.conversations.hear(mine, "press", button=button.id)


async def test_a_typed_command_reaches_the_assistant_as_plain_words(gateway: Services) -> None:
    conversation = await gateway.begin()
    await gateway.say(conversation, ' /restart{"a": 1}')
    await gateway.answers(conversation, 1)
    assert gateway.engine.said[0].text == 'restart{"a": 1}'


async def test_identifiers_are_hidden_before_storage_and_the_person_is_told_in_their_language(gateway: Services) -> None:
    conversation = await gateway.begin(Language.FR)
    await gateway.say(conversation, "Mon numéro est 123456789")
    await gateway.answers(conversation, 1)
    assert "123456789" not in repr(await gateway.messages(conversation))
    assert "123456789" not in gateway.engine.said[0].text
    notices = await gateway.messages(conversation, Author.SYSTEM)
    assert [notice.outcome for notice in notices] == ["masked"]
    assert "un numéro d’entreprise" in notices[0].text


async def test_while_the_assistant_is_down_the_person_is_told_once_and_everything_is_answered_when_it_is_back(gateway: Services) -> None:
    gateway.engine.down = True
    conversation = await gateway.begin()
    await gateway.say(conversation, "one")
    await gateway.say(conversation, "two")
    await until(lambda: _count(gateway, conversation, Author.SYSTEM, 1))
    await asyncio.sleep(0.1)
    gateway.engine.down = False
    assert await gateway.answers(conversation, 2) == ["You said: one", "You said: two"]
    assert [notice.outcome for notice in await gateway.messages(conversation, Author.SYSTEM)] == ["outage"]


async def test_a_later_outage_is_told_again(gateway: Services) -> None:
    conversation = await gateway.begin()
    for round_ in (1, 2):
        gateway.engine.down = True
        await gateway.say(conversation, f"round {round_}")
        await until(lambda expected=round_: _count(gateway, conversation, Author.SYSTEM, expected))
        gateway.engine.down = False
        await gateway.answers(conversation, round_)


async def test_a_slow_answer_is_announced_and_still_comes(url: str) -> None:
    async with services(url, ScriptedEngine(gate=asyncio.Event()), replace(QUICK, slow_after_seconds=0.05)) as gateway:
        conversation = await gateway.begin()
        await gateway.say(conversation, "Hello")
        await until(lambda: _count(gateway, conversation, Author.SYSTEM, 1))
        gateway.engine.gate.set()
        assert await gateway.answers(conversation, 1) == ["You said: Hello"]
        assert [message.outcome for message in await gateway.messages(conversation)] == ["", "slow", "what_is_carm"]


async def test_a_message_the_assistant_can_never_answer_ends_in_an_apology_and_holds_nobody_up(gateway: Services) -> None:
    conversation = await gateway.begin()
    await gateway.say(conversation, "poison")
    await gateway.say(conversation, "Hello")
    answers = await gateway.answers(conversation, 2)
    assert answers == [gateway.words.say("notices.failed", Language.EN), "You said: Hello"]


@pytest.mark.parametrize("text", ["defect", "nothing"])
async def test_a_defect_of_the_assistant_is_an_apology_at_once(gateway: Services, text: str) -> None:
    conversation = await gateway.begin(Language.FR)
    await gateway.say(conversation, text)
    assert await gateway.answers(conversation, 1) == [gateway.words.say("notices.failed", Language.FR)]
    assert (await gateway.messages(conversation, Author.BOT))[0].outcome == "error"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply("half a character: \ud83d", Language.EN), id="words that are none"),
        pytest.param(Reply("a sum", Language.EN, data={"sum": float("nan")}), id="a number that is none"),
    ],
)
async def test_an_answer_that_can_never_be_stored_is_an_apology_and_not_asked_for_again(gateway: Services, reply: Reply) -> None:
    gateway.engine.answer = lambda text, language: Turn((reply,))
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    assert await gateway.answers(conversation, 1) == [gateway.words.say("notices.failed", Language.EN)]
    await gateway.idle()
    assert len(gateway.engine.said) == 1


async def test_a_sweep_that_fails_is_not_the_last_one(gateway: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await gateway.begin()
    await gateway.idle()
    monkeypatch.setattr(gateway.turns, "wake", lambda *_: None)
    read, failures = gateway.database.read, iter(range(2))

    async def defective_twice(work):  # type: ignore[no-untyped-def]
        if next(failures, None) is not None:
            raise LookupError
        return await read(work)

    await gateway.say(conversation, "Hello")
    monkeypatch.setattr(gateway.database, "read", defective_twice)
    await until(lambda: _true(next(failures, None) is None))
    monkeypatch.undo()
    assert await gateway.answers(conversation, 1) == ["You said: Hello"]


async def test_an_answer_that_arrives_after_a_claim_is_never_stored(gateway: Services) -> None:
    gateway.engine.gate = asyncio.Event()
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    await until(lambda: _true(bool(gateway.engine.said)))
    await owners.claim(gateway.ownership, conversation, ANNE)
    gateway.engine.gate.set()
    await gateway.idle()
    assert await gateway.messages(conversation, Author.BOT) == []
    assert await gateway.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0


@pytest.mark.parametrize("owner", [Owner.WAITING, Owner.HUMAN])
async def test_the_assistant_isnt_even_asked_unless_the_bot_has_the_conversation(gateway: Services, owner: Owner) -> None:
    conversation = await gateway.begin()
    await owners.ask_for_advisor(gateway.ownership, conversation)
    if owner is Owner.HUMAN:
        await owners.claim(gateway.ownership, conversation, ANNE)
    gateway.clock.pass_(hours=1)
    for text in ("Are you there?", "/restart", "yes"):
        await gateway.say(conversation, text)
    await gateway.idle()
    assert gateway.engine.said == []
    with pytest.raises(WithAdvisor):
        await gateway.conversations.start_over(conversation)


async def test_after_the_hand_back_the_bot_answers_again_with_nothing_left_of_a_form(gateway: Services) -> None:
    conversation = await gateway.begin()
    await owners.claim(gateway.ownership, conversation, ANNE)
    await gateway.say(conversation, "for Anne")
    await owners.hand_back(gateway.ownership, conversation, actor="a1")
    await gateway.say(conversation, "for the bot")
    assert await gateway.answers(conversation, 1) == ["You said: for the bot"]
    assert gateway.engine.forgot == [conversation]


async def test_a_hand_off_and_the_words_that_announce_it_are_stored_together(url: str) -> None:
    def hand_off(unit, conversation, turn, now):  # type: ignore[no-untyped-def]
        if any(reply.data.get("hand_off") for reply in turn.replies):
            conversation.ask_for_advisor(now, actor="bot")

    engine = ScriptedEngine(answer=lambda text, language: Turn((Reply("An advisor comes.", language, data={"hand_off": True}),)))
    async with services(url, engine, hook=hand_off) as gateway:
        conversation = await gateway.begin()
        await gateway.say(conversation, "a person please")
        await gateway.say(conversation, "hello?")
        await gateway.answers(conversation, 1)
        await gateway.idle()
        assert (await gateway.conversations.get(conversation)).owner is Owner.WAITING
        assert await gateway.texts(conversation, Author.BOT) == ["An advisor comes."]


async def test_starting_over_hides_what_was_before_and_drops_what_was_unanswered(gateway: Services) -> None:
    gateway.engine.gate = asyncio.Event()
    conversation = await gateway.begin()
    await gateway.say(conversation, "before")
    await until(lambda: _true(bool(gateway.engine.said)))
    await gateway.conversations.start_over(conversation)
    gateway.engine.gate.set()
    await gateway.say(conversation, "after")
    assert await gateway.answers(conversation, 1) == ["You said: after"]
    shown = (await gateway.conversations.thread(conversation)).messages
    assert [message.outcome for message in shown] == ["restart", "", "what_is_carm"]
    assert gateway.engine.forgot == [conversation]


async def test_deletion_takes_everything_even_an_answer_under_way_and_the_assistant_forgets(gateway: Services) -> None:
    gateway.engine.gate = asyncio.Event()
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    await until(lambda: _true(bool(gateway.engine.said)))
    assert await gateway.conversations.delete(conversation)
    gateway.engine.gate.set()
    await until(lambda: _true(gateway.engine.forgot == [conversation]))
    with pytest.raises(ConversationGone):
        await gateway.conversations.thread(conversation)


async def test_forgetting_waits_for_an_assistant_that_is_down(gateway: Services) -> None:
    conversation = await gateway.begin()
    gateway.engine.down = True
    await gateway.conversations.delete(conversation)
    await asyncio.sleep(0.05)
    gateway.engine.down = False
    await until(lambda: _true(gateway.engine.forgot == [conversation]))


async def test_a_message_left_by_a_killed_process_is_answered_at_the_next_start(url: str) -> None:
    never = ScriptedEngine(gate=asyncio.Event())
    async with services(url, never) as first:
        conversation = await first.begin()
        await first.say(conversation, "Hello")
        await until(lambda: _true(bool(never.said)))
        async with services(url) as second:  # the first still holds its lease, under the same name: as after kill -9
            assert await second.answers(conversation, 1) == ["You said: Hello"]


async def test_another_gateway_keeps_off_a_turn_until_its_lease_has_run_out(url: str) -> None:
    never = ScriptedEngine(gate=asyncio.Event())
    patient = replace(QUICK, slow_after_seconds=60, engine_timeout_seconds=60)
    async with services(url, never, replace(patient, holder="north")) as north:
        conversation = await north.begin()
        await north.say(conversation, "Hello")
        await until(lambda: _true(bool(never.said)))
        async with services(url, limits=replace(QUICK, holder="south")) as south:
            await asyncio.sleep(0.15)
            assert south.engine.said == []
            south.clock.pass_(seconds=QUICK.lease_seconds + 1)
            assert await south.answers(conversation, 1) == ["You said: Hello"]
            never.gate.set()  # the first answers after all: too late, nothing is stored twice
            await north.idle()
            assert await south.texts(conversation, Author.BOT) == ["You said: Hello"]


async def test_an_answer_already_given_is_kept_while_the_database_is_away_and_not_asked_for_again(
    gateway: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.engine.gate = asyncio.Event()
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    await until(lambda: _true(bool(gateway.engine.said)))
    write, failures = gateway.database.write, iter(range(2))

    async def away_twice(work):  # type: ignore[no-untyped-def]
        if next(failures, None) is not None:
            raise StorageUnavailable()
        return await write(work)

    monkeypatch.setattr(gateway.database, "write", away_twice)
    gateway.engine.gate.set()
    assert await gateway.answers(conversation, 1) == ["You said: Hello"]
    assert len(gateway.engine.said) == 1


async def test_a_message_is_refused_when_it_cannot_be_stored(gateway: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await gateway.begin()

    async def away(work):  # type: ignore[no-untyped-def]
        raise StorageUnavailable()

    monkeypatch.setattr(gateway.database, "write", away)
    with pytest.raises(StorageUnavailable):
        await gateway.say(conversation, "Hello")


async def test_a_verdict_can_be_changed_and_only_answers_are_rated(gateway: Services) -> None:
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    await gateway.answers(conversation, 1)
    await gateway.conversations.rate(conversation, 2, False, "call me, my number is 123456789")
    await gateway.conversations.rate(conversation, 2, True)
    assert (await gateway.messages(conversation, Author.BOT))[0].helpful is True
    with pytest.raises(UnknownMessage):
        await gateway.conversations.rate(conversation, 1, True)


async def test_an_answer_in_the_other_language_is_followed_until_the_person_chooses(gateway: Services) -> None:
    conversation = await gateway.begin(Language.EN)
    await gateway.say(conversation, "Bonjour")
    await gateway.answers(conversation, 1)
    assert (await gateway.conversations.get(conversation)).language is Language.FR
    await gateway.conversations.choose_language(conversation, Language.EN)  # which is answered too
    await gateway.say(conversation, "Bonjour")
    assert (await gateway.answers(conversation, 3))[-1] == "You said: Bonjour"
    assert gateway.engine.said[-1].language is Language.EN


@pytest.mark.parametrize(
    ("language", "request_", "answer"),
    [
        (Language.FR, "En français, s’il vous plaît", "Vous avez dit : En français, s’il vous plaît"),
        (Language.EN, "In English, please", "You said: In English, please"),
    ],
)
async def test_a_change_of_language_has_the_assistant_say_its_last_answer_again(
    gateway: Services, language: Language, request_: str, answer: str
) -> None:
    conversation = await gateway.begin(language.other)
    await gateway.say(conversation, "What is CARM?")
    await gateway.answers(conversation, 1)
    assert await gateway.conversations.choose_language(conversation, language) == 3
    assert (await gateway.answers(conversation, 2))[-1] == answer
    asked = (await gateway.messages(conversation, Author.PERSON))[-1]
    assert (asked.text, asked.kind, asked.language) == (request_, Kind.BUTTON, language)
    assert gateway.engine.said[-1].language is language


async def test_choosing_the_language_in_use_or_before_anything_is_said_asks_nothing_of_the_assistant(gateway: Services) -> None:
    conversation = await gateway.begin(Language.EN)
    assert await gateway.conversations.choose_language(conversation, Language.FR) is None
    await gateway.say(conversation, "Hello")
    await gateway.answers(conversation, 1)
    assert await gateway.conversations.choose_language(conversation, Language.FR) is None
    await gateway.conversations.start_over(conversation)
    assert await gateway.conversations.choose_language(conversation, Language.EN) is None
    await gateway.idle()
    assert [said.text for said in gateway.engine.said] == ["Hello"]


@pytest.mark.parametrize("claimed", [False, True], ids=["awaited", "there"])
async def test_while_an_advisor_is_awaited_or_there_a_change_of_language_only_sets_it(gateway: Services, claimed: bool) -> None:
    conversation = await gateway.begin()
    await gateway.say(conversation, "Hello")
    await gateway.answers(conversation, 1)
    await owners.ask_for_advisor(gateway.ownership, conversation)
    if claimed:
        await owners.claim(gateway.ownership, conversation, ANNE)
    before = len(await gateway.messages(conversation))
    assert await gateway.conversations.choose_language(conversation, Language.FR) is None
    await gateway.idle()
    assert (await gateway.conversations.get(conversation)).language is Language.FR
    assert len(await gateway.messages(conversation)) == before
    assert len(gateway.engine.said) == 1


async def test_a_language_asked_for_in_words_counts_as_much_as_the_switch(gateway: Services) -> None:
    conversation = await gateway.begin(Language.EN)
    await gateway.say(conversation, "Hello")
    await gateway.answers(conversation, 1)
    await gateway.conversations.choose_language(conversation, Language.EN)
    with gateway.hub.watching(conversation) as watcher:
        gateway.engine.answer = lambda text, language: Turn((Reply("D’accord.", Language.FR, outcome="change_language"),))
        await gateway.say(conversation, "en français svp")
        await gateway.answers(conversation, 2)
        while not isinstance(event := await asyncio.wait_for(watcher.next(), 60), LanguageIs):
            pass
    assert event.chosen is Language.FR
    await gateway.say(conversation, "bonjour")
    await gateway.answers(conversation, 3)
    assert gateway.engine.said[-1].language is Language.FR


async def _true(value: bool) -> bool:
    return value


async def _count(gateway: Services, conversation: str, author: Author, count: int) -> bool:
    return len(await gateway.messages(conversation, author)) >= count

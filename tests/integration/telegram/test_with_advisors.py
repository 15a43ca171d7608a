"""The hand-off in Telegram, a person who blocks the bot, and a conversation moved here from the website."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.model import Advisor, Message, Owner
from bot.desk.build import load_parts
from bot.desk.model import Case, Facts, Mode, Outcome, Role, Urgency
from bot.desk.service import Desk
from bot.desk.sign_in import SignIn
from bot.language import Language
from tests.fakes import owners
from tests.fakes.gateway import until

pytestmark = pytest.mark.asyncio
Running = Any
PAT, EVE = 601, 602
MARIE = Advisor("a1", "Marie Tremblay")


async def link_of(running: Running, visitor: Any) -> str:
    response = await visitor.post("telegram-link")
    assert response.status_code == 201, response.text
    url: str = response.json()["url"]
    assert url.startswith("https://t.me/carm_test_bot?start=")
    payload = url.partition("start=")[2]
    assert len(payload) <= 64
    return payload


async def test_the_website_is_told_that_telegram_is_there(running: Running) -> None:
    assert (await running.http.get("/api/v1/about?language=en")).json()["telegram"] is True


async def blocked(running: Running, *, on: bool = True) -> bool:
    """Say whether it is known that Pat has blocked the bot, or not."""
    return (await running.chat(PAT)).is_blocked is on


async def told_to_advisors(running: Running, conversation: str) -> list[Message]:
    """Return a conversation's messages as the console has them."""
    return list(await running.web.ledger.read(lambda unit: unit.messages.after(conversation, 0)))


async def test_an_advisors_words_arrive_and_the_bot_is_silent_until_it_is_handed_back(either: Running) -> None:
    either.api.say(PAT, "hello")
    await either.api.got(PAT, 1)
    conversation = await either.conversation(PAT)
    await owners.ask_for_advisor(either.web.ownership, conversation)
    assert "You are number 1 in line" in (await either.api.got(PAT, 2))[1]
    await owners.claim(either.web.ownership, conversation, MARIE)
    await either.api.got(PAT, 3)
    await owners.reply(either.web.ownership, conversation, MARIE, "What is the **reference number**?")
    sent = await either.api.got(PAT, 4)
    assert sent[2] == "You are talking with Marie Tremblay, CFIB Business Advisor."
    assert sent[3] == "Marie Tremblay, CFIB Business Advisor\n\nWhat is the reference number?"
    either.api.say(PAT, "It is on the form")
    either.api.say(PAT, "/stop")
    assert "can’t start over" in (await either.api.got(PAT, 5))[4]
    assert [message.text for message in await either.messages(PAT)][-1] == "It is on the form"
    await owners.hand_back(either.web.ownership, conversation, actor="a1")
    assert (await either.api.got(PAT, 6))[5] == "The assistant is answering again."
    assert [said.text for said in either.engine.said] == ["hello"]
    assert await either.web.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0


async def test_who_waits_can_leave_the_queue(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    conversation = await running.conversation(PAT)
    await owners.ask_for_advisor(running.web.ownership, conversation)
    await running.api.got(PAT, 2)
    running.api.say(PAT, "/stop")
    await running.api.until(lambda: any("The assistant answers again." in text for text in running.api.to(PAT)))
    assert (await running.web.conversations.get(conversation)).owner is Owner.BOT


async def test_who_leaves_the_queue_learns_that_the_case_stays(running: Running) -> None:
    running.api.say(PAT, "hello", "fr")
    await running.api.got(PAT, 1)
    conversation, now = await running.conversation(PAT), running.web.clock()
    await running.web.ledger.write(lambda unit: unit.cases.add(Case("K7R-4XA9", conversation, "telegram", Language.FR, now, now)))
    await owners.ask_for_advisor(running.web.ownership, conversation)
    await running.api.got(PAT, 2)
    running.api.say(PAT, "/stop", "fr")
    await running.api.until(
        lambda: any("K7R-4XA9** reste ouvert" in text or "K7R-4XA9 reste ouvert" in text for text in running.api.to(PAT))
    )


async def test_what_the_desk_has_said_is_not_said_a_second_time(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    conversation, now = await running.conversation(PAT), running.web.clock()
    case = Case("K7R-4XA9", conversation, "telegram", Language.EN, now, now)
    await running.web.ledger.write(lambda unit: unit.cases.add(case))
    sign_in = SignIn(running.web.ledger, running.web.clock)
    marie = await sign_in.add("Marie Tremblay", "marie@cfib.ca", Role.ADVISOR, Language.EN, "correct horse battery")
    desk = Desk(running.web.ledger, running.web.ownership, load_parts().words, running.web.clock, load_parts().phones)
    await desk.reply("K7R-4XA9", marie, "Good day", client_id="d1")
    sent = await running.api.got(PAT, 3)
    assert ["joined the conversation" in sent[1], sent[2]] == [True, "Marie Tremblay, CFIB Business Advisor\n\nGood day"]
    await desk.hand_back("K7R-4XA9", marie)
    assert "The advisor has left" in (await running.api.got(PAT, 4))[3]
    running.api.say(PAT, "thanks")
    assert (await running.api.got(PAT, 5))[4].startswith("You said: thanks")


@pytest.mark.parametrize(
    ("language", "question", "thanks"),
    [
        pytest.param("en", "Was the advisor helpful?", "Thank you for your rating.", id="English"),
        pytest.param("fr", "L’aide du conseiller vous a-t-elle été utile?", "Merci de votre évaluation.", id="French"),
    ],
)
async def test_once_the_advisor_has_finished_the_person_is_asked_whether_it_helped(
    either: Running, language: str, question: str, thanks: str
) -> None:
    either.api.say(PAT, "Bonjour" if language == "fr" else "hello", language)
    await either.api.got(PAT, 1)
    conversation, now = await either.conversation(PAT), either.web.clock()
    case = Case("K7R-4XA9", conversation, "telegram", Language(language), now, now)
    await either.web.ledger.write(lambda unit: unit.cases.add(case))
    sign_in = SignIn(either.web.ledger, either.web.clock)
    marie = await sign_in.add("Marie Tremblay", "marie@cfib.ca", Role.ADVISOR, Language.EN, "correct horse battery")
    desk = Desk(either.web.ledger, either.web.ownership, load_parts().words, either.web.clock, load_parts().phones)
    await desk.reply("K7R-4XA9", marie, "Good day", client_id="d1")
    assert not any(question in text for text in await either.api.got(PAT, 3))
    await desk.resolve("K7R-4XA9", marie, Outcome.ANSWERED)
    assert (await either.api.got(PAT, 4))[3].endswith(f"\n\n{question}")
    down = either.api.buttons(PAT)["👎"]
    either.api.press(PAT, either.api.buttons(PAT)["👍"], language)
    await either.api.until(lambda: thanks in either.api.answered.values())
    assert [verdict.helpful for _, verdict in (await desk.file("K7R-4XA9")).verdicts] == [True]
    either.api.say(EVE, "hello", language)  # who has a conversation of their own, with a message of that number
    await either.api.got(EVE, 1)
    either.api.press(EVE, down, language)
    await either.api.until(lambda: len(either.api.answered) == 2)
    assert [verdict.helpful for _, verdict in (await desk.file("K7R-4XA9")).verdicts] == [True]
    either.api.press(PAT, down, language)
    await either.api.until(lambda: len(either.api.answered) == 3)
    assert [verdict.helpful for _, verdict in (await desk.file("K7R-4XA9")).verdicts] == [False]


async def test_the_advisor_learns_that_a_person_blocked_the_bot_and_a_new_word_lifts_it(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    conversation = await running.conversation(PAT)
    await owners.claim(running.web.ownership, conversation, MARIE)
    await running.api.got(PAT, 2)
    running.api.blocked.add(PAT)
    await owners.reply(running.web.ownership, conversation, MARIE, "Are you there?")
    await running.api.until(lambda: "Forbidden: bot was blocked by the user" in running.api.refused)
    await running.api.until(lambda: PAT not in running.telegram.outbox._at_work)
    assert (await running.chat(PAT)).is_blocked
    assert (await told_to_advisors(running, conversation))[-1].outcome == "telegram_blocked"
    assert all(message.outcome != "telegram_blocked" for message in await running.messages(PAT))
    running.api.blocked.discard(PAT)
    running.api.say(PAT, "I am back")
    await owners.reply(running.web.ownership, conversation, MARIE, "Good!")
    sent = await running.api.got(PAT, 3)
    assert sent[2].endswith("Good!")
    assert not (await running.chat(PAT)).is_blocked
    assert not any("blocked the bot" in text for text in sent)


async def test_the_page_of_a_case_says_that_a_person_blocked_the_bot_and_the_website_does_not(running: Running) -> None:
    visitor = await running.visitor("fr")
    await visitor.say("Bonjour, de mon site")
    await visitor.answers(1)
    running.api.say(PAT, f"/start {await link_of(running, visitor)}", "fr")
    await running.api.got(PAT, 1)
    conversation, now = await running.conversation(PAT), running.web.clock()
    case = Case("K7R-4XA9", conversation, "telegram", Language.FR, now, now, "", Urgency.NORMAL, Mode.CALL_BACK, Facts())
    await running.web.ledger.write(lambda unit: unit.cases.add(case))
    await SignIn(running.web.ledger, running.web.clock).add("Marie", "marie@cfib.ca", Role.ADVISOR, Language.FR, "correct horse battery")
    async with visitor.stream() as tab:
        await tab.until(1, "owner")
        running.api.block(PAT)
        await until(lambda: blocked(running))
        assert not any("bloqué" in text for text in tab.texts("system"))
    signed_in = await running.http.post("/console/sign-in", data={"email": "marie@cfib.ca", "password": "correct horse battery"})
    assert signed_in.status_code == 303
    page = await running.http.get("/console/cases/K7R-4XA9")
    assert "Cette personne a bloqué le robot dans Telegram" in page.text
    assert "bloqué" not in str(await visitor.thread())
    assert "bloqué" not in (await visitor.get("transcript")).text


async def test_blocking_is_known_from_telegrams_own_word(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    running.api.block(PAT)
    await until(lambda: blocked(running))
    running.api.block(PAT, on=False)
    await until(lambda: blocked(running, on=False))


async def test_a_website_conversation_continues_in_telegram_with_its_history(either: Running) -> None:
    visitor = await either.visitor("fr")
    await visitor.say("Bonjour, de mon site")
    await visitor.answers(1)
    either.api.say(EVE, f"/start {await link_of(either, visitor)}", "en")
    assert (await either.api.got(EVE, 1))[0].startswith("Votre conversation du site Web se poursuit ici")
    either.api.say(EVE, "et encore")
    assert (await either.api.got(EVE, 2))[1].startswith("Vous avez dit : et encore")
    texts = [message.text for message in await either.messages(EVE)]
    assert texts[0] == "Bonjour, de mon site"
    assert texts[2:4] == ["Cette conversation se poursuit dans Telegram.", "et encore"]
    assert (await either.web.conversations.get(await either.conversation(EVE))).channel == "telegram"
    assert len({said.conversation for said in either.engine.said}) == 1


async def test_a_link_works_once_and_for_one_person(running: Running) -> None:
    visitor = await running.visitor()
    await visitor.say("hello")
    await visitor.answers(1)
    payload = await link_of(running, visitor)
    running.api.say(PAT, f"/start {payload}")
    await running.api.got(PAT, 1)
    running.api.say(EVE, f"/start {payload}")
    assert "no longer works" in (await running.api.got(EVE, 1))[0]
    assert await running.chat(EVE) is None
    running.api.say(PAT, f"/start {payload}")
    assert "already here" in (await running.api.got(PAT, 2))[1]


@pytest.mark.parametrize("wrong", ["x", "A" * 39, "", "é"], ids=["short", "unsigned", "changed", "not ASCII"])
async def test_a_link_that_we_did_not_sign_opens_nothing(running: Running, wrong: str) -> None:
    visitor = await running.visitor()
    payload = await link_of(running, visitor)
    changed = wrong or ("B" if payload[0] == "A" else "A") + payload[1:]
    running.api.say(EVE, f"/start {changed}")
    assert "no longer works" in (await running.api.got(EVE, 1))[0]
    assert await running.chat(EVE) is None


async def test_a_link_expires(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await running.visitor()
    payload = await link_of(running, visitor)
    late = running.web.clock() + timedelta(minutes=15, seconds=2)
    monkeypatch.setattr(running.telegram.moving, "_clock", lambda: late)
    running.api.say(EVE, f"/start {payload}")
    assert "expired" in (await running.api.got(EVE, 1))[0]
    assert await running.chat(EVE) is None


async def test_a_link_waits_while_the_chat_is_with_an_advisor(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    own = await running.conversation(PAT)
    await owners.claim(running.web.ownership, own, MARIE)
    await running.api.got(PAT, 2)
    payload = await link_of(running, await running.visitor())
    running.api.say(PAT, f"/start {payload}")
    assert "already talking with an advisor" in (await running.api.got(PAT, 3))[2]
    assert await running.conversation(PAT) == own
    await owners.hand_back(running.web.ownership, own, actor="a1")
    running.api.say(PAT, f"/start {payload}")
    await running.api.until(lambda: any("continues here" in text for text in running.api.to(PAT)))


async def test_deleting_takes_every_conversation_that_the_chat_has_had(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    first = await running.conversation(PAT)
    visitor = await running.visitor()
    running.api.say(PAT, f"/start {await link_of(running, visitor)}")
    await running.api.got(PAT, 2)
    second = await running.conversation(PAT)
    running.api.press(PAT, "delete:yes")
    assert (await running.api.got(PAT, 3))[2] == "Your conversation has been deleted."
    assert first != second
    assert (await visitor.get("conversation")).status_code == 410


async def test_nobody_gets_a_link_without_a_session(running: Running) -> None:
    assert (await running.http.post("/api/v1/telegram-link", json={})).status_code == 401

"""Given an owner in a widget on somebody's site and an advisor at the console: from "I want a person" to the bot's next answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.language import Language
from tests.e2e.chat_page import ChatPage
from tests.e2e.desk_page import ANNE, LUCIE, MARC, SATURDAY, Colleague, DeskPage, DeskRoom, words_of_the_desk
from tests.e2e.host_pages import HostPages
from tests.e2e.real_gateway import RealGateway
from tests.e2e.serving import Served

REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Spoken:
    """What an owner says in one language; what they press and are told is the content's."""

    language: Language
    path: str
    wish: str
    contact: str
    province: str
    answer: str
    canned: str

    def told(self, key: str) -> str:
        """The longest piece of an entry's words that no value is put into, as it is on the screen."""
        pieces = re.split(r"\{\w+\}|\*\*", words_of_the_desk().say(f"handoff.{key}", self.language, **dict.fromkeys(VALUES, "{value}")))
        return max(pieces, key=len).strip()

    def button(self, key: str) -> str:
        return self.told(f"buttons.{key}")


VALUES = ("reference", "phone", "advisor", "opening", "contact", "summary")
NAME = "Zoé Roy"
EN = Spoken(Language.EN, "/", "I want a person", "613-555-0123", "Ontario", "You said: thank you", "What is CARM?")
FR = Spoken(
    Language.FR,
    "/fr",
    "Je veux parler à une personne",
    "zoe@exemple.ca",
    "Québec",
    "Vous avez dit\u00a0: thank you",
    "Qu’est-ce que la GCRA?",
)
LANGUAGES = [pytest.param(EN, id="English"), pytest.param(FR, id="French")]
IN_LINE = {Language.EN: "line", Language.FR: "file"}


def asks_for_a_person(chat: ChatPage, words: Spoken) -> str:
    """Take an owner from the wish through consent and questions, and return the reference they are shown."""
    chat.visit(words.path).open().ask(words.wish)
    chat.button(words.button("accept")).click()
    chat.button(words.button("yes")).click()
    for question, answer in (
        ("name", NAME),
        ("business", None),
        ("contact", words.contact),
        ("province", words.province),
        ("best_time", None),
    ):
        chat.answered(words.told(f"ask.{question}"))
        if answer is None:
            chat.button(words.button("skip")).click()
        else:
            chat.ask(answer)
    chat.answered(NAME)
    chat.button(words.button("send")).click()
    expect(chat.by("bot").last).to_contain_text(REFERENCE)
    found = REFERENCE.search(chat.by("bot").last.inner_text())
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("words", "who", "other"), [pytest.param(EN, ANNE, MARC, id="English"), pytest.param(FR, LUCIE, ANNE, id="French")]
)
def test_from_the_wish_for_a_person_to_the_bots_next_answer(
    chat: ChatPage, desk: DeskRoom, words: Spoken, who: Colleague, other: Colleague
) -> None:
    # Given two advisors at the queue and an owner on another site
    advisor, second = desk.advisor(who), desk.advisor(other)
    expect(advisor.page.locator("#queue")).to_contain_text(advisor.words("empty"))

    # When the owner wants a person, agrees and answers
    reference = asks_for_a_person(chat, words)
    expect(chat.status).to_contain_text(IN_LINE[words.language])
    chat.shoot(f"desk-owner-waiting-{words.path.strip('/') or 'en'}")

    # Then the case is in the advisor's queue without a reload
    row = advisor.in_queue(reference)
    expect(row).to_contain_text(NAME)
    advisor.shoot(f"queue-{who.language.value}")

    # When the advisor takes it, the owner is told who joined
    row.get_by_role("link").click()
    expect(advisor.messages.filter(has_text=words.wish)).to_have_count(1)
    expect(advisor.page.locator("#facts")).to_contain_text(NAME)
    advisor.button("claim").click()
    expect(chat.by("system").last).to_contain_text(words.told("joined"))
    expect(chat.by("system").last).to_contain_text(who.name)
    expect(chat.status).to_contain_text(who.name)

    # Then the advisor's first words are on the owner's screen, in a second on a machine that has nothing else to do
    print(f"first words after {seconds_to_the_owner(advisor, chat, 'Hello, this is the advisor.') * 1000:.0f} ms")

    # And the owner's words are on the advisor's, while the bot is silent
    bot = chat.by("bot").count()
    chat.ask("/restart").ask("My goods arrive on Friday.")
    expect(advisor.messages.last).to_contain_text("My goods arrive on Friday.")
    advisor.shoot(f"case-{who.language.value}")

    # And a note stays at the desk
    advisor.field("note").fill("Secret: call the broker.")
    advisor.button("add_note").click()
    expect(advisor.page.locator("#notes")).to_contain_text("Secret: call the broker.")

    # And an answer of the FAQ comes in the owner's language
    expect(advisor.page.locator("#canned")).to_have_attribute("lang", "fr-CA" if words is FR else "en-CA")
    advisor.field("canned").select_option(label=words.canned)
    advisor.button("insert").click()
    expect(advisor.field("reply")).to_be_focused()
    advisor.button("send").click()
    expect(chat.by("advisor").last).to_contain_text("CBSA" if words is EN else "ASFC")
    expect(chat.by("advisor").last).not_to_contain_text("**")

    # When it is passed on, the other advisor finds everything
    second.look_at(reference)
    advisor.page.locator("#to").select_option(label=other.name)
    advisor.button("transfer_now").click()
    expect(chat.by("system").last).to_contain_text(other.name)
    expect(second.page.locator("#facts")).to_contain_text(second.words("claimed", advisor=other.name))
    expect(second.page.locator("#notes")).to_contain_text("Secret: call the broker.")
    second.say(f"{other.name} here.")
    expect(chat.by("advisor").last).to_contain_text(f"{other.name} here.")

    # When it goes back, the bot answers again; not before
    expect(chat.by("bot")).to_have_count(bot)
    second.button("hand_back").click()
    expect(chat.by("system").last).to_contain_text(words.told("handed_back"))
    chat.ask("thank you").answered(words.answer)
    expect(second.messages.last).to_contain_text(words.answer)

    # And closing the case takes it off the queue, and nothing of the note was ever sent
    second.page.locator("#outcome").select_option("answered")
    second.button("resolve_now").click()
    expect(second.page.locator("#queue")).to_contain_text(second.words("empty"))
    chat.page.reload()
    expect(chat.by("bot").last).to_contain_text(words.answer)
    assert "Secret" not in chat.dialog.inner_text()
    assert desk.bot_messages_after_claim == 0
    assert advisor.complaints == second.complaints == []


def seconds_to_the_owner(advisor: DeskPage, chat: ChatPage, text: str) -> float:
    """Have the advisor send a text and return how long after pressing it was painted on the owner's screen."""
    chat.page.evaluate(
        """(text) => {
          const root = document.querySelector('carm-chat').shadowRoot;
          const look = () => {
            const there = [...root.querySelectorAll('.msg.advisor')].some((each) => each.textContent.includes(text));
            if (there) requestAnimationFrame(() => { window.cameAt = Date.now(); });
            else requestAnimationFrame(look);
          };
          look();
        }""",
        text,
    )
    advisor.field("reply").fill(text)
    advisor.page.evaluate("addEventListener('submit', () => sessionStorage.sentAt = Date.now(), true)")
    advisor.button("send").click()
    chat.page.wait_for_function("window.cameAt")
    return (chat.page.evaluate("window.cameAt") - float(advisor.page.evaluate("sessionStorage.sentAt"))) / 1000


@pytest.mark.parametrize("words", LANGUAGES)
def test_outside_hours_the_owner_is_told_when_and_gets_a_call_back(
    chat: ChatPage, desk: DeskRoom, real: RealGateway, words: Spoken
) -> None:
    # Given a Saturday, and nobody at the desk
    real.begin_at(SATURDAY)

    # When an owner asks for a person
    reference = asks_for_a_person(chat, words)

    # Then they are told when advisors are back, the bot goes on, and the case waits for a call
    expect(chat.by("bot").last).to_contain_text("November 30" if words is EN else "30\u00a0novembre")
    chat.ask("thank you").answered(words.answer)
    advisor = desk.advisor()
    expect(advisor.in_queue(reference)).to_contain_text(advisor.words("call_back"))
    advisor.look_at(reference).button("claim").click()
    advisor.button("not_reached_yet").click()
    expect(advisor.page.locator("#facts dd").last).to_have_text("1")
    advisor.button("reached").click()
    expect(advisor.page.locator("#facts")).to_contain_text(advisor.words("outcome.called_back"))
    expect(advisor.field("reply")).to_have_count(0)
    assert desk.bot_messages_after_claim == 0


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(chat: ChatPage, desk: DeskRoom) -> None:
    advisors = [desk.advisor(ANNE), desk.advisor(MARC)]
    reference = asks_for_a_person(chat, EN)
    for each in advisors:
        each.look_at(reference)
    pressed: list[Route] = []
    for each in advisors:  # both are pressed before either is answered
        each.page.route("**/claim", lambda route: pressed.append(route))
        with each.page.expect_request("**/claim"):
            each.button("claim").click(no_wait_after=True)
    for route in pressed:
        route.continue_()
    for each in advisors:
        expect(each.problem.or_(each.button("hand_back"))).to_be_visible()
    refused = [each for each in advisors if each.problem.count()]
    assert len(refused) == 1
    [loser], [winner] = refused, [each for each in advisors if each not in refused]
    expect(loser.problem).to_contain_text(winner.who.name)
    expect(loser.button("claim")).to_have_count(0)
    expect(winner.button("hand_back")).to_be_visible()
    expect(chat.by("system").filter(has_text=winner.who.name)).to_have_count(1)
    assert loser.who.name not in chat.dialog.inner_text()


def test_a_draft_survives_what_happens_meanwhile_and_a_refusal(chat: ChatPage, desk: DeskRoom) -> None:
    advisor, other = desk.advisor(ANNE), desk.advisor(MARC)
    reference = asks_for_a_person(chat, EN)
    advisor.look_at(reference).field("reply").fill("a long draft")
    chat.ask("are you there?")
    expect(advisor.messages.last).to_contain_text("are you there?")
    expect(advisor.field("reply")).to_have_value("a long draft")
    other.look_at(reference).button("claim").click()
    expect(advisor.page.locator("#facts")).to_contain_text("Marc Lee")
    advisor.button("send").click()
    expect(advisor.problem).to_contain_text("Marc Lee")
    expect(advisor.field("reply")).to_have_value("a long draft")


@pytest.mark.parametrize("words", LANGUAGES)
def test_an_owner_without_javascript_goes_the_same_way(
    new_context: Callable[..., BrowserContext], desk: DeskRoom, served: Served, host: HostPages, words: Spoken
) -> None:
    page: Page = new_context(java_script_enabled=False).new_page()
    page.goto(served.url + ("/fr/chat" if words is FR else "/chat"))

    def say(text: str) -> None:
        page.locator("#text").fill(text)
        page.get_by_role("button", name="Envoyer" if words is FR else "Send", exact=True).click()

    advisor = desk.advisor()
    say(words.wish)
    for button in ("accept", "yes"):
        page.get_by_role("button", name=words.button(button)).click()
    for answer in (NAME, None, words.contact, words.province, None):
        if answer is None:
            page.get_by_role("button", name=words.button("skip")).click()
        else:
            say(answer)
    page.get_by_role("button", name=words.button("send")).click()
    found = REFERENCE.search(page.locator("#latest").inner_text())
    assert found is not None
    expect(page.get_by_role("status").last).to_contain_text(IN_LINE[words.language])
    expect(advisor.in_queue(found[0])).to_contain_text(NAME)
    advisor.look_at(found[0]).say("Hello from the desk.")
    page.get_by_role("status").last.get_by_role("link").click()
    page.reload()
    expect(page.locator("#latest")).to_contain_text("Hello from the desk.")
    expect(page.get_by_role("status").last).to_contain_text(ANNE.name)
    say("My goods arrive on Friday.")
    expect(advisor.messages.last).to_contain_text("My goods arrive on Friday.")
    advisor.button("hand_back").click()
    say("thank you")
    expect(page.locator("#latest")).to_contain_text(words.answer)
    page.screenshot(path=f"var/screenshots/desk-chat-page-{'fr' if words is FR else 'en'}.png", full_page=True)

"""Given an owner whose case an advisor has closed: they say whether the advisor helped, and the desk sees it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.desk_page import ANNE, LUCIE, Colleague, DeskRoom, words_of_the_desk
from tests.e2e.test_desk import EN, FR, Spoken, asks_for_a_person


@dataclass(frozen=True)
class Asked:
    """What the widget asks and says in one language."""

    question: str
    yes: str
    no: str
    why: str
    thanks: str
    sent: str


IN_ENGLISH = Asked("Was the advisor helpful?", "Yes", "No", "Why? (optional)", "Thank you.", "Thank you, your comment was sent.")
IN_FRENCH = Asked(
    "L’aide du conseiller vous a-t-elle été utile?",
    "Oui",
    "Non",
    "Pourquoi? (facultatif)",
    "Merci.",
    "Merci, votre commentaire a été envoyé.",
)


@pytest.mark.parametrize(
    ("words", "asked", "who"), [pytest.param(EN, IN_ENGLISH, ANNE, id="English"), pytest.param(FR, IN_FRENCH, LUCIE, id="French")]
)
def test_an_owner_says_whether_the_advisor_helped_and_the_desk_sees_it(
    chat: ChatPage, desk: DeskRoom, words: Spoken, asked: Asked, who: Colleague
) -> None:
    # Given an advisor who has answered an owner
    advisor = desk.advisor(who)
    reference = asks_for_a_person(chat, words)
    advisor.look_at(reference).say("Hello, this is the advisor.")
    expect(chat.by("advisor").last).to_contain_text("Hello, this is the advisor.")
    verdict = chat.dialog.get_by_role("group", name=asked.question)
    expect(verdict).to_have_count(0)

    # When the case is closed, its notice asks the owner, and is read out without the buttons
    advisor.page.locator("#outcome").select_option("answered")
    advisor.button("resolve_now").click()
    notice = chat.page.locator("carm-chat .msg.system").last
    expect(notice).to_contain_text(words.told("resolved"))
    expect(notice.get_by_role("group", name=asked.question)).to_have_count(1)
    expect(verdict).to_have_attribute("aria-live", "off")
    no, yes = (verdict.get_by_role("button", name=name) for name in (asked.no, asked.yes))
    chat.shoot(f"hand-off-asked-{words.language.value}")

    # When they say no by keyboard, with a word, it is stored and announced
    no.focus()
    no.press("Enter")
    expect(no).to_have_attribute("aria-pressed", "true")
    expect(chat.announcer).to_have_text(asked.thanks)
    assert chat.violations() == []
    chat.dialog.get_by_label(asked.why).fill("Too late: <b>held</b>")
    chat.shoot(f"hand-off-rated-{words.language.value}")
    chat.dialog.get_by_label(asked.why).press("Enter")
    expect(verdict).to_contain_text(asked.sent)

    # Then the advisor finds both on the case's page
    advisor.look_at(reference)
    expect(advisor.page.locator("#facts")).to_contain_text(advisor.words("not_helped"))
    expect(advisor.page.locator("#facts dd span")).to_have_text("Too late: <b>held</b>")
    expect(advisor.page.locator("#facts dd span")).to_have_attribute("lang", f"{words.language.value}-CA")
    assert advisor.violations() == []
    advisor.shoot(f"hand-off-verdict-{who.language.value}")

    # When the owner comes back and thinks otherwise, that is what counts
    chat.page.reload()
    expect(no).to_have_attribute("aria-pressed", "true")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(no).to_have_attribute("aria-pressed", "false")
    advisor.look_at(reference)
    expect(advisor.page.locator("#facts")).to_contain_text(advisor.words("helped"))
    expect(advisor.page.locator("#facts dd span")).to_have_count(0)

    # And the report counts one, in the owner's language
    advisor.page.goto(f"{advisor.url}/console/reports?days=7")
    counted = advisor.page.get_by_role("region", name=words_of_the_desk().say("reports.hand_offs.title", who.language)).get_by_role("row")
    expect(counted).to_have_count(2)
    expect(counted.last.get_by_role("rowheader")).to_have_text(advisor.words(f"languages.in_{words.language.value}"))
    expect(counted.last.get_by_role("cell")).to_have_text(["0", "1"])
    assert advisor.violations() == []
    assert advisor.complaints == []

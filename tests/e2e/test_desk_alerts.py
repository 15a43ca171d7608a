"""What an advisor is told while a page of the console is open: new cases, wherever they are, and who else looks at a case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.content.desk import load_desk_words
from bot.desk.model import Facts, Urgency
from tests.e2e.desk_page import ANNE, EDITOR, LUCIE, MARC, Colleague, DeskPage, DeskRoom

WORDS = load_desk_words()
# The browser's notices, written down instead of shown; what an advisor answers to the question is in ``answer``.
NOTICES = """(() => {
  const told = () => JSON.parse(localStorage.getItem("test-notices") ?? "[]");
  let permission = localStorage.getItem("test-permission") ?? "default";
  window.Notification = class {
    static get permission() { return permission; }
    static async requestPermission() { permission = ANSWER; localStorage.setItem("test-permission", permission); return permission; }
    constructor(title, options) {
      localStorage.setItem("test-notices", JSON.stringify([...told(), [title, options.tag, options.body ?? ""]]));
    }
    close() {}
  };
})()"""
# The streams that a page has opened, in ``streams``.
STREAMS = """;(() => {
  window.streams = [];
  window.EventSource = class extends EventSource {
    constructor(address) {
      super(address);
      window.streams.push(this);
    }
  };
})()"""
ENDED = """async () => {
  const ended = () => window.streams.every((each) => each.readyState === EventSource.CLOSED);
  for (let tries = 0; tries < 3000 && !ended(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return ended();
}"""


def say(key: str, who: Colleague, **values: object) -> str:
    return WORDS.say(f"alerts.{key}", who.language, **values)


def advisor(desk: DeskRoom, who: Colleague, answer: str = "granted") -> DeskPage:
    tab = desk.browser(who)
    tab.page.add_init_script(NOTICES.replace("ANSWER", f"'{answer}'"))
    tab.sign_in()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.words("queue"))
    return tab


def notices(tab: DeskPage) -> list[Any]:
    found: list[Any] = tab.page.evaluate("JSON.parse(localStorage.getItem('test-notices') ?? '[]')")
    return found


def look_away(page: Page, *, hidden: bool = True) -> None:
    """Have a page think that nobody looks at it, as in a tab behind others; headless browsers show every page."""
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def switch(tab: DeskPage) -> Any:
    return tab.page.get_by_role("button", name=say("turn_on", tab.who), exact=True)


@pytest.mark.parametrize("who", [ANNE, LUCIE], ids=["English", "French"])
def test_an_advisor_who_asked_for_it_is_notified_of_new_cases_by_reference_and_urgency(desk: DeskRoom, who: Colleague) -> None:
    # Given a case that waits already, and an advisor who turns notifications on with the keyboard
    desk.case("K7R-4XA9")
    tab = advisor(desk, who)
    title = tab.words("queue")
    expect(tab.page).to_have_title(f"(1) {title} – {tab.words('title')}")
    assert tab.page.evaluate("Notification.permission") == "default"
    switch(tab).focus()
    tab.page.keyboard.press("Enter")
    expect(switch(tab)).to_have_attribute("aria-pressed", "true")
    # When two more come in
    desk.case("F3L-8WY2", facts=Facts("Zoé Roy", "Roy Inc."))
    expect(tab.page).to_have_title(f"(2) {title} – {tab.words('title')}")
    desk.case("H6C-9RK4", urgency=Urgency.URGENT)
    expect(tab.page).to_have_title(f"(3) {title} – {tab.words('title')}")
    # Then each is notified once, in the advisor's language, without a word of the person's
    urgent = say("urgent", who, reference="H6C-9RK4")
    assert notices(tab) == [
        [say("case", who, reference="F3L-8WY2"), "/console/cases/F3L-8WY2", ""],
        [urgent, "/console/cases/H6C-9RK4", ""],
    ]
    # And the line leads to the case, and its page tells nothing again
    expect(tab.page.locator("#alerts")).to_have_text(urgent)
    assert tab.violations() == []
    tab.shoot(f"alerts-{who.language.value}")
    tab.page.get_by_role("link", name=urgent).click()
    expect(tab.page).to_have_title(f"(3) {tab.words('case')} H6C-9RK4 – {tab.words('title')}")
    expect(tab.page.locator("#alerts")).to_be_empty()
    assert len(notices(tab)) == 2


@pytest.mark.parametrize("who", [ANNE, LUCIE], ids=["English", "French"])
def test_without_permission_the_title_and_the_line_tell(desk: DeskRoom, who: Colleague) -> None:
    tab = advisor(desk, who, "denied")
    switch(tab).click()
    expect(tab.page.locator("#alerts")).to_have_text(say("denied", who))
    expect(switch(tab)).to_have_attribute("aria-pressed", "false")
    tab.page.goto(f"{tab.url}/console/account")
    desk.case("K7R-4XA9")
    expect(tab.page.locator("#alerts")).to_have_text(say("case", who, reference="K7R-4XA9"))
    expect(tab.page).to_have_title(f"(1) {tab.words('account')} – {tab.words('title')}")
    assert notices(tab) == []
    tab.page.set_viewport_size({"width": 320, "height": 700})
    assert tab.overflow() == []


def test_many_new_cases_are_one_notice(desk: DeskRoom) -> None:
    tab = advisor(desk, ANNE)
    switch(tab).click()
    expect(switch(tab)).to_have_attribute("aria-pressed", "true")
    tab.page.goto(f"{tab.url}/healthz")  # no page of the console is open
    for index, sign in enumerate("ACFHK"):
        desk.case(f"{sign}7R-4XA9", urgency=Urgency.URGENT if index == 2 else Urgency.NORMAL)
    tab.page.goto(f"{tab.url}/console")
    expect(tab.page.locator("#alerts")).to_have_text(say("several_urgent", ANNE, count=5))
    assert notices(tab) == [[say("several_urgent", ANNE, count=5), "/console", ""]]


def test_an_advisor_is_told_of_a_case_that_was_transferred_to_them(desk: DeskRoom) -> None:
    desk.case("K7R-4XA9")
    anne, marc = desk.advisor(ANNE), advisor(desk, MARC)
    switch(marc).click()
    anne.look_at("K7R-4XA9").button("claim").click()
    expect(marc.page).to_have_title(f"{marc.words('queue')} – {marc.words('title')}")
    anne.page.locator("#to").select_option(label=MARC.name)
    anne.button("transfer_now").click()
    expect(marc.page.locator("#alerts")).to_have_text(say("mine", MARC, reference="K7R-4XA9"))
    assert notices(marc) == [[say("mine", MARC, reference="K7R-4XA9"), "/console/cases/K7R-4XA9", ""]]


def test_who_else_looks_at_a_case_is_told_while_they_do(desk: DeskRoom) -> None:
    desk.case("K7R-4XA9")
    anne, marc, lucie = desk.advisor(ANNE), desk.advisor(MARC), desk.advisor(LUCIE)
    anne.look_at("K7R-4XA9")
    row = marc.in_queue("K7R-4XA9")
    expect(row).to_contain_text("Anne Roy is looking at this")
    marc.shoot("looking-queue")
    expect(anne.page.locator("#viewers")).to_be_empty()
    lucie.look_at("K7R-4XA9")
    expect(lucie.page.locator("#viewers")).to_have_text("Anne Roy regarde ce dossier")
    expect(anne.page.locator("#viewers")).to_have_text("Lucie Côté is looking at this")
    expect(row).to_contain_text("Anne Roy and Lucie Côté are looking at this")
    lucie.shoot("looking-case-fr")
    lucie.page.close()
    expect(row).to_contain_text("Anne Roy is looking at this")
    expect(anne.page.locator("#viewers")).to_be_empty()
    anne.page.goto(f"{anne.url}/console/account")
    expect(row).not_to_contain_text("looking")


def test_many_tabs_load_and_the_hidden_ones_still_tell_of_new_cases(desk: DeskRoom) -> None:
    # Given ten tabs of one browser, of which the last is looked at
    first = advisor(desk, ANNE)
    switch(first).click()
    tabs = [first.page]
    for _ in range(9):
        look_away(tabs[-1])
        tabs.append(first.page.context.new_page())
        tabs[-1].add_init_script(NOTICES.replace("ANSWER", "'granted'") + STREAMS)
        tabs[-1].goto(f"{first.url}/console")
    expect(tabs[-1].get_by_role("heading", level=1)).to_have_text(first.words("queue"))
    # When that one is looked away from as well, and a case comes in
    look_away(tabs[-1])
    for tab in tabs[1:]:  # each waits a little whether it is its turn
        assert tab.evaluate(ENDED)
    desk.case("K7R-4XA9")
    # Then the one tab that still listens tells, and one that is looked at again is fresh
    expect(first.page).to_have_title(re.compile(r"\(1\)"))
    assert notices(first) == [[say("case", ANNE, reference="K7R-4XA9"), "/console/cases/K7R-4XA9", ""]]
    expect(tabs[4].locator("#queue")).not_to_contain_text("K7R-4XA9")
    look_away(tabs[4], hidden=False)
    expect(tabs[4].locator("#queue")).to_contain_text("K7R-4XA9")
    # And when the one that listened is closed, the next in turn does
    first.page.close()
    desk.case("F3L-8WY2")
    expect(tabs[1]).to_have_title(re.compile(r"\(2\)"))
    expect(tabs[2]).not_to_have_title(re.compile(r"\(2\)"))


def test_an_editor_is_told_of_no_case(desk: DeskRoom) -> None:
    tab = desk.browser(EDITOR).sign_in()
    tab.page.get_by_role("link", name=tab.words("account"), exact=True).click()
    desk.case("K7R-4XA9")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.words("account"))
    assert tab.page.locator("#alerts, #alerts-on").count() == 0

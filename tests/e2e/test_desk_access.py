"""WCAG 2.2 AA at the advisors' desk as far as a machine can see it: axe in every state and language, keyboard only, small, zoomed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.desk.model import Facts, Mode, Urgency
from bot.language import Language
from tests.e2e.desk_page import ADMIN, ANNE, EDITOR, LUCIE, MARC, Colleague, DeskPage, DeskRoom
from tests.e2e.serving import Served

LONG = "Importations-Frontière-et-Fils-du-Témiscouata-inc./" * 2
FACTS = Facts("Zoé Roy", "Roy Imports Inc.", "+1 613-555-0123", "", "ON", "weekday mornings, before ten")
SAID = (
    "What is CARM?",
    "**CARM** is how you pay.\n\n- Register\n- [Portal](https://ccp-pcc.cbsa-asfc.cloud-nuage.canada.ca/en/homepage)",
    LONG * 3,
)
ADMIN_FR = Colleague("Ada Min", "ada-fr@fcei.ca", ADMIN.role, Language.FR)
WHO = [pytest.param(ADMIN, id="English"), pytest.param(ADMIN_FR, id="French")]


def fill(desk: DeskRoom) -> None:
    desk.case("AAA-AAA2", *SAID, urgency=Urgency.URGENT, topic="goods_stuck", facts=FACTS, minutes=95)
    desk.case("AAA-AAA3", "Bonjour", language=Language.FR, facts=Facts(LONG[:80], LONG, "", f"{'x' * 60}@exemple.ca", "NL", LONG))
    desk.case("AAA-AAA4", "hi", mode=Mode.CALL_BACK, minutes=2900)


def states(desk: DeskRoom, who: Colleague) -> Iterator[tuple[str, DeskPage]]:
    """Go through the desk's pages and their states, one after the other, in one browser."""
    tab = desk.browser(who)
    tab.sign_in("wrong password, surely")
    expect(tab.problem).to_be_visible()
    yield "sign-in-refused", tab
    tab.page.goto(f"{tab.url}/console/sign-in?lang={who.language.value}")
    yield "sign-in", tab
    tab.sign_in()
    expect(tab.page.locator("#queue")).to_contain_text(tab.words("empty"))
    yield "queue-empty", tab
    fill(desk)
    expect(tab.page.locator("#queue tbody tr")).to_have_count(3)
    yield "queue", tab
    tab.look_at("AAA-AAA2")
    yield "case-open", tab
    tab.look_at("AAA-AAA3").button("claim").click()
    expect(tab.button("hand_back")).to_be_visible()
    tab.field("note").fill(LONG)
    tab.button("add_note").click()
    yield "case-mine", tab
    other = desk.advisor(MARC).look_at("AAA-AAA2")
    other.button("claim").click()
    expect(other.button("hand_back")).to_be_visible()
    tab.look_at("AAA-AAA2").say("too late")
    expect(tab.problem).to_contain_text(MARC.name)
    yield "case-anothers-refused", tab
    tab.look_at("AAA-AAA4").button("claim").click()
    tab.page.locator("#outcome").select_option("not_needed")
    tab.button("resolve_now").click()
    tab.look_at("AAA-AAA4")
    yield "case-closed", tab
    tab.look_at("WWW-9999")
    expect(tab.problem).to_be_visible()
    yield "case-unknown", tab
    for name in ("account", "advisors", "reports", "content"):
        if tab.page.goto(f"{tab.url}/console/{name}").status == 200:
            yield name, tab
    tab.page.goto(f"{tab.url}/console/account")
    tab.field("old_password").fill("not the password")
    tab.field("new_password").fill("a new long password")
    tab.button("change_password").click()
    expect(tab.problem).to_be_visible()
    yield "account-refused", tab


@pytest.mark.parametrize("who", WHO)
def test_every_page_is_clean_and_fits_small_and_zoomed_windows(desk: DeskRoom, who: Colleague) -> None:
    found: dict[str, list[str]] = {}
    for name, tab in states(desk, who):
        tab.shoot(f"{name}-{who.language.value}")
        found[name] = tab.violations()
        for size in ({"width": 320, "height": 640}, {"width": 320, "height": 256}):  # the second is 1280 by 1024 at 400 %
            tab.page.set_viewport_size(size)
            found[f"{name} at {size}"] = tab.overflow()
            if size["height"] == 640:
                tab.shoot(f"{name}-{who.language.value}-small")
                found[f"{name} small targets"] = tab.small_targets()
        tab.page.set_viewport_size({"width": 1280, "height": 800})
    told = [f"{state}: {each}" for state, faults in found.items() for each in faults]
    print(*told, sep="\n")
    assert told == []


def test_an_editors_desk_is_clean_too(desk: DeskRoom) -> None:
    tab = desk.browser(EDITOR)
    tab.sign_in()
    expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
    assert tab.violations() == []
    desk.case("AAA-AAA2", "hello")
    tab.shoot("editor-fr").look_at("AAA-AAA2")
    expect(tab.problem).to_contain_text(tab.words("errors.not_allowed"))
    assert tab.violations() == []
    tab.shoot("editor-refused-fr")


def press_to(page: Page, words: str, key: str = "Tab", most: int = 40) -> int:
    """Press ``key`` until something with these words has the focus; return how often that was."""
    for count in range(1, most + 1):
        page.keyboard.press(key)
        if words in page.evaluate(
            "(({innerText, labels, value}) => [innerText, labels?.[0]?.innerText, value].join(' '))(document.activeElement)"
        ):
            return count
    raise AssertionError(f"{words!r} was not reached in {most} presses")


@pytest.mark.parametrize("who", [pytest.param(ANNE, id="English"), pytest.param(LUCIE, id="French")])
def test_an_advisors_whole_way_by_keyboard(desk: DeskRoom, who: Colleague) -> None:
    desk.case("AAA-AAA2", "What is CARM?", "CARM is how you pay.", facts=FACTS)
    desk.browser(MARC)
    tab = desk.browser(who)
    page, press = tab.page, tab.page.keyboard.press
    page.goto(f"{tab.url}/console/sign-in?lang={who.language.value}")
    press_to(page, tab.words("email"))
    page.keyboard.type(who.email)
    press("Tab")
    page.keyboard.type("correct horse battery")
    press("Enter")
    expect(page.locator("#queue")).to_contain_text("AAA-AAA2")
    press_to(page, tab.words("skip"))
    press("Enter")
    assert press_to(page, "AAA-AAA2") <= 4
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("AAA-AAA2")
    press_to(page, tab.words("claim"))
    press("Enter")
    expect(tab.button("hand_back")).to_be_visible()
    press_to(page, tab.words("canned"))
    press("ArrowDown")
    press_to(page, tab.words("insert"))
    press("Enter")
    expect(tab.field("reply")).to_be_focused()
    press("Control+A")
    page.keyboard.type("Hello by keyboard.")
    press_to(page, tab.words("send"))
    press("Enter")
    expect(tab.messages.filter(has_text="Hello by keyboard.")).to_have_count(1)
    assert press_to(page, tab.words("reply")) <= 4  # the next words are near
    press_to(page, tab.words("note"))
    page.keyboard.type("a note by keyboard")
    press_to(page, tab.words("add_note"))
    press("Enter")
    expect(page.locator("#notes")).to_contain_text("a note by keyboard")
    press_to(page, tab.words("hand_back"))
    press("Enter")
    expect(page.locator("#facts")).to_contain_text(tab.words("in_chat.bot"))
    press_to(page, tab.words("transfer"))
    press_to(page, tab.words("transfer_now"))
    press("Enter")
    expect(page.locator("#facts")).to_contain_text(tab.words("claimed", advisor=MARC.name))
    press_to(page, tab.words("sign_out"), "Shift+Tab")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(tab.words("sign_in"))


def test_the_focus_stays_where_it_is_while_the_page_renews_itself(desk: DeskRoom) -> None:
    desk.case("AAA-AAA2", "one", minutes=9)
    tab = desk.advisor()
    link = tab.in_queue("AAA-AAA2").get_by_role("link")
    link.focus()
    desk.case("AAA-AAA3", "two", urgency=Urgency.URGENT, minutes=1)
    expect(tab.page.locator("#queue tbody tr")).to_have_count(2)
    expect(tab.page.locator("#queue tbody tr").first).to_contain_text("AAA-AAA3")
    expect(link).to_be_focused()
    tab.look_at("AAA-AAA2")
    first = tab.messages.first.element_handle()
    tab.button("claim").focus()
    desk.advisor(MARC).look_at("AAA-AAA2").button("claim").click()
    expect(tab.page.locator("#facts")).to_contain_text(MARC.name)
    expect(tab.page.locator("#actions")).to_be_focused()
    assert tab.messages.first.evaluate("(now, before) => now === before", first), "what was read out once is not read out again"


def test_a_lost_connection_is_told_and_caught_up_with(desk: DeskRoom, served: Served) -> None:
    tab = desk.advisor()
    served.stop()
    expect(tab.page.locator("#connection")).to_have_text(tab.words("connection_lost"))
    served.start()
    expect(tab.page.locator("#connection")).to_be_empty()
    desk.case("AAA-AAA2", "one")
    expect(tab.in_queue("AAA-AAA2")).to_be_visible()


def test_two_hundred_waiting_cases_stay_readable(desk: DeskRoom) -> None:
    for index in range(200):
        urgency = Urgency.URGENT if index % 10 == 0 else Urgency.NORMAL
        desk.case(f"BBB-{index:04}", "hello", urgency=urgency, facts=Facts(f"Person {index}", "Roy Imports"), minutes=index)
    tab = desk.advisor()
    expect(tab.page.locator("#queue tbody tr")).to_have_count(200)
    expect(tab.page.locator("#queue tbody tr").first).to_contain_text("BBB-0190")
    assert tab.violations() == []
    tab.page.screenshot(path="var/screenshots/desk-queue-200.png")
    tab.page.set_viewport_size({"width": 320, "height": 640})
    assert tab.overflow() == []

"""WCAG 2.2 AA as far as a machine can see it: axe in every state and language, keyboard only, small, zoomed, forced colours, no motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.host_pages import HostPages
from tests.e2e.serving import Served

PAGES = [pytest.param("/", id="English"), pytest.param("/fr", id="French")]
ADVISOR = {"/": "I want an advisor", "/fr": "Parler à un conseiller"}
CARM = {"/": ("What is CARM?", "CBSA"), "/fr": ("Qu’est-ce que la GCRA?", "ASFC")}


def focused(chat: ChatPage) -> str:
    return str(
        chat.page.evaluate(
            """() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return [at.localName, at.className, at.id, at.getAttribute('aria-label') || at.textContent].join(' ').slice(0, 90); }"""
        )
    )


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_any_state(chat: ChatPage, context: BrowserContext, gateway: FakeGateway, served: Served, path: str) -> None:
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        if told := chat.violations():
            found[state] = told

    chat.visit(path)
    look("closed")
    chat.open()
    look("welcome")
    chat.page.locator("carm-chat .more").click()
    look("menu")
    chat.page.locator("carm-chat .menu .danger").click()
    look("delete")
    chat.page.keyboard.press("Escape")
    question, words = CARM[path]
    chat.ask(question).answered(words)
    look("answer")
    chat.page.locator("carm-chat .thumb").first.click()
    expect(chat.page.locator("carm-chat .word input")).to_be_visible()
    look("feedback")
    chat.ask("chart").answered("option")
    look("chart")
    chat.field.fill("x" * 2010)
    look("too long")
    chat.field.fill("")
    gateway.refuse_next = (422, "refused")
    chat.ask("refused")
    expect(chat.page.locator("carm-chat .fate.bad")).to_be_visible()
    look("refused")
    chat.ask(ADVISOR[path])
    expect(chat.status).to_contain_text("2")
    look("waiting")
    served.call(lambda: gateway.conversation.now_with("human", advisor="Marie"))
    served.call(lambda: gateway.conversation.add("advisor", "Hello", advisor="Marie"))
    expect(chat.status).to_contain_text("Marie")
    look("advisor")
    context.set_offline(True)
    chat.ask("unsent")
    expect(chat.page.locator("carm-chat .unsent .fate").last).not_to_be_empty()
    look("offline")
    context.set_offline(False)
    assert found == {}


@pytest.mark.parametrize("path", PAGES)
def test_the_whole_journey_by_keyboard(chat: ChatPage, path: str) -> None:
    press = chat.page.keyboard.press
    chat.visit(path)
    for _ in range(12):
        press("Tab")
        if "launcher" in focused(chat):
            break
    press("Enter")
    expect(chat.dialog).to_be_visible()
    assert focused(chat).startswith("textarea")
    question, words = CARM[path]
    chat.page.keyboard.type(question)
    press("Shift+Enter")
    chat.page.keyboard.type("(2)")
    assert chat.field.input_value() == f"{question}\n(2)"
    press("Enter")
    chat.answered(words)
    for _ in range(12):
        press("Shift+Tab")
        if "reply" in focused(chat):
            break
    press("Space")
    expect(chat.by("person")).to_have_count(2)
    for _ in range(20):
        press("Shift+Tab")
        if "button more" in focused(chat):
            break
    press("Enter")
    expect(chat.page.locator("carm-chat .menu")).to_be_visible()
    press("Escape")
    expect(chat.page.locator("carm-chat .menu")).to_be_hidden()
    expect(chat.dialog).to_be_visible()
    assert "button more" in focused(chat)
    press("Enter")
    press("Tab")
    with chat.page.expect_download(lambda download: download.suggested_filename.endswith(".pdf")):
        press("Enter")
    expect(chat.page.locator("carm-chat .menu")).to_be_hidden()
    assert "button more" in focused(chat)
    press("Enter")
    for _ in range(3):
        press("Tab")
    press("Enter")
    expect(chat.dialog.get_by_role("alertdialog")).to_be_visible()
    press("Escape")
    expect(chat.dialog.get_by_role("alertdialog")).to_have_count(0)
    assert "button more" in focused(chat)
    press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert "launcher" in focused(chat)


def test_the_focus_can_leave_the_open_chat_for_the_page(chat: ChatPage) -> None:
    chat.visit().open()
    for _ in range(25):
        chat.page.keyboard.press("Shift+Tab")
        if "page-button" in focused(chat):
            break
    assert "page-button" in focused(chat)
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_visible()


def test_escape_uncovers_what_has_the_focus_under_the_chat(chat: ChatPage) -> None:
    chat.page.set_viewport_size({"width": 360, "height": 640})
    chat.visit().open()
    chat.page.locator("#page-button").focus()
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert "page-button" in focused(chat)


def sideways(chat: ChatPage) -> list[str]:
    """What is wider than its place or reaches beyond 320 pixels."""
    found: list[str] = chat.page.evaluate(
        """() => [...document.querySelector('carm-chat').shadowRoot.querySelectorAll('*')].filter((each) => {
             const { display } = getComputedStyle(each);
             if (display === 'none' || each.closest('.sr, svg')) return false;
             const overflows = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1 && display !== 'inline';
             return overflows || each.getBoundingClientRect().right > 321;
           }).map((each) => each.className || each.localName)"""
    )
    return found


@pytest.mark.parametrize("path", PAGES)
def test_at_320_pixels_all_is_there_without_sideways_scrolling(chat: ChatPage, path: str) -> None:
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.visit(path).open()
    chat.shoot(f"17-small-welcome{path.replace('/', '-').rstrip('-')}")
    question, words = CARM[path]
    chat.ask(question).answered(words)
    box = chat.settled().dialog.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert sideways(chat) == []
    chat.shoot(f"18-small-answer{path.replace('/', '-').rstrip('-')}")


@pytest.mark.parametrize("path", PAGES)
def test_at_320_pixels_the_controls_of_those_who_wait_have_room(chat: ChatPage, gateway: FakeGateway, served: Served, path: str) -> None:
    language = "fr" if path == "/fr" else "en"
    gateway.telegram = True
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.visit(path).open().ask(ADVISOR[path])
    expect(chat.page.locator("carm-chat .composer .file")).to_be_visible()
    served.call(gateway.offer_to_stop)
    expect(chat.button("Stop waiting")).to_be_visible()
    assert sideways(chat) == []
    chat.shoot(f"33-small-waiting-{language}")
    chat.page.locator("carm-chat .more").click()
    assert sideways(chat) == []
    chat.shoot(f"34-small-menu-{language}")
    chat.button("Telegram").click()
    expect(chat.dialog.get_by_role("alertdialog")).to_be_visible()
    assert sideways(chat) == []
    assert chat.violations() == []
    chat.shoot(f"35-small-telegram-{language}")


def test_at_400_percent_zoom_everything_can_be_reached(chat: ChatPage) -> None:
    chat.page.set_viewport_size({"width": 320, "height": 256})
    chat.visit().open().ask("What is CARM?").answered("CBSA")
    expect(chat.by("bot")).to_be_in_viewport()
    chat.shoot("19-zoom-400")
    chat.button("Yes").click()
    chat.dialog.get_by_label("Why?").fill("ok")
    chat.field.scroll_into_view_if_needed()
    chat.ask("again").answered("You said: again")


@pytest.mark.parametrize("path", PAGES)
def test_every_target_is_24_pixels_or_more(chat: ChatPage, path: str) -> None:
    chat.visit(path).open()
    question, words = CARM[path]
    chat.ask(question).answered(words)
    chat.page.locator("carm-chat .thumb").first.click()
    chat.page.locator("carm-chat .more").click()
    small = chat.page.evaluate(
        """() => [...document.querySelector('carm-chat').shadowRoot.querySelectorAll('button, input, textarea, summary')]
             .filter((each) => each.checkVisibility()).map((each) => [each.className, each.getBoundingClientRect()])
             .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


def test_the_person_s_own_text_size_counts(chat: ChatPage) -> None:
    chat.visit("/hostile").open()
    assert chat.field.evaluate("(field) => getComputedStyle(field).fontSize") == "16px"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        pytest.param({"forced_colors": "active"}, "20-forced-colours", id="forced colours"),
        pytest.param({"forced_colors": "active", "color_scheme": "dark"}, "21-forced-colours-dark", id="forced colours, dark"),
        pytest.param({"color_scheme": "dark"}, "22-dark-page", id="dark scheme"),
    ],
)
def test_it_stays_readable_in_other_colours(
    new_context: Callable[..., BrowserContext], host: HostPages, site: Served, options: dict[str, Any], name: str
) -> None:
    chat = ChatPage(new_context(**options).new_page(), site.url).visit().open()
    chat.ask("What is CARM?").answered("CBSA")
    chat.page.locator("carm-chat .thumb").first.click()
    borders = chat.page.evaluate(
        """() => ['.bubble', '.person .bubble', '.reply', '.field button', 'textarea'].map((each) =>
             parseFloat(getComputedStyle(document.querySelector('carm-chat').shadowRoot.querySelector(each)).borderTopWidth))"""
    )
    assert min(borders) >= 1
    chat.shoot(name)


def test_nothing_moves_for_those_who_ask_for_no_motion(
    new_context: Callable[..., BrowserContext], host: HostPages, site: Served, gateway: FakeGateway
) -> None:
    gateway.may_answer.clear()
    chat = ChatPage(new_context(reduced_motion="reduce").new_page(), site.url).visit().open()
    chat.ask("slow")
    expect(chat.page.locator("carm-chat .typing")).to_be_visible()
    assert chat.page.evaluate("document.getAnimations().length") == 0
    assert chat.page.evaluate(
        "[...document.querySelector('carm-chat').shadowRoot.querySelectorAll('*')].every((each) => each.getAnimations().length === 0)"
    )


def test_a_touch_screen_opens_without_its_keyboard(new_context: Callable[..., BrowserContext], host: HostPages, site: Served) -> None:
    chat = ChatPage(new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}).new_page(), site.url).visit()
    chat.launcher.tap()
    expect(chat.dialog).to_be_focused()
    chat.shoot("23-phone")


def test_the_language_of_each_part_is_marked(chat: ChatPage) -> None:
    chat.visit().open().ask("Qu’est-ce que la GCRA?").answered("ASFC")
    expect(chat.messages.last).to_have_attribute("lang", "fr-CA")
    expect(chat.button("Passer au français")).to_have_attribute("lang", "fr-CA")
    expect(chat.page.locator("carm-chat .root")).to_have_attribute("lang", "en-CA")

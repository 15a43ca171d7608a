"""Hostile messages and hostile pages."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.host_pages import HostPages
from tests.e2e.script import HOSTILE
from tests.e2e.serving import Served

ALLOWED = ("https:", "mailto:", "tel:")


def nothing_ran(chat: ChatPage) -> None:
    chat.page.wait_for_timeout(300)
    assert chat.page.evaluate("window.pwned") is None
    found = chat.page.evaluate(
        """() => {
          const root = document.querySelector('carm-chat').shadowRoot;
          return {
            links: [...root.querySelectorAll('[href]')].map((each) => each.href),
            unwanted: root.querySelectorAll('img, script, iframe, object, embed, [style*=url]').length,
            handlers: [...root.querySelectorAll('*')].flatMap((each) => [...each.attributes])
              .filter((each) => each.name.startsWith('on')).length,
          };
        }"""
    )
    assert [link for link in found["links"] if not link.startswith(ALLOWED)] == []
    assert found["unwanted"] == 0
    assert found["handlers"] == 0


def test_markup_from_the_bot_is_words_in_every_position(chat: ChatPage) -> None:
    chat.visit().open().ask("hostile").answered("<script>")
    nothing_ran(chat)
    for control in chat.dialog.locator(".files button, .bubble a").all():
        control.click(modifiers=["Alt"])
    chat.dialog.locator(".replies button").first.click()
    nothing_ran(chat)
    chat.shoot("15-hostile-answer")


def test_markup_from_a_person_is_words(chat: ChatPage) -> None:
    chat.visit().open().ask(f"{HOSTILE} [x](javascript:window.pwned=1) **b**").answered("You said")
    expect(chat.by("person")).to_have_text(f"{HOSTILE} [x](javascript:window.pwned=1) **b**")
    nothing_ran(chat)
    chat.page.reload()
    expect(chat.by("person")).to_contain_text("<script>")
    nothing_ran(chat)


def test_markup_from_an_advisor_a_notice_and_an_error_is_words(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("hello").answered("You said")
    served.call(lambda: gateway.conversation.now_with("human", advisor=HOSTILE))
    served.call(lambda: gateway.conversation.add("advisor", HOSTILE + " [x](javascript:window.pwned=1)", advisor=HOSTILE))
    served.call(lambda: gateway.conversation.add("system", HOSTILE))
    expect(chat.status).to_contain_text("<script>")
    expect(chat.by("system").last).to_contain_text("<script>")
    gateway.refuse_next = (422, HOSTILE)
    chat.ask("refused")
    expect(chat.dialog).to_contain_text("Not sent. Refused: <img")
    nothing_ran(chat)


def test_what_makes_no_sense_on_the_stream_is_passed_over(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("hello").answered("You said")
    nonsense = [
        {"number": "7", "author": "bot", "text": "x"},
        {"number": 1e99, "author": "bot", "text": "x"},
        {"number": 70, "author": "admin", "text": "x"},
        {"number": 71, "author": "bot", "text": {"a": 1}, "buttons": "no", "sources": [None, 3], "data": [], "language": 5},
    ]
    served.run(gateway.conversation.listened_to())
    for message in nonsense:
        served.call(gateway.conversation.publish, "typing", {"on": "maybe"})
        served.call(gateway.conversation.publish, "message", message)
    expect(chat.messages).to_have_count(3)
    chat.ask("still there")
    expect(chat.dialog.get_by_text("You said: still there")).to_be_visible()


def test_a_hostile_style_sheet_can_t_break_it(chat: ChatPage) -> None:
    chat.visit("/hostile")
    box = chat.launcher.bounding_box()
    assert box is not None
    assert (box["x"] > 900, box["y"] > 600, box["width"] > 120, box["height"] >= 44) == (True, True, True, True)
    chat.open().ask("What is CARM?").answered("Canada Border Services Agency")
    box = chat.settled().dialog.bounding_box()
    assert box is not None
    assert (380 < box["width"] < 460, box["height"] > 500, box["x"] + box["width"] <= 1280) == (True, True, True)
    style = chat.page.evaluate(
        """() => {
          const style = getComputedStyle(document.querySelector('carm-chat').shadowRoot.querySelector('.bot .bubble p'));
          return [style.fontSize, style.letterSpacing, style.textTransform, style.direction, style.color, style.visibility];
        }"""
    )
    assert style == ["16px", "normal", "none", "ltr", "rgb(24, 34, 47)", "visible"]
    chat.shoot("16-hostile-page")


def test_a_strict_policy_without_inline_anything_is_enough(chat: ChatPage, host: HostPages, gateway: FakeGateway) -> None:
    refused: list[str] = []
    chat.page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    chat.visit("/strict").open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.button("Yes").click()
    chat.ask("Show me a chart").answered("what each option would cost")
    expect(chat.dialog.get_by_role("img")).to_have_js_property("width", 360)
    with chat.page.expect_download():
        chat.menu("Download this conversation (text)")
    chat.ask("hostile").answered("<script>")
    chat.button("Passer au français").click()
    chat.page.wait_for_timeout(500)
    assert host.reports == []
    assert [line for line in refused if "favicon" not in line] == []

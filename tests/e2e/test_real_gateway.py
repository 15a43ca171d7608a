"""What only the product's own gateway can show: its failures and recoveries as a person sees them, and its own pages."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.real_gateway import RealGateway
from tests.e2e.serving import Served
from tests.fakes import owners


def test_a_message_is_kept_and_answered_once_when_the_assistant_is_back(chat: ChatPage, real: RealGateway) -> None:
    real.engine.down = True
    chat.visit().open().ask("hello")
    expect(chat.by("system")).to_contain_text("Your message is kept")
    real.engine.down = False
    chat.answered("You said: hello")
    chat.page.wait_for_timeout(1000)
    expect(chat.by("bot")).to_have_count(1)
    expect(chat.by("system")).to_have_count(1)


def test_a_gateway_that_goes_in_the_middle_of_a_turn_answers_once_when_it_is_back(
    chat: ChatPage, real: RealGateway, served: Served
) -> None:
    chat.visit().open().ask("one").answered("You said: one")
    real.engine.delay_seconds = 1.5
    chat.ask("two")
    expect(chat.page.locator("carm-chat .unsent")).to_have_count(0)
    served.stop()
    expect(chat.status).to_contain_text("Reconnecting")
    chat.ask("three")
    expect(chat.page.locator("carm-chat .unsent")).to_have_count(1)
    real.engine.delay_seconds = 0
    served.start()
    chat.answered("You said: three")
    chat.page.wait_for_timeout(1000)
    assert chat.by("person").all_inner_texts() == ["one", "two", "three"]
    assert chat.by("bot").all_inner_texts() == ["You said: one", "You said: two", "You said: three"]
    chat.page.reload()
    expect(chat.messages).to_have_count(6)


def test_a_business_number_is_masked_on_screen_too(chat: ChatPage, real: RealGateway) -> None:
    chat.visit().open().ask("My business number is 123456782, thank you")
    expect(chat.by("person")).to_contain_text("[business number removed]")
    expect(chat.by("system")).to_contain_text("To protect you")
    expect(chat.dialog).not_to_contain_text("123456782")


def test_the_demo_pages_carry_the_chat_in_their_language_within_their_own_policy(chat: ChatPage, served: Served, real: RealGateway) -> None:
    refused: list[str] = []
    chat.page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    chat.url = served.url
    chat.visit("/fr")
    chat.page.wait_for_load_state()
    chat.shoot("24-demo-fr-closed")
    chat.open().ask("Qu’est-ce que la GCRA?").answered("obligatoire")
    chat.shoot("25-demo-fr")
    assert chat.violations() == []
    chat.visit("/")
    expect(chat.messages).to_have_count(2)
    chat.ask("What is CARM?").answered("Canada Border Services Agency")
    chat.shoot("26-demo-en")
    assert [line for line in refused if "favicon" not in line] == []


def test_a_picture_reaches_the_advisor_who_is_awaited_and_is_shown(chat: ChatPage, real: RealGateway, served: Served) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    assert real.app is not None
    web = real.app.state.web
    conversation = real.engine.said[-1].conversation
    served.run(owners.ask_for_advisor(web.ownership, conversation))
    picker = chat.dialog.get_by_label("Send a picture")
    picker.set_input_files({"name": "not.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    expect(chat.page.locator("carm-chat .status.bad")).to_contain_text("PNG")
    picker.set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": drawn(300, 120)})
    shown = chat.by("person").last.get_by_role("img", name="Picture that you sent")
    expect(shown).to_have_js_property("width", 300)
    chat.page.reload()
    expect(shown).to_have_js_property("width", 300)
    assert chat.violations() == []
    chat.shoot("32-picture-real")


def drawn(width: int, height: int) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), "#1a5fb4").save(held, "PNG")
    return held.getvalue()

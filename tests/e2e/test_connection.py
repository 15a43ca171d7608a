"""Lost connections, refusals and reloads: nothing is lost, nothing is there twice, and the person is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Request, Route, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import CHROMIUM
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.host_pages import HostPages
from tests.e2e.real_gateway import RealGateway
from tests.e2e.serving import Served


def texts(gateway: FakeGateway, author: str = "person") -> list[str]:
    return [message["text"] for message in gateway.conversation.messages if message["author"] == author]


def test_messages_written_offline_are_sent_once_when_the_network_is_back(
    chat: ChatPage, context: BrowserContext, gateway: FakeGateway
) -> None:
    chat.visit().open().ask("before").answered("You said: before")
    context.set_offline(True)
    expect(chat.status).to_contain_text("You are offline")
    chat.ask("first").ask("second")
    expect(chat.page.locator("carm-chat .unsent")).to_have_count(2)
    expect(chat.dialog.get_by_text("Waiting to be sent")).to_have_count(2)
    chat.shoot("12-offline")
    context.set_offline(False)
    chat.answered("You said: second")
    expect(chat.page.locator("carm-chat .unsent")).to_have_count(0)
    expect(chat.messages).to_have_count(6)
    assert texts(gateway) == ["before", "first", "second"]
    expect(chat.status).not_to_contain_text("offline")


def test_what_is_unsent_survives_a_reload(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("before").answered("You said: before")
    served.stop()
    chat.ask("during")
    expect(chat.status).to_contain_text("Reconnecting")
    expect(chat.page.locator("carm-chat .unsent")).to_have_count(1)
    served.start()
    chat.page.reload()
    chat.answered("You said: during")
    expect(chat.messages).to_have_count(4)
    assert texts(gateway) == ["before", "during"]


def test_the_gateway_goes_and_comes_back(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("before").answered("You said: before")
    served.stop()
    expect(chat.status).to_contain_text("Reconnecting")
    chat.shoot("13-reconnecting")
    gateway.conversation.tabs.clear()
    gateway.conversation.add("bot", "Said while you were away.")
    served.start()
    chat.answered("Said while you were away.")
    expect(chat.status).not_to_contain_text("Reconnecting")
    expect(chat.messages).to_have_count(3)


def test_what_is_unsent_stays_in_sight_when_the_connection_goes(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("long").answered("Paragraph 30")
    served.stop()
    chat.ask("Are you there?")
    fate = chat.page.locator("carm-chat .unsent .fate")
    expect(fate).to_have_text("Waiting to be sent")
    expect(chat.status).to_contain_text("connection was lost")
    expect(fate).to_be_in_viewport(ratio=1)


def test_what_was_said_last_stays_in_sight_while_a_long_message_is_written(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("long").answered("Paragraph 30")
    chat.ask("one").answered("You said: one")
    expect(chat.by("bot").last).to_be_in_viewport(ratio=1)
    chat.field.press_sequentially("a line that goes on " * 12)
    expect(chat.by("bot").last).to_be_in_viewport(ratio=1)


def test_an_answer_to_a_post_that_is_lost_makes_no_second_message(chat: ChatPage, gateway: FakeGateway) -> None:
    gateway.lose_answers_to_posts = 1
    chat.visit().open().ask("once").answered("You said: once")
    chat.page.wait_for_timeout(1500)
    expect(chat.messages).to_have_count(2)
    assert texts(gateway) == ["once"]


def test_the_stream_resumes_after_being_cut_without_loss(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("one").answered("You said: one")
    for number in range(3):
        served.call(lambda: gateway.conversation.publish("hang up", {}))
        served.call(gateway.conversation.add, "bot", f"after cut {number}")
    expect(chat.by("bot")).to_have_count(4)
    chat.answered("after cut 2")


def test_a_refused_message_is_explained_and_can_be_edited(chat: ChatPage, gateway: FakeGateway) -> None:
    gateway.refuse_next = (422, "text_too_long")
    chat.visit().open().ask("not like this")
    expect(chat.dialog).to_contain_text("Not sent. Refused: text_too_long.")
    chat.shoot("14-refused")
    chat.button("Edit and resend").click()
    expect(chat.field).to_have_value("not like this")
    chat.ask("like this").answered("You said: like this")
    assert texts(gateway) == ["like this"]


def test_writing_too_fast_waits_and_loses_nothing(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("one").answered("You said: one")
    gateway.refuse_all = (429, "too_many")
    chat.ask("two")
    expect(chat.status).to_contain_text("You are writing faster")
    gateway.refuse_all = None
    chat.answered("You said: two")
    expect(chat.status).not_to_contain_text("faster")
    assert texts(gateway) == ["one", "two"]


def test_an_expired_conversation_gives_way_to_a_new_one(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("one").answered("You said: one")
    served.call(gateway.conversations.clear)
    chat.ask("two").answered("You said: two")
    assert texts(gateway) == ["two"]


def test_the_token_never_travels_in_an_address(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.button("Yes").click()
    (token,) = gateway.conversations
    assert not [address for address in gateway.addresses if token in address]
    assert token not in chat.page.url


def test_it_works_when_the_browser_blocks_storage(chat: ChatPage) -> None:
    chat.page.add_init_script(
        """for (const name of ['localStorage', 'sessionStorage'])
             Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });"""
    )
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.ask("again").answered("You said: again")
    expect(chat.messages).to_have_count(4)


def test_it_works_when_the_person_blocks_cookies(browser: Browser, host: HostPages, site: Served, tmp_path: Path) -> None:
    """The setting itself: it takes more from a page than storage, locks between tabs among others."""
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    launch = browser.browser_type.launch_persistent_context
    with launch(str(tmp_path), executable_path=CHROMIUM, args=["--no-sandbox"]) as context:
        chat = ChatPage(context.new_page(), site.url).visit()
        assert chat.page.evaluate("navigator.locks.request('x', () => 'granted').catch(({ name }) => name)") == "SecurityError"
        chat.open().ask("What is CARM?").answered("Canada Border Services Agency")
        chat.ask("again").answered("You said: again")
        expect(chat.messages).to_have_count(4)


def test_the_widget_asks_nobody_but_the_gateway(chat: ChatPage, served: Served) -> None:
    asked: list[str] = []

    def watch(route: Route) -> Any:
        asked.append(route.request.url)
        return route.continue_()

    chat.page.route("**/*", watch)
    chat.visit().open().ask("Show me a chart").answered("what each option would cost")
    assert [url for url in asked if not url.startswith((served.url, chat.url))] == []


def test_a_stream_that_is_cut_and_mended_at_once_is_not_told_of(chat: ChatPage, served: Served, gateway: FakeGateway) -> None:
    chat.page.clock.install()
    chat.visit().open().ask("one").answered("You said: one")
    served.run(gateway.conversation.listened_to())
    chat.page.evaluate(
        """() => {
          const status = document.querySelector('carm-chat').shadowRoot.querySelector('.status');
          window.told = [];
          new MutationObserver(() => window.told.push(status.textContent)).observe(status, {childList: true, subtree: true});
        }"""
    )
    chat.page.clock.pause_at(chat.page.evaluate("Date.now()") + 20_000)
    asked: list[Request] = []
    chat.page.on("request", lambda request: asked.append(request))
    for number in range(2):
        asked.clear()
        served.call(lambda: gateway.conversation.publish("hang up", {}))
        for _ in range(2_000):  # the page waits before it asks again: its time passes only here
            if asked:
                break
            chat.page.clock.run_for(50)
            chat.page.wait_for_timeout(20)
        served.call(gateway.conversation.add, "bot", f"after cut {number}")
        chat.answered(f"after cut {number}")
    chat.page.clock.run_for(5000)
    assert chat.page.evaluate("window.told") == []


def test_an_answer_that_a_proxy_holds_back_is_looked_for(chat: ChatPage, real: RealGateway) -> None:
    chat.page.route("**/api/v1/events", lambda route: None)
    chat.visit().open().ask("one").answered("You said: one")

"""A person asks, presses, judges, reads in the other language and comes back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Route, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.serving import Served


def test_a_question_is_answered_with_its_source_and_date(chat: ChatPage) -> None:
    chat.visit().open()
    chat.shoot("01-welcome-en")
    chat.ask("What is CARM?").answered("Canada Border Services Agency")
    answer = chat.by("bot").last
    expect(answer.get_by_role("link", name="CARM Client Portal")).to_have_attribute("rel", "noopener noreferrer")
    expect(answer.locator("ul li")).to_have_count(2)
    expect(answer.locator("ol li")).to_have_count(2)
    expect(answer.locator("strong")).to_have_text("mandatory")
    expect(answer).to_contain_text("Source: CFIB: CARM page (checked November 23, 2026)")
    expect(chat.by("person")).to_have_count(1)
    chat.shoot("02-answer-en")


def test_no_conversation_begins_before_the_first_message(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit()
    chat.page.wait_for_load_state("networkidle")
    assert gateway.abouts == []
    chat.open()
    expect(chat.dialog).to_contain_text("Before you write")
    chat.field.fill("a draft")
    assert gateway.conversations == {}
    chat.ask("hello").answered("You said: hello")
    assert len(gateway.conversations) == 1
    expect(chat.dialog).not_to_contain_text("Before you write")


def test_a_button_says_its_title_and_the_old_buttons_go(chat: ChatPage) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.button("Who must register?").click()
    chat.answered("Every business that imports")
    expect(chat.by("person").last).to_have_text("Who must register?")
    expect(chat.button("How do I register?")).to_have_count(0)
    assert chat.page.evaluate("document.querySelector('carm-chat').shadowRoot.activeElement !== null"), "the focus was lost"


def test_a_suggested_question_starts_the_conversation(chat: ChatPage) -> None:
    chat.visit().open()
    chat.button("What is CARM?").click()
    chat.answered("Canada Border Services Agency")


def test_a_french_page_speaks_french(chat: ChatPage) -> None:
    chat.visit("/fr").open()
    expect(chat.dialog).to_contain_text("Avant d’écrire")
    chat.shoot("03-welcome-fr")
    chat.ask("Qu'est-ce que la GCRA?").answered("obligatoire")
    expect(chat.by("bot").last).to_contain_text("Source\u00a0: FCEI\u00a0: page sur la GCRA (vérifiée le 23 novembre 2026)")
    expect(chat.messages.last).to_have_attribute("lang", "fr-CA")
    chat.shoot("04-answer-fr")


def test_the_language_changes_in_mid_conversation_and_each_message_keeps_its_own(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    expect(chat.dialog.get_by_role("note")).to_contain_text("Financial security")
    chat.button("Passer au français").click()
    expect(chat.page.locator("carm-chat .titles h2")).to_have_text("Assistant GCRA")
    expect(chat.dialog.get_by_role("note")).to_contain_text("10 février 2026")
    expect(chat.dialog.get_by_role("note")).to_contain_text("voie électronique")
    expect(chat.messages.nth(1)).to_have_attribute("lang", "en-CA")
    chat.answered("Je vous répondrai en français")
    expect(chat.messages.last).to_have_attribute("lang", "fr-CA")
    chat.ask("bonjour").answered("Vous avez dit")
    assert gateway.conversation.chosen == "fr"
    chat.visit()
    expect(chat.dialog).to_contain_text("Assistant GCRA")
    chat.button("Switch to English").click()
    expect(chat.dialog).to_contain_text("CARM assistant")


def test_the_conversation_is_there_after_a_reload_and_is_not_read_out_again(chat: ChatPage) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.page.reload()
    expect(chat.dialog).to_be_visible()
    expect(chat.messages).to_have_count(2)
    live = chat.page.locator("carm-chat [aria-live=polite]")
    expect(live.locator(".msg")).to_have_count(0)
    assert chat.page.evaluate("document.activeElement === document.body"), "a reload must not take the focus"
    expect(chat.button("Who must register?")).to_be_visible()
    chat.ask("again").answered("You said: again")
    expect(live.locator(".msg")).to_have_count(2)


def test_each_new_message_is_added_to_the_live_log_once(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open()
    chat.page.evaluate(
        """() => {
          const live = document.querySelector('carm-chat').shadowRoot.querySelector('[role=log] [aria-live=polite]');
          window.added = [];
          const note = (node) => node.classList?.contains('msg') && window.added.push(node.querySelector('.bubble').textContent);
          new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach(note))).observe(live, {childList: true, subtree: true});
        }"""
    )
    for text in ("one", "two", "three"):
        chat.ask(text)
    expect(chat.by("bot")).to_have_count(3)
    assert sorted(chat.page.evaluate("window.added")) == sorted(
        ["one", "two", "three", "You said: one", "You said: two", "You said: three"]
    )


def test_a_helpful_answer_is_stored_with_a_word_and_shown_again_after_a_reload(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.button("Yes").click()
    expect(chat.button("Yes")).to_have_attribute("aria-pressed", "true")
    chat.dialog.get_by_label("Why?").fill("Clear.")
    chat.shoot("05-feedback")
    chat.dialog.get_by_label("Why?").press("Enter")
    expect(chat.dialog).to_contain_text("your comment was sent")
    assert gateway.feedback == [{"number": 2, "helpful": True}, {"number": 2, "helpful": True, "comment": "Clear."}]
    chat.page.reload()
    expect(chat.button("Yes")).to_have_attribute("aria-pressed", "true")
    expect(chat.button("No")).to_have_attribute("aria-pressed", "false")


def test_a_chart_has_a_text_alternative_and_a_file(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open().ask("Show me a chart").answered("what each option would cost")
    picture = chat.dialog.get_by_role("img", name="Cash deposit: $8,200. Agreement: $5,000.")
    expect(picture).to_have_js_property("width", 360)
    with chat.page.expect_download() as download:
        chat.button("Your calculation (CSV)").click()
    assert download.value.path().read_text() == "option,amount\ncash,8200.00\n"
    assert any(address.endswith("/chart.png") for address in gateway.addresses)
    chat.shoot("06-chart")


@pytest.mark.parametrize(("item", "kind", "held"), [("text", "txt", b"You said: hello"), ("PDF", "pdf", b"%PDF-")])
def test_the_transcript_is_downloaded(chat: ChatPage, item: str, kind: str, held: bytes) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    with chat.page.expect_download() as download:
        chat.menu(f"Download this conversation ({item})")
    assert re.fullmatch(rf"carm-conversation-\d{{4}}-\d\d-\d\d\.{kind}", download.value.suggested_filename)
    assert held in download.value.path().read_bytes()


def test_what_was_not_begun_is_not_offered_as_a_file(chat: ChatPage) -> None:
    chat.visit().open()
    chat.page.locator("carm-chat .more").click()
    expect(chat.button("Start over")).to_be_visible()
    expect(chat.button(re.compile("Download this conversation"))).to_have_count(0)


def test_starting_over_clears_every_tab(chat: ChatPage, context: BrowserContext) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    other = ChatPage(context.new_page(), chat.url).visit().open()
    expect(other.messages).to_have_count(2)
    chat.menu("Start over")
    for tab in (chat, other):
        expect(tab.messages).to_have_count(1)
        expect(tab.messages).to_contain_text(re.compile("start(ing|ed) over"))


def test_deleting_asks_first_and_then_forgets_in_every_tab(chat: ChatPage, context: BrowserContext) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    other = ChatPage(context.new_page(), chat.url).visit().open()
    expect(other.messages).to_have_count(2)
    chat.menu("Delete my data")
    chat.shoot("07-delete")
    chat.button("Cancel").click()
    expect(chat.messages).to_have_count(2)
    chat.menu("Delete my data")
    chat.button("Delete").click()
    for tab in (chat, other):
        expect(tab.messages).to_have_count(0)
        expect(tab.dialog).to_contain_text("Before you write")
    expect(chat.status).to_have_text("Your conversation has been deleted.")
    assert chat.page.evaluate("localStorage.getItem('carm-chat.token')") is None
    chat.ask("anew").answered("You said: anew")


def test_two_tabs_stay_in_step(chat: ChatPage, context: BrowserContext) -> None:
    other = ChatPage(context.new_page(), chat.url).visit().open()
    chat.visit().open().ask("hello").answered("You said: hello")
    expect(other.messages).to_have_count(2)
    other.ask("from the second tab").answered("You said: from the second tab")
    expect(chat.messages).to_have_count(4)


def test_two_visitors_see_only_their_own(chat: ChatPage, new_context: Callable[..., BrowserContext]) -> None:
    other = ChatPage(new_context().new_page(), chat.url).visit().open()
    chat.visit().open().ask("mine").answered("You said: mine")
    other.ask("theirs").answered("You said: theirs")
    expect(chat.dialog).not_to_contain_text("theirs")
    expect(other.dialog).not_to_contain_text("mine")


def test_an_advisor_takes_over_and_hands_back(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("I want an advisor")
    expect(chat.status).to_have_text("Waiting for a CFIB Business Advisor. Your place in line: 2.")
    expect(chat.page.locator("carm-chat .typing")).to_be_hidden()
    chat.shoot("08-waiting")
    served.call(lambda: gateway.conversation.now_with("human", advisor="Marie Tremblay"))
    served.call(lambda: gateway.conversation.add("advisor", "Hello, what is the **reference number**?", advisor="Marie Tremblay"))
    expect(chat.status).to_contain_text("You are talking with Marie Tremblay")
    expect(chat.messages.last).to_contain_text("Marie Tremblay")
    chat.ask("It is on the form")
    chat.page.wait_for_timeout(600)
    expect(chat.page.locator("carm-chat .typing")).to_be_hidden()
    chat.shoot("09-advisor")
    chat.page.keyboard.press("Escape")
    served.call(lambda: gateway.conversation.add("advisor", "Thank you, I am on it.", advisor="Marie Tremblay"))
    expect(chat.launcher).to_have_attribute("aria-label", "Ask about CARM: 1 new")
    chat.shoot("10-launcher-unread")
    served.call(lambda: gateway.conversation.now_with("bot"))
    chat.open()
    expect(chat.status).to_have_text("The assistant is answering again.")


def test_an_unread_answer_of_an_advisor_is_announced_on_the_next_page_too(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("I want an advisor")
    expect(chat.status).to_contain_text("Your place in line")
    chat.page.keyboard.press("Escape")
    served.call(gateway.conversation.opened.clear)
    chat.visit("/fr")
    served.run(gateway.conversation.listened_to())
    served.call(lambda: gateway.conversation.add("advisor", "I am here.", advisor="Marie"))
    expect(chat.launcher).to_have_attribute("aria-label", re.compile("1"))


def test_typing_shows_while_the_bot_is_at_work_and_ends(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    gateway.may_answer.clear()
    chat.visit().open().ask("slow")
    expect(chat.page.locator("carm-chat .typing")).to_be_visible()
    served.call(gateway.may_answer.set)
    chat.answered("You said: slow")
    expect(chat.page.locator("carm-chat .typing")).to_be_hidden()


def test_typing_ends_after_ten_seconds_without_an_answer(chat: ChatPage, gateway: FakeGateway) -> None:
    gateway.may_answer.clear()
    chat.page.clock.install()
    chat.visit().open().ask("never")
    expect(chat.by("person")).to_have_count(1)
    chat.page.clock.run_for(1000)
    expect(chat.page.locator("carm-chat .typing")).to_be_visible()
    chat.page.clock.run_for(10_500)
    expect(chat.page.locator("carm-chat .typing")).to_be_hidden()


def test_the_news_are_dated_and_stay_hidden_once_dismissed(chat: ChatPage) -> None:
    chat.visit().open().ask("hello").answered("You said")
    news = chat.dialog.get_by_role("note")
    expect(news).to_contain_text(re.compile(r"^[A-Z][a-z]+ \d+, 2026"))
    news.get_by_role("button").click()
    expect(news).to_have_count(0)
    chat.page.reload()
    expect(chat.messages).to_have_count(2)
    expect(news).to_have_count(0)


def test_a_message_over_the_limit_stays_in_the_field(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open()
    chat.field.fill("é" * 1850)
    expect(chat.dialog).to_contain_text("150 characters left")
    chat.field.fill("é" * 2012)
    expect(chat.dialog).to_contain_text("12 characters too many")
    chat.shoot("11-too-long")
    chat.field.press("Enter")
    expect(chat.field).to_have_value("é" * 2012)
    assert gateway.conversations == {}


def test_a_draft_survives_a_reload(chat: ChatPage) -> None:
    chat.visit().open()
    chat.field.type("half a th")
    chat.page.reload()
    expect(chat.field).to_have_value("half a th")


def test_a_masked_number_is_masked_on_screen_as_well(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("My number is 123456782").answered("You said")

    def mask() -> None:
        message = gateway.conversation.messages[0]
        message["text"] = "My number is [hidden]"
        gateway.conversation.publish("message", message)

    served.run(gateway.conversation.listened_to())
    served.call(mask)
    expect(chat.by("person")).to_have_text("My number is [hidden]")


def test_the_privacy_notice_says_how_long_messages_are_kept(chat: ChatPage) -> None:
    chat.visit().open()
    expect(chat.dialog).to_contain_text("Without activity, it is deleted after 90 days.")
    chat.button("Passer au français").click()
    expect(chat.dialog).to_contain_text("elle est supprimée après 90 jours.")
    expect(chat.field).to_have_accessible_description(re.compile("90 jours"))


def test_news_come_before_the_first_message_and_stay_away_once_dismissed(chat: ChatPage, gateway: FakeGateway) -> None:
    chat.visit().open()
    expect(chat.dialog.get_by_role("note")).to_contain_text("February 10, 2026")
    assert gateway.conversations == {}
    chat.button("Passer au français").click()
    expect(chat.dialog.get_by_role("note")).to_contain_text("10 février 2026")
    chat.shoot("27-news-fr")
    chat.button("Masquer cette nouvelle").click()
    expect(chat.dialog.get_by_role("note")).to_have_count(0)
    chat.page.reload()
    expect(chat.dialog).to_contain_text("90 jours")
    expect(chat.dialog.get_by_role("note")).to_have_count(0)


def test_a_change_of_language_has_the_last_answer_said_again(chat: ChatPage) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.button("Passer au français").click()
    expect(chat.by("person").last).to_have_text("En français, s’il vous plaît")
    chat.answered("en français à partir de maintenant")
    expect(chat.by("bot")).to_have_count(2)
    chat.page.reload()
    expect(chat.messages).to_have_count(4)


def test_before_anything_is_said_a_change_of_language_says_nothing(chat: ChatPage) -> None:
    chat.visit().open()
    chat.button("Passer au français").click()
    chat.button("Switch to English").click()
    chat.ask("hello").answered("You said: hello")
    expect(chat.messages).to_have_count(2)


def test_an_advisor_is_not_interrupted_by_a_change_of_language(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    served.call(lambda: gateway.conversation.now_with("human", advisor="Marie"))
    expect(chat.status).to_contain_text("Marie")
    chat.button("Passer au français").click()
    expect(chat.status).to_contain_text("Vous parlez avec Marie")
    expect(chat.messages).to_have_count(2)


def test_the_conversation_can_go_on_in_telegram(chat: ChatPage, gateway: FakeGateway) -> None:
    gateway.telegram = True
    chat.visit().open()
    chat.page.locator("carm-chat .more").click()
    expect(chat.button("Continue in Telegram")).to_be_hidden()
    chat.page.keyboard.press("Escape")
    chat.ask("hello").answered("You said: hello")
    chat.menu("Continue in Telegram")
    question = chat.dialog.get_by_role("alertdialog")
    expect(question).to_contain_text(re.compile(r"works once, until \d\d?:\d\d"))
    link = question.get_by_role("link", name="Open Telegram")
    expect(link).to_have_attribute("href", "https://t.me/carm_bot?start=abc")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    chat.shoot("28-telegram")
    assert chat.violations() == []
    chat.button("Cancel").click()
    expect(question).to_have_count(0)


def test_without_telegram_nothing_of_it_is_shown(chat: ChatPage) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    chat.page.locator("carm-chat .more").click()
    expect(chat.button("Start over")).to_be_visible()
    expect(chat.button("Continue in Telegram")).to_be_hidden()


def test_a_picture_can_be_sent_when_somebody_would_look_at_it(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    picker = chat.picker
    chat.visit().open().ask("hello").answered("You said: hello")
    expect(chat.page.locator("carm-chat .composer .file")).to_be_hidden()
    served.call(lambda: gateway.conversation.add("bot", "You can send a picture.", data={"picture_wanted": True}))
    expect(chat.page.locator("carm-chat .composer .file")).to_be_visible()
    chat.shoot("29-picture-wanted")
    assert chat.violations() == []
    chat.field.focus()
    chat.page.keyboard.press("Shift+Tab")
    expect(picker).to_be_focused()
    picker.set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": b"not really"})
    expect(chat.by("person").last.get_by_role("img", name="Picture sent")).to_have_js_property("width", 360)
    assert gateway.pictures == [("image/png", b"not really")]
    expect(chat.status).not_to_contain_text("Sending")
    expect(chat.field).to_be_focused()
    chat.shoot("30-picture-sent")
    gateway.refuse_next = (422, "picture_unreadable")
    picker.set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": b"broken"})
    expect(chat.status).to_contain_text("Refused: picture_unreadable.")
    picker.set_input_files({"name": "large.png", "mimeType": "image/png", "buffer": b"x" * (5 * 2**20 + 1)})
    expect(chat.status).to_contain_text("larger than 5 MB")
    assert len(gateway.pictures) == 1


A_PICTURE: FilePayload = {"name": "screen.png", "mimeType": "image/png", "buffer": b"not really"}


def test_a_picture_that_could_not_be_sent_is_kept_and_sent_again_by_keyboard(
    chat: ChatPage, gateway: FakeGateway, served: Served, context: BrowserContext
) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    served.call(lambda: gateway.conversation.add("bot", "You can send a picture.", data={"picture_wanted": True}))
    expect(chat.picker).to_be_enabled()
    context.set_offline(True)
    for _ in range(2):
        chat.picker.set_input_files(A_PICTURE)
        expect(chat.dialog).to_contain_text("The picture was not sent. The connection failed.")
    expect(chat.announcer).to_have_text("The picture was not sent. The connection failed.")
    expect(chat.field).to_be_focused()
    assert chat.violations() == []
    chat.shoot("31-picture-kept")
    context.set_offline(False)
    expect(chat.status).not_to_contain_text("You are offline")
    chat.page.keyboard.press("Shift+Tab")
    chat.page.keyboard.press("Shift+Tab")
    expect(chat.button("Send again")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.by("person").last.get_by_role("img", name="Picture sent")).to_have_js_property("width", 360)
    expect(chat.button("Send again")).to_have_count(0)
    expect(chat.field).to_be_focused()
    assert gateway.pictures == [("image/png", b"not really")]


@pytest.mark.parametrize("status", [429, 503])
def test_a_picture_refused_for_now_is_kept_with_the_reason_in_french_too(
    chat: ChatPage, gateway: FakeGateway, served: Served, status: int
) -> None:
    chat.visit("/fr").open().ask("Bonjour").answered("Vous avez dit")
    served.call(lambda: gateway.conversation.add("bot", "Envoyez une image.", data={"picture_wanted": True}))
    gateway.refuse_next = (status, "for_now")
    chat.picker.set_input_files(A_PICTURE)
    expect(chat.dialog).to_contain_text("L’image n’a pas été envoyée. Refused: for_now.")
    chat.button("Annuler").click()
    expect(chat.button("Renvoyer")).to_have_count(0)
    expect(chat.field).to_be_focused()
    gateway.refuse_next = (status, "for_now")
    chat.picker.set_input_files(A_PICTURE)
    chat.button("Renvoyer").click()
    expect(chat.by("person").last.get_by_role("img", name="Picture sent")).to_have_js_property("width", 360)
    assert len(gateway.pictures) == 1


@pytest.mark.parametrize("status", [413, 415, 422])
def test_a_picture_that_never_will_be_taken_is_not_offered_again(chat: ChatPage, gateway: FakeGateway, served: Served, status: int) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    served.call(lambda: gateway.conversation.add("bot", "You can send a picture.", data={"picture_wanted": True}))
    gateway.refuse_next = (status, "never")
    chat.picker.set_input_files(A_PICTURE)
    expect(chat.status).to_contain_text("Refused: never.")
    expect(chat.button("Send again")).to_have_count(0)


def test_a_picture_that_arrived_is_not_offered_again_when_only_the_answer_was_lost(
    chat: ChatPage, gateway: FakeGateway, served: Served
) -> None:
    chat.visit().open().ask("hello").answered("You said: hello")
    served.call(lambda: gateway.conversation.add("bot", "You can send a picture.", data={"picture_wanted": True}))
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    chat.page.route("**/pictures?*", lose_the_answer)
    chat.picker.set_input_files(A_PICTURE)
    expect(chat.by("person").last.get_by_role("img", name="Picture sent")).to_have_js_property("width", 360)
    expect(chat.status).not_to_contain_text("Sending")
    expect(chat.button("Send again")).to_have_count(0)
    assert (lost, len(gateway.pictures)) == ([202], 1)


def test_while_an_advisor_is_awaited_the_buttons_of_a_notice_stay_in_reach(chat: ChatPage, gateway: FakeGateway, served: Served) -> None:
    chat.visit().open().ask("What is CARM?").answered("Canada Border Services Agency")
    chat.ask("I want an advisor")
    expect(chat.status).to_contain_text("Your place in line")
    expect(chat.page.locator("carm-chat .composer .file")).to_be_visible()
    served.call(gateway.offer_to_stop)
    expect(chat.button("Stop waiting")).to_be_visible()
    chat.shoot("31-stop-waiting")
    chat.ask("My name is Jo")
    expect(chat.by("person")).to_have_count(3)
    expect(chat.button("Stop waiting")).to_be_visible()
    chat.page.reload()
    expect(chat.button("Stop waiting")).to_be_visible()
    expect(chat.button("Who must register?")).to_have_count(0)
    chat.button("Stop waiting").click()
    expect(chat.by("person").last).to_have_text("Stop waiting")
    served.call(lambda: gateway.conversation.now_with("bot"))
    expect(chat.button("Stop waiting")).to_have_count(0)

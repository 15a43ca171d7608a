"""What an advisor is typing when something goes wrong: it is there again afterwards, and nothing of it is sent twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.desk_page import ANNE, LUCIE, Colleague, DeskPage, DeskRoom
from tests.e2e.serving import Served

CASE, OTHER = "AAA-AAA2", "AAA-AAA3"
WORDS = "Your broker\nhas the form — l’avez-vous? 你好 مرحبا"


def at_work(desk: DeskRoom, who: Colleague = ANNE) -> DeskPage:
    """An advisor's tab with a case of theirs."""
    tab = desk.advisor(who, locale=who.language.tag)
    desk.case(CASE, "I need help")
    tab.look_at(CASE).button("claim").click()
    expect(tab.button("hand_back")).to_be_visible()
    return tab


def instead_of_the_case(tab: DeskPage) -> None:
    """Wait for the browser's own page, which says that it got no answer."""
    tab.page.wait_for_function("!document.querySelector('#transcript')")


@pytest.mark.parametrize("who", [pytest.param(ANNE, id="English"), pytest.param(LUCIE, id="French")])
def test_words_outlive_the_session_and_signing_in_leads_back_to_the_case(desk: DeskRoom, who: Colleague) -> None:
    tab = at_work(desk, who)
    tab.page.route("**/events", lambda route: route.abort())  # else the page may ask to sign in by itself, before anything is sent
    tab.look_at(CASE).field("note").fill("Ask for the number.")
    tab.field("reply").fill(WORDS)
    tab.page.context.clear_cookies()
    tab.button("send").click()
    expect(tab.problem).to_be_visible()
    tab.page.get_by_role("link", name=CASE).click()
    tab.field("email").fill(who.email)
    tab.field("password").fill("correct horse battery")
    tab.button("sign_in").click()
    expect(tab.field("reply")).to_have_value(WORDS)
    expect(tab.field("note")).to_have_value("Ask for the number.")
    tab.button("send").click()
    expect(tab.messages.last).to_contain_text("l’avez-vous? 你好 مرحبا")
    expect(tab.field("reply")).to_have_value("")
    expect(tab.field("note")).to_have_value("Ask for the number.")


def test_a_page_whose_session_ended_while_it_was_offline_asks_to_sign_in(desk: DeskRoom, served: Served) -> None:
    tab = at_work(desk)
    served.stop()
    expect(tab.page.locator("#connection")).not_to_be_empty()
    tab.page.context.clear_cookies()
    served.start()
    expect(tab.field("password")).to_be_visible()


def test_a_form_goes_on_to_work_after_signing_in_again_in_another_tab(desk: DeskRoom) -> None:
    tab = at_work(desk)
    tab.field("reply").fill("still here")
    old = tab.token
    again = DeskPage(tab.page.context.new_page(), tab.url, tab.who).sign_in()
    expect(again.in_queue(CASE)).to_be_visible()
    again.look_at(CASE).field("note").fill("that something changes")
    again.button("add_note").click()
    expect(again.page.locator("#notes li")).to_have_count(1)
    again.page.close()
    tab.page.bring_to_front()
    expect(tab.page.locator("#notes li")).to_have_count(1)
    assert tab.token != old
    tab.button("send").click()
    expect(tab.messages.last).to_contain_text("still here")


def test_words_outlive_other_pages_and_a_change_of_language(desk: DeskRoom) -> None:
    tab = at_work(desk)
    tab.field("canned").select_option(index=1)
    tab.button("insert").click()
    inserted = tab.field("reply").input_value()
    tab.button("other_language").click()
    tab.who = LUCIE
    expect(tab.field("reply")).to_have_value(inserted)
    desk.case(OTHER, "somebody else")
    tab.queue().look_at(OTHER)
    expect(tab.field("reply")).to_have_value("")
    tab.look_at(CASE)
    expect(tab.field("reply")).to_have_value(inserted)
    tab.page.get_by_role("button", name=tab.words("sign_out")).click()
    expect(tab.field("password")).to_be_visible()
    assert tab.page.evaluate("sessionStorage.length") == 0


def test_what_was_sent_is_not_in_the_field_again_when_one_goes_back(desk: DeskRoom) -> None:
    tab = at_work(desk).say("first words")
    expect(tab.messages.last).to_contain_text("first words")
    tab.page.go_back()
    expect(tab.field("reply")).to_have_value("")
    tab.say("second words")
    expect(tab.messages.last).to_contain_text("second words")
    expect(tab.messages.filter(has_text="words")).to_have_count(2)


def test_words_outlive_a_gateway_that_dies_before_they_arrive(desk: DeskRoom, served: Served) -> None:
    tab = at_work(desk)
    tab.field("reply").fill(WORDS)
    served.stop()
    tab.button("send").click()
    instead_of_the_case(tab)
    served.start()
    tab.look_at(CASE)
    expect(tab.field("reply")).to_have_value(WORDS)
    tab.button("send").click()
    expect(tab.messages.filter(has_text="l’avez-vous?")).to_have_count(1)


def test_words_that_arrived_are_not_sent_again_when_only_the_answer_was_lost(desk: DeskRoom) -> None:
    tab = at_work(desk)

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    tab.page.route("**/reply", lose_the_answer, times=1)
    tab.say("once only")
    instead_of_the_case(tab)
    tab.look_at(CASE)
    expect(tab.messages.filter(has_text="once only")).to_have_count(1)
    expect(tab.field("reply")).to_have_value("")


def test_a_note_with_the_words_of_an_earlier_one_is_kept_until_it_is_added_too(desk: DeskRoom) -> None:
    tab = at_work(desk)
    tab.field("note").fill("No answer.")
    tab.button("add_note").click()
    expect(tab.page.locator("#notes li")).to_have_count(1)
    expect(tab.field("note")).to_have_value("")
    tab.field("note").fill("No answer.")
    tab.button("other_language").click()
    tab.who = LUCIE
    expect(tab.field("note")).to_have_value("No answer.")
    tab.page.reload()
    expect(tab.field("note")).to_have_value("No answer.")


def test_words_in_a_copy_of_the_tab_outlive_what_was_sent_from_the_first(desk: DeskRoom) -> None:
    tab = at_work(desk)
    shared = tab.page.locator("input[name=client_id]").input_value()
    copy = DeskPage(tab.page.context.new_page(), tab.url, tab.who).look_at(CASE)
    copy.page.locator("input[name=client_id]").evaluate("(field, id) => { field.value = id; }", shared)
    copy.field("reply").fill("words of the copy")
    tab.page.bring_to_front()
    tab.say("first words")
    expect(tab.messages.last).to_contain_text("first words")
    copy.page.bring_to_front()
    copy.look_at(CASE)
    expect(copy.field("reply")).to_have_value("words of the copy")
    assert copy.page.locator("input[name=client_id]").input_value() != shared
    copy.page.locator("input[name=client_id]").evaluate("(field, id) => { field.value = id; }", shared)
    copy.button("send").click()
    expect(copy.messages.last).to_contain_text("words of the copy")
    expect(copy.field("reply")).to_have_value("")


def test_words_that_look_otherwise_once_they_are_sent_are_known_for_sent(desk: DeskRoom) -> None:
    tab = at_work(desk).say("Call \u202a613-555-0123\u202c:\n\n\n\n- **today**\n- or *tomorrow* <soon>")
    expect(tab.messages.last).to_contain_text("613-555-0123")
    expect(tab.field("reply")).to_have_value("")


def pressed_twice(button: Locator) -> None:
    """At once: between two presses of the driver the page may already be the next one."""
    button.evaluate("each => { each.click(); each.click(); }")


def test_pressing_twice_does_a_thing_once(desk: DeskRoom) -> None:
    tab = at_work(desk)
    pressed_twice(tab.button("not_reached_yet"))
    expect(tab.page.locator("#facts dd").last).to_have_text("1")
    tab.field("note").fill("called")
    pressed_twice(tab.button("add_note"))
    expect(tab.page.locator("#notes li")).to_have_count(1)
    tab.page.locator("#outcome").select_option("not_needed")
    pressed_twice(tab.button("resolve_now"))
    expect(tab.page.locator("#queue")).to_contain_text(tab.words("empty"))
    expect(tab.problem).to_have_count(0)

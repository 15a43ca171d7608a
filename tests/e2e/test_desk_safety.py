"""Hostile words between owner and advisor stay words, both ways, and the desk's pages keep to their own policy."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.desk_page import MARC, Colleague, DeskPage, DeskRoom
from tests.e2e.script import HOSTILE
from tests.e2e.test_desk import EN, asks_for_a_person
from tests.e2e.test_safety import nothing_ran

LINKS = "[x](javascript:window.pwned=1) [y](data:text/html,<script>window.pwned=2</script>) **b**"
MALLORY = Colleague(f"Mallory {HOSTILE}"[:119], "mallory@cfib.ca")


def nothing_ran_at_the_desk(tab: DeskPage) -> None:
    tab.page.wait_for_timeout(300)
    assert tab.page.evaluate("window.pwned") is None
    found = tab.page.evaluate(
        """() => ({
          scripts: [...document.scripts].map((each) => [each.getAttribute('src'), each.textContent]),
          unwanted: document.querySelectorAll('main img, iframe, object, embed, [style]').length,
          handlers: [...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith('on')),
          links: [...document.querySelectorAll('[href]')].map((each) => each.href).filter((href) => !/^(https?|tel|mailto):/.test(href)),
        })"""
    )
    assert found == {"scripts": [["/console/static/console.js", ""]], "unwanted": 0, "handlers": [], "links": []}


def test_hostile_words_are_words_on_both_sides(chat: ChatPage, desk: DeskRoom) -> None:
    advisor, other = desk.advisor(MALLORY), desk.advisor(MARC)

    # from the owner to the desk: name, business, time and messages
    chat.visit().open().ask(HOSTILE).ask(LINKS).ask(EN.wish)
    chat.button(EN.button("accept")).click()
    chat.button(EN.button("yes")).click()
    hostile_name = HOSTILE[:79]
    for question, answer in (
        ("name", hostile_name),
        ("business", HOSTILE),
        ("contact", "613-555-0123"),
        ("province", "ON"),
        ("best_time", HOSTILE),
    ):
        chat.answered(EN.told(f"ask.{question}")).ask(answer)
    expect(chat.by("bot").last).to_contain_text(hostile_name)
    nothing_ran(chat)
    chat.button(EN.button("send")).click()
    row = advisor.page.locator("#queue tbody tr")
    expect(row).to_contain_text(hostile_name)
    nothing_ran_at_the_desk(advisor)
    row.get_by_role("link").click()
    expect(advisor.messages.filter(has_text=LINKS)).to_have_count(1)
    expect(advisor.page.locator("#facts")).to_contain_text(HOSTILE)
    nothing_ran_at_the_desk(advisor)

    # from the desk to the owner: the advisor's name, their words, a note, a transfer
    advisor.say(f"{HOSTILE} {LINKS}")
    expect(chat.by("advisor").last).to_contain_text("<script>")
    expect(chat.status).to_contain_text("Mallory <img")
    advisor.field("note").fill(f"{HOSTILE} {LINKS}")
    advisor.button("add_note").click()
    expect(advisor.page.locator("#notes")).to_contain_text(LINKS)
    chat.ask(f"live {HOSTILE}")
    expect(advisor.messages.last).to_contain_text("live <img")  # this one came through the page's own script
    nothing_ran_at_the_desk(advisor)
    nothing_ran(chat)
    other.look_at(advisor.page.url.rsplit("/", 1)[1].partition("#")[0])
    expect(other.page.locator("#facts")).to_contain_text("Mallory <img")
    nothing_ran_at_the_desk(other)
    advisor.page.locator("#to").select_option(label=MARC.name)
    advisor.button("transfer_now").click()
    expect(chat.by("system").last).to_contain_text(MARC.name)
    nothing_ran_at_the_desk(advisor)
    chat.page.reload()
    expect(chat.by("advisor").last).to_contain_text("<script>")
    nothing_ran(chat)
    chat.shoot("desk-hostile-owner")
    other.shoot("hostile-case")
    assert advisor.complaints == other.complaints == []  # a breach of the policy would be one


def test_a_hostile_address_is_a_page_that_says_so(desk: DeskRoom) -> None:
    tab = desk.advisor()
    for path in ("/console/cases/<img src=x onerror=window.pwned=1>", "/console/cases/%22%3E%3Cscript%3Ewindow.pwned=1%3C%2Fscript%3E"):
        tab.page.goto(tab.url + path)
        expect(tab.problem).to_be_visible()
        nothing_ran_at_the_desk(tab)


def test_a_note_that_was_refused_is_not_put_where_replies_are_written(chat: ChatPage, desk: DeskRoom) -> None:
    tab = desk.advisor()
    reference = asks_for_a_person(chat, EN)
    tab.look_at(reference)
    tab.page.locator("#note").evaluate("(field) => { field.removeAttribute('maxlength'); field.value = 'Secret. '.repeat(600); }")
    tab.button("add_note").click()
    expect(tab.problem).to_be_visible()
    expect(tab.field("reply")).to_have_value("")
    expect(tab.field("note")).to_have_value("Secret. " * 600)
    assert "Secret" not in chat.dialog.inner_text()

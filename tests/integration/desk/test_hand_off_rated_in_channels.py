"""A hand-off rated over HTTP, on a real gateway: the widget's API and the page without JavaScript, the case's page and the reports."""

from __future__ import annotations

import csv
import html
import io
import logging
import re
from typing import Any

import pytest
import structlog

from bot.conversation.model import Owner
from bot.desk.model import Case, Role
from bot.language import Language
from tests.fakes.serving import a_client
from tests.integration.desk.test_console import XSS, Browser, Office, office, settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
CASE = "K7R-4XA9"


async def closed(advisor: Browser, reference: str = CASE) -> None:
    """Have an advisor say something and close the case."""
    said = {"text": "Good day", "client_id": f"advisor-{reference}"}
    for step, form in (("reply", said), ("resolve", {"outcome": "answered"})):
        assert (await advisor.post(f"/console/cases/{reference}/{step}", **form)).status_code == 303


async def handed_off(office: Office, advisor: Browser) -> tuple[Any, dict[str, Any]]:
    """Return a visitor whose case was closed, and the notice of it as their client gets it."""
    visitor = await office.case()
    await closed(advisor)
    return visitor, (await visitor.thread())["messages"][-1]


async def test_the_client_is_told_which_notice_asks_for_a_verdict_and_gets_the_verdict_back(office: Office) -> None:
    advisor = await office.browser(Role.ADVISOR)
    visitor, notice = await handed_off(office, advisor)
    assert (notice["author"], notice["outcome"], notice["data"]) == ("system", "resolved", {"hand_off": CASE})
    joined = next(message for message in (await visitor.thread())["messages"] if message["outcome"] == "joined")
    assert "hand_off" not in joined["data"]
    assert (await visitor.post("feedback", number=joined["number"], helpful=True)).status_code == 404
    for helpful in (True, False):
        assert (await visitor.post("feedback", number=notice["number"], helpful=helpful)).status_code == 204
        assert (await visitor.thread())["messages"][-1]["feedback"] == {"helpful": helpful}


async def test_nobody_but_the_person_can_rate_a_hand_off(office: Office) -> None:
    advisor = await office.browser(Role.ADVISOR)
    _, notice = await handed_off(office, advisor)
    stranger = await office.gateway.visitor()
    await stranger.say("hello")
    await stranger.answers(1)
    assert (await stranger.post("feedback", number=notice["number"], helpful=False)).status_code == 404
    stranger.token = ""
    assert (await stranger.post("feedback", number=notice["number"], helpful=False)).status_code == 401
    assert (await advisor.http.post("/chat/feedback", data={"number": str(notice["number"]), "helpful": "no"})).status_code == 401
    page = (await advisor.http.get(f"/console/cases/{CASE}")).text
    assert "says the person" not in page


async def test_the_cases_page_shows_the_verdict_and_the_word_which_stays_a_word(office: Office) -> None:
    advisor = await office.browser(Role.ADVISOR)
    visitor, notice = await handed_off(office, advisor)
    await visitor.post("feedback", number=notice["number"], helpful=False, comment=XSS)
    page = (await advisor.http.get(f"/console/cases/{CASE}")).text
    told = page.partition("<dt>Did the advisor help?</dt>")[2].partition("</dd>")[0]
    assert "No, says the person" in told
    assert '<span lang="en-CA">&lt;script&gt;alert(1)' in told
    assert "<img" not in page
    await visitor.post("feedback", number=notice["number"], helpful=True)
    await advisor.post("/console/language", language="fr")
    page = (await advisor.http.get(f"/console/cases/{CASE}")).text
    assert page.count("L’aide a-t-elle été utile?") == 1
    told = page.partition("<dt>L’aide a-t-elle été utile?</dt>")[2].partition("</dd>")[0]
    assert "Oui, selon la personne" in told
    assert "<span" not in told


async def test_the_reports_and_their_file_count_hand_offs(office: Office) -> None:
    advisor = await office.browser(Role.ADVISOR)
    visitor, notice = await handed_off(office, advisor)
    nothing = (await advisor.http.get("/console/reports?days=7")).text.partition('id="hand_offs"')[2].partition("</section>")[0]
    assert "Nothing in this period." in nothing
    await visitor.post("feedback", number=notice["number"], helpful=False, comment="a word for advisors")
    page = (await advisor.http.get("/console/reports?days=7")).text
    section = page.partition('id="hand_offs"')[2].partition("</section>")[0]
    assert '<th scope="row">English</th><td class="number">1</td><td class="number">0</td>' in re.sub(r">\s+<", "><", section)
    assert "a word for advisors" not in page
    table = await advisor.http.get("/console/reports/hand_offs.csv?days=7")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert rows == [["Language", "Did not help", "Helped"], ["English", "1", "0"]]
    await advisor.post("/console/language", language="fr")
    table = await advisor.http.get("/console/reports/hand_offs.csv?days=7")
    assert table.content.decode("utf-8-sig").splitlines() == ["Langue;N’a pas aidé;A aidé", "Anglais;1;0"]


@pytest.mark.parametrize(
    ("path", "greeting", "question", "helped", "thanks"),
    [
        pytest.param("/chat", "Hello", "Was the advisor helpful?", "The advisor helped", "Thank you for your rating.", id="English"),
        pytest.param(
            "/fr/chat",
            "Bonjour",
            "L’aide du conseiller vous a-t-elle été utile?",
            "Cette aide m’a été utile",
            "Merci de votre évaluation.",
            id="French",
        ),
    ],
)
async def test_the_page_without_javascript_asks_and_takes_the_verdict(
    office: Office, path: str, greeting: str, question: str, helped: str, thanks: str
) -> None:
    advisor, web = await office.browser(Role.ADVISOR), office.web
    async with a_client(office.gateway.url, follow_redirects=True) as browser:
        client_id = re.findall(r'name="client_id" value="([^"]+)"', (await browser.get(path)).text)[-1]
        await browser.post(f"{path}/messages", data={"text": greeting, "client_id": client_id})
        conversation, now = web.cookies.conversation(browser.cookies["carm_chat"]), web.clock()
        language = (await web.conversations.get(conversation)).language
        assert language is (Language.FR if "fr" in path else Language.EN)
        await web.ledger.write(lambda unit: unit.cases.add(Case(CASE, conversation, "web", language, now, now)))
        await closed(advisor)
        assert (await web.conversations.get(conversation)).owner is Owner.BOT
        page = (await browser.get(path)).text
        form = page.partition(f"<summary>{question}</summary>")[2].partition("</form>")[0]
        [number] = re.findall(r'name="number" value="(\d+)"', form)
        assert f'name="helpful" value="yes">{helped}<' in html.unescape(form)
        page = (await browser.post(f"{path}/feedback", data={"number": number, "helpful": "yes", "comment": "Merci"})).text
        assert thanks in page
        assert question not in page
    page = (await advisor.http.get(f"/console/cases/{CASE}")).text
    assert re.search(r"Yes, says the person.*<span [^>]*>Merci</span></dd>", page)


async def test_nobodys_words_about_an_advisor_reach_the_log(office: Office) -> None:
    log = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(log), cache_logger_on_first_use=False
    )
    handler, root = logging.StreamHandler(log), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        advisor = await office.browser(Role.ADVISOR)
        visitor, notice = await handed_off(office, advisor)
        await visitor.post("feedback", number=notice["number"], helpful=False, comment="verysecretword 123456782")
        await visitor.post("feedback", number=notice["number"], helpful=False, comment="verysecretword" * 100)
        await advisor.http.get(f"/console/cases/{CASE}")
    finally:
        structlog.reset_defaults()
        root.removeHandler(handler)
        root.setLevel(before)
    assert "desk.case_resolved" in log.getvalue()
    assert "verysecretword" not in log.getvalue()
    assert "123456782" not in log.getvalue()

"""The reports and the editor's room over HTTP: who may see them, what is taken away, and people's words that stay words."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.model import Role
from bot.language import Language
from bot.storage.tables import audit
from tests.integration.desk.test_console import XSS, Browser, Office, office, settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
SHEETS = ("misses", "topics", "ratings", "hand_offs", "waits", "cases")
FORMULA = '=HYPERLINK("http://evil.example";"x")\n+1;=2'


async def rate_down(visitor: Any, number: int, comment: str) -> None:
    assert (await visitor.post("feedback", number=number, helpful=False, comment=comment)).status_code == 204


async def ask(office: Office, *texts: str, language: str = "en") -> Any:
    visitor = await office.gateway.visitor(language)
    for count, text in enumerate(texts, start=1):
        await visitor.say(text)
        await visitor.answers(count)
    return visitor


async def missed(office: Office, *texts: str, language: str = "en") -> Any:
    """Have a person ask questions that the bot has nothing on."""
    usual = office.gateway.engine.answer
    office.gateway.engine.answer = lambda text, spoken: usual("gibberish", spoken)  # type: ignore[misc]
    visitor = await ask(office, *texts, language=language)
    office.gateway.engine.answer = usual
    return visitor


def rows(response: Any, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


async def downloads(office: Office) -> list[dict[str, Any]]:
    query = select(audit.c.details, audit.c.actor, audit.c.conversation).where(audit.c.event == "report.downloaded").order_by(audit.c.id)
    return await office.web.ledger.read(lambda unit: [dict(row) for row in unit.connection.execute(query).mappings()])  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", Role)
async def test_everyone_at_the_desk_may_see_and_take_away_the_reports(office: Office, role: Role) -> None:
    browser = await office.browser(role)
    for path in ("/console/reports", *(f"/console/reports/{name}.csv" for name in SHEETS)):
        response = await browser.http.get(path)
        assert response.status_code == 200, path
        assert response.headers["cache-control"] == "no-store", path
    page = (await browser.http.get("/console/account")).text
    assert 'href="/console/reports"' in page
    assert ('href="/console/content"' in page) is role.edits_content


async def test_a_stranger_sees_no_report_and_no_content(office: Office) -> None:
    stranger = await office.browser()
    for path in ("/console/reports", "/console/reports/misses.csv", "/console/content", "/console/content/what_is_carm"):
        response = await stranger.http.get(path)
        assert (response.status_code, response.headers["location"]) == (303, "/console/sign-in"), path
    assert await downloads(office) == []


async def test_the_page_tells_what_people_asked_in_vain_and_their_words_stay_words(office: Office) -> None:
    await missed(office, XSS, "HS code for candles", "hs code candles")
    await missed(office, "code SH pour des chandelles", language="fr")
    browser = await office.browser(Role.ADVISOR)
    response = await browser.http.get("/console/reports?days=7")
    page = response.text
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/console/static/console.js">']
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'lang="fr-CA">code SH pour des chandelles' in page
    assert re.search(r'<td class="number">2</td>\s*<th scope="row" class="said" lang="en-CA">hs code candles', page)
    assert "In all: 4. The most: 4" in page
    assert "style=" not in page


async def test_a_file_opens_in_excel_and_runs_nothing(office: Office) -> None:
    visitor = await missed(office, FORMULA, "@SUM(A1)")
    await rate_down(visitor, 2, "-1+cmd|'/C calc'!A0")
    browser = await office.browser(Role.ADVISOR)
    response = await browser.http.get("/console/reports/misses.csv?days=7")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="carm-report-misses-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d.csv"', response.headers["content-disposition"]
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    table = rows(response)
    assert table[0] == ["Language", "Times asked", "Question", "Also asked as", "First", "Last"]
    assert {row[1] for row in table[1:]} == {"1"}
    assert {row[2] for row in table[1:]} == {'\'=HYPERLINK("http://evil.example";"x")\n\'+1;\'=2', "'@SUM(A1)"}
    ratings = rows(await browser.http.get("/console/reports/ratings.csv?days=7"))
    assert ratings[1][1:] == ["1", "0"]
    assert ratings[-1][-1] == "'-1+cmd|'/C calc'!A0"


async def test_a_file_is_in_the_advisors_language(office: Office) -> None:
    await missed(office, "Le vin?", language="fr")
    browser = await office.browser(Role.ADVISOR)
    await browser.post("/console/language", language="fr")
    response = await browser.http.get("/console/reports/misses.csv?days=7")
    assert "rapport-gcra-misses" in response.headers["content-disposition"]
    table = rows(response, ";")
    assert table[0][:3] == ["Langue", "Fois posée", "Question"]
    assert table[1][:3] == ["Français", "1", "Le vin?"]
    page = (await browser.http.get("/console/reports")).text
    assert "Ce qu’on a demandé en vain" in page
    assert "What people asked in vain" not in page


async def test_who_took_which_report_away_is_in_the_audit(office: Office) -> None:
    browser = await office.browser(Role.EDITOR)
    await browser.http.get("/console/reports?days=7")
    await browser.http.get("/console/reports/topics.csv?from=2026-01-01&to=2026-01-31")
    (noted,) = await downloads(office)
    assert noted["details"] == {"report": "topics", "first": "2026-01-01", "last": "2026-01-31"}
    assert noted["conversation"] is None
    assert noted["actor"]


@pytest.mark.parametrize(
    "asked", ["from=2026-02-30&to=2026-03-01", "from=2026-01-02&to=2026-01-01", "days=8", "from=2020-01-01&to=2026-01-01"]
)
async def test_a_period_that_cannot_be_is_told_and_nothing_is_taken_away(office: Office, asked: str) -> None:
    browser = await office.browser(Role.ADVISOR)
    page = await browser.http.get(f"/console/reports?{asked}")
    assert page.status_code == 422
    assert "Choose a first and a last day" in page.text
    assert 'id="misses"' in page.text  # the usual period is shown
    assert (await browser.http.get(f"/console/reports/misses.csv?{asked}")).status_code == 422
    assert await downloads(office) == []


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "misses.csv", "", "<script>"])
async def test_there_are_no_other_reports(office: Office, name: str) -> None:
    browser = await office.browser(Role.ADMIN)
    assert (await browser.http.get(f"/console/reports/{name}.csv")).status_code == 404
    assert await downloads(office) == []


async def test_an_editor_lands_in_their_room_and_an_advisor_may_not_enter_it(office: Office) -> None:
    await office.browser(Role.EDITOR)
    again = Browser(office.gateway.url)
    office.browsers.append(again)
    assert (await again.sign_in("editor@cfib.ca")).headers["location"] == "/console/content"
    advisor = await office.browser(Role.ADVISOR)
    for path in ("/console/content", "/console/content/what_is_carm"):
        assert (await advisor.http.get(path)).status_code == 403, path


async def test_the_room_lists_every_answer_with_how_it_fares(office: Office) -> None:
    visitor = await ask(office, "hello")  # answered with what_is_carm
    await rate_down(visitor, 2, XSS)
    browser = await office.browser(Role.ADMIN)
    page = (await browser.http.get("/console/content")).text
    assert all(f'href="/console/content/{id_}"' in page for id_ in ("what_is_carm", "goods_stuck", "security_dates"))
    assert page.count('href="/console/content/') == 37
    row = page.partition('href="/console/content/what_is_carm"')[2].partition("</tr>")[0]
    assert re.findall(r'<td class="number">(\d+)</td>', row)[:4] == ["1", "0", "0", "1"]
    assert "carm_portal" in row  # its French address is inferred
    one = (await browser.http.get("/console/content/what_is_carm")).text
    assert "bot/content/faq/what_is_carm.yml" in one
    assert "What is CARM?" in one
    assert "Qu’est-ce que la GCRA?" in one
    assert "inferred_links_in_use" in one
    assert "&lt;script&gt;alert(1)" in one
    assert "<img" not in one
    assert re.findall(r"<script[^>]*>", one) == ['<script type="module" src="/console/static/console.js">']


async def test_the_room_is_in_french_too(office: Office) -> None:
    browser = await office.browser(Role.EDITOR)
    await browser.post("/console/language", language=Language.FR.value)
    page = (await browser.http.get("/console/content/goods_stuck")).text
    assert '<html lang="fr-CA">' in page
    assert "Telle qu’on la lit" in page
    assert "As people read it" not in page


@pytest.mark.parametrize("id_", ["nothing", "..%2fcontacts", "what_is_carm.yml", "WHAT_IS_CARM"])
async def test_an_unknown_answer_is_a_page_that_says_so(office: Office, id_: str) -> None:
    browser = await office.browser(Role.EDITOR)
    response = await browser.http.get(f"/console/content/{id_}")
    assert response.status_code == 404


async def test_an_overdue_answer_comes_first_and_is_marked_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await office.browser(Role.EDITOR)
    monkeypatch.setattr("bot.console.content.ContentPages._today", lambda self: date(2027, 1, 21))
    page = (await browser.http.get("/console/content")).text
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert 'href="/console/content/security_dates"' in first
    assert '<strong class="overdue">Overdue</strong>' in first
    assert page.count('class="overdue"') == 1

"""The console over HTTP on a real gateway: who may see and do what, what another site or a stranger can't, and words that stay words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.desk.build import load_parts
from bot.desk.handoff import DeskTurn, Opening
from bot.desk.model import Facts, Mode, Role
from bot.desk.sign_in import SignIn
from bot.engine.model import Reply
from bot.language import Language
from tests.fakes.desk import answer_or_person
from tests.fakes.gateway import until
from tests.fakes.serving import a_client
from tests.integration.web.conftest import Gateway, gateway_running, settings

pytestmark = pytest.mark.asyncio
__all__ = ["settings"]
PASSWORD = "correct horse battery"
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>[x](javascript:alert(1))"


class Browser:
    """An advisor's browser: a cookie kept, the forms' token read from pages."""

    def __init__(self, url: str) -> None:
        self.http = a_client(url)
        self.csrf = ""

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        response = await self.http.post("/console/sign-in?lang=en", data={"email": email, "password": password})
        if response.status_code == 303:
            page = await self.http.get("/console/account")
            self.csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
        return response

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.http.post(path, data={"csrf": self.csrf, **form})


class Office:
    def __init__(self, gateway: Gateway) -> None:
        self.gateway, self.web = gateway, gateway.web
        self.sign_in = SignIn(gateway.web.ledger, gateway.web.clock)
        self.browsers: list[Browser] = []

    async def browser(self, role: Role | None = None, email: str = "") -> Browser:
        made = Browser(self.gateway.url)
        self.browsers.append(made)
        if role is not None:
            address = email or f"{role.value}@cfib.ca"
            await self.sign_in.add(f"{role.value} {XSS}"[:119], address, role, Language.EN, PASSWORD)
            assert (await made.sign_in(address)).status_code == 303
        return made

    async def case(self, reference: str = "K7R-4XA9", text: str = XSS, mode: Mode = Mode.LIVE) -> Any:
        """Open a case as the chat does, whatever the hour is while the test runs; return the visitor."""
        visitor = await self.gateway.visitor()
        await visitor.say(text)
        await visitor.answers(1)
        conversation = self.web.sessions.conversation(visitor.token)
        now = self.web.clock()
        opening = Opening(reference, mode, Facts(XSS, XSS, "+1 613-555-0123", "", "ON", XSS), Language.EN, now)
        hand_off = load_parts().hand_off(self.gateway.engine, self.web.ledger, self.web.clock)

        def work(unit: Any) -> None:
            found = unit.conversations.get(conversation, lock=True)
            hand_off.hook(unit, found, DeskTurn((Reply("x", Language.EN),), opening=opening), now)
            unit.conversations.save(found)

        await self.web.ledger.write(work)
        return visitor


@pytest_asyncio.fixture
async def office(settings: Any) -> AsyncIterator[Office]:
    async with gateway_running(settings) as gateway:
        gateway.engine.answer = answer_or_person
        made = Office(gateway)
        yield made
        for browser in made.browsers:
            await browser.http.aclose()


async def test_an_address_that_is_no_page_is_one_that_says_so_and_a_steps_address_leads_to_its_case(office: Office) -> None:
    await office.case()
    browser, editor, stranger = await office.browser(Role.ADVISOR), await office.browser(Role.EDITOR), await office.browser()
    nothing = await browser.http.get("/console/nothing/here")
    assert nothing.status_code == 404
    assert "There is nothing at this address." in nothing.text
    assert (await browser.http.get("/console/cases/K7R-4XA9/claim")).headers["location"] == "/console/cases/K7R-4XA9"
    assert (await browser.http.get("/console/")).headers["location"] == "/console"
    assert (await editor.http.get("/console")).headers["location"] == "/console/content"
    assert (await stranger.http.get("/console/nothing/here")).headers["location"] == "/console/sign-in"


@pytest.mark.parametrize(
    ("role", "asked_for", "leads_to"),
    [
        pytest.param(Role.ADVISOR, "K7R-4XA9", "/console/cases/K7R-4XA9", id="a case"),
        pytest.param(Role.ADVISOR, "//evil.example", "/console", id="another site"),
        pytest.param(Role.ADVISOR, "https://evil.example/AAA-AAA2", "/console", id="an address"),
        pytest.param(Role.ADVISOR, "K7R-4XA9/../../x\r\nX-Y: z", "/console", id="a path and a header"),
        pytest.param(Role.EDITOR, "K7R-4XA9", "/console/content", id="who works on no cases"),
    ],
)
async def test_signing_in_leads_to_the_case_that_was_asked_for_and_nowhere_else(
    office: Office, role: Role, asked_for: str, leads_to: str
) -> None:
    await office.sign_in.add("Anne", "anne@cfib.ca", role, Language.EN, PASSWORD)
    browser = await office.browser()
    form = {"email": "anne@cfib.ca", "password": PASSWORD}
    response = await browser.http.post("/console/sign-in", params={"lang": "en", "case": asked_for}, data=form)
    assert (response.status_code, response.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize(
    ("told", "status", "leads_to"),
    [
        pytest.param("K7R-4XA9", 303, "/console/cases/K7R-4XA9", id="as written"),
        pytest.param(" k7r4xa9 ", 303, "/console/cases/K7R-4XA9", id="as heard"),
        pytest.param("//evil.example", 404, None, id="no number"),
        pytest.param("", 404, None, id="nothing"),
    ],
)
async def test_a_case_is_found_by_the_number_that_is_told_on_the_telephone(
    office: Office, told: str, status: int, leads_to: str | None
) -> None:
    browser = await office.browser(Role.ADVISOR)
    found = await browser.http.get("/console/cases", params={"reference": told})
    assert (found.status_code, found.headers.get("location")) == (status, leads_to)


async def test_a_link_to_a_case_asks_a_stranger_to_sign_in_and_keeps_the_case_through_a_slip(office: Office) -> None:
    stranger = await office.browser()
    asked = (await stranger.http.get("/console/cases/K7R-4XA9/pictures/x")).headers["location"]
    assert asked == "/console/sign-in?case=K7R-4XA9"
    for page in (
        await stranger.http.get(asked),
        await stranger.http.post(asked, data={"email": "nobody@cfib.ca", "password": "wrong password"}),
    ):
        assert 'action="/console/sign-in?lang=en&amp;case=K7R-4XA9"' in page.text
        assert 'href="/console/sign-in?lang=fr&amp;case=K7R-4XA9"' in page.text


async def test_choosing_a_language_stays_on_the_page_but_follows_no_other_site(office: Office) -> None:
    browser = await office.browser(Role.ADVISOR)
    for referer, location in {
        f"{office.gateway.url}/console/account": "/console/account",
        "https://evil.example/console/account": "/console",
        f"{office.gateway.url}//evil.example": "/console",
        "": "/console",
    }.items():
        form = {"csrf": browser.csrf, "language": "fr"}
        response = await browser.http.post("/console/language", data=form, headers={"Referer": referer})
        assert (response.status_code, response.headers["location"]) == (303, location)


async def test_five_wrong_passwords_lock_the_account_for_a_while(office: Office) -> None:
    await office.browser(Role.ADVISOR)
    guesser = await office.browser()
    unknown = await guesser.sign_in("nobody@cfib.ca", "wrong password")
    statuses = [(await guesser.sign_in("advisor@cfib.ca", "wrong password")) for _ in range(5)]
    assert {response.status_code for response in statuses} == {401}
    assert "The e-mail or the password is wrong." in unknown.text
    assert "The e-mail or the password is wrong." in statuses[0].text
    locked = await guesser.sign_in("advisor@cfib.ca")
    assert locked.status_code == 429
    assert "15 minutes" in locked.text


async def test_an_address_that_nobody_has_is_locked_like_one_that_somebody_has(office: Office) -> None:
    await office.browser(Role.ADVISOR)
    guesser = await office.browser()
    told = {}
    for email in ("advisor@cfib.ca", "nobody@cfib.ca"):
        responses = [await guesser.sign_in(spelled, "wrong password") for spelled in (*[email] * 5, f" {email.upper()}")]
        told[email] = [(response.status_code, re.sub('value="[^"]*"', "", response.text)) for response in responses]
    assert told["advisor@cfib.ca"] == told["nobody@cfib.ca"]
    assert told["nobody@cfib.ca"][-1][0] == 429


async def test_the_cookie_is_out_of_scripts_reach_and_of_no_use_after_signing_out(office: Office) -> None:
    browser = await office.browser()
    await office.sign_in.add("Anne", "anne@cfib.ca", Role.ADVISOR, Language.FR, PASSWORD)
    cookie = (await browser.sign_in("anne@cfib.ca")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    kept = dict(browser.http.cookies)
    assert 'lang="fr-CA"' in (await browser.http.get("/console")).text
    assert (await browser.post("/console/sign-out")).status_code == 303
    assert (await browser.http.get("/console", cookies=kept)).status_code == 303


async def test_who_loses_access_is_out_at_once(office: Office) -> None:
    advisor, admin = await office.browser(Role.ADVISOR), await office.browser(Role.ADMIN)
    id_ = re.findall(r'name="advisor" value="([^"]+)"', (await admin.http.get("/console/advisors")).text)[0]
    assert (await admin.post("/console/advisors", advisor=id_, active="no")).status_code == 303
    assert (await advisor.http.get("/console")).status_code == 303
    assert (await advisor.sign_in("advisor@cfib.ca")).status_code == 401


async def test_a_new_password_ends_all_sessions(office: Office) -> None:
    browser = await office.browser(Role.ADVISOR)
    assert (await browser.post("/console/account", old=PASSWORD, new="short")).status_code == 422
    assert (await browser.post("/console/account", old="wrong", new="a new long password")).status_code == 401
    assert (await browser.post("/console/account", old=PASSWORD, new="a new long password")).status_code == 303
    assert (await browser.http.get("/console")).status_code == 303
    assert (await browser.sign_in("advisor@cfib.ca", "a new long password")).status_code == 303


async def test_words_of_the_person_and_of_the_advisor_stay_words_on_both_sides(office: Office) -> None:
    visitor = await office.case()
    browser = await office.browser(Role.ADVISOR)
    path = "/console/cases/K7R-4XA9"
    assert (await browser.post(f"{path}/note", text=XSS)).status_code == 303
    assert (await browser.post(f"{path}/reply", text=XSS, client_id="reply-0001")).status_code == 303
    for page in ("/console", path):
        response = await browser.http.get(page)
        # The page's one script is its own; what people wrote is text.
        assert re.findall(r"<script[^>]*>", response.text) == ['<script type="module" src="/console/static/console.js">']
        assert "<img" not in response.text
        assert 'href="javascript' not in response.text
        assert "script-src 'self'" in response.headers["content-security-policy"]
    refused = await browser.post(f"{path}/transfer", to=XSS, text=XSS)
    assert refused.status_code == 404
    assert "<img" not in refused.text
    thread = await visitor.thread()
    assert thread["messages"][-1]["text"] == XSS  # the widget renders it as words; its own tests see to that
    cookies = {"carm_chat": office.web.cookies.issue(office.web.sessions.conversation(visitor.token))}
    chat = (await browser.http.get("/chat", cookies=cookies)).text
    assert "<script>alert" not in chat
    assert "<img" not in chat
    assert 'href="javascript' not in chat


async def test_an_advisors_first_words_reach_the_persons_stream_and_mute_the_bot(office: Office) -> None:
    visitor = await office.case()
    browser = await office.browser(Role.ADVISOR)
    async with visitor.stream() as tab:
        await tab.until(1, "owner")
        await browser.post("/console/cases/K7R-4XA9/reply", text="Hello, this is Anne.", client_id="reply-0001")
        await tab.reads("Hello, this is Anne.")
        await visitor.say("/restart")
        await visitor.say("person")
        await asyncio.sleep(0.2)
        assert len(tab.texts("bot")) == 1
        await browser.post("/console/cases/K7R-4XA9/hand-back")
        await visitor.say("hello")
        await tab.reads("You said: hello")
    assert tab.texts("bot")[-1] == "You said: hello"
    assert "carm_bot_messages_after_claim 0.0" in (await office.gateway.http.get("/metrics")).text


async def test_the_second_to_claim_is_told_who_was_first_and_keeps_what_they_wrote(office: Office) -> None:
    await office.case()
    one, two = await office.browser(Role.ADVISOR), await office.browser(Role.ADMIN)
    assert (await one.post("/console/cases/K7R-4XA9/claim")).status_code == 303
    second = await two.post("/console/cases/K7R-4XA9/reply", text="my long draft", client_id="reply-0002")
    assert second.status_code == 409
    assert "advisor &lt;script&gt;" in second.text
    assert "my long draft" in second.text


async def test_the_queue_and_a_case_are_told_of_changes(office: Office) -> None:
    browser = await office.browser(Role.ADVISOR)
    heard: list[str] = []

    async def listen(path: str) -> None:
        async with browser.http.stream("GET", path) as response:
            assert response.status_code == 200
            async for line in response.aiter_lines():
                if line.startswith("event: changed"):
                    heard.append(path)

    async def until_told(path: str, times: int) -> None:
        async def told() -> bool:
            return heard.count(path) >= times

        await until(told)

    queue = asyncio.create_task(listen("/console/events"))
    await until_told("/console/events", 1)  # a stream begins with a change
    visitor = await office.case()
    await until_told("/console/events", 2)
    case = asyncio.create_task(listen("/console/cases/K7R-4XA9/events"))
    await until_told("/console/cases/K7R-4XA9/events", 1)
    await visitor.say("are you there?")
    await until_told("/console/cases/K7R-4XA9/events", 2)
    await browser.post("/console/cases/K7R-4XA9/note", text="which no message tells of")
    await until_told("/console/cases/K7R-4XA9/events", 3)
    for task in (queue, case):
        task.cancel()
    await asyncio.gather(queue, case, return_exceptions=True)


async def test_two_hundred_waiting_cases_are_listed(office: Office) -> None:
    from bot.conversation.model import Conversation
    from bot.desk.model import Case

    now = office.web.clock()

    def fill(unit: Any) -> None:
        for index in range(200):
            unit.conversations.add(Conversation(f"c{index}", "web", Language.EN, now, now, Language.EN))
            unit.cases.add(Case(f"R{index}", f"c{index}", "web", Language.EN, now, now, facts=Facts(f"Person {index}")))

    await office.web.ledger.write(fill)
    browser = await office.browser(Role.ADVISOR)
    assert (await browser.http.get("/console")).text.count("/console/cases/") == 200


async def test_an_unknown_case_is_a_page_that_says_so(office: Office) -> None:
    browser = await office.browser(Role.ADVISOR)
    for reference in ("K7R-4XA9", "nonsense", "..%2f..%2fetc"):
        response = await browser.http.get(f"/console/cases/{reference}")
        assert response.status_code == 404


async def test_the_console_speaks_french_and_marks_the_persons_language(office: Office) -> None:
    await office.case()
    browser = await office.browser(Role.ADVISOR)
    assert (await browser.post("/console/language", language="fr")).status_code == 303
    page = (await browser.http.get("/console/cases/K7R-4XA9")).text
    assert '<html lang="fr-CA">' in page
    assert "Prendre ce dossier" in page
    assert 'name="text" rows="4" maxlength="4000" required lang="en-CA"' in page
    assert "Claim this case" not in page

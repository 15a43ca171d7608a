"""Every address of the gateway against every role and every stranger.

The addresses are read from the app: a new one fails until it is listed here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from bot.desk.errors import LockedOut, NotSignedIn, SignInRefused
from bot.desk.model import Role
from bot.desk.sign_in import SESSION_LASTS, SignIn
from bot.language import Language
from tests.fakes.desk import desk_services
from tests.fakes.gateway import Clock
from tests.integration.desk.test_console import PASSWORD, Browser, Office, office, settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
REFERENCE = "K7R-4XA9"
ALL, WORKERS, EDITORS, ADMINS = (
    frozenset(Role),
    frozenset({Role.ADVISOR, Role.ADMIN}),
    frozenset({Role.EDITOR, Role.ADMIN}),
    frozenset({Role.ADMIN}),
)
STREAMS = {"/console/events", "/console/cases/{reference}/events"}
CONSOLE = {
    "GET /console": ALL,  # who doesn't work on cases is led to their own first page
    "GET /console/{rest}": ALL,
    "GET /console/cases/{reference}/{step}": ALL,  # leads to the case, which is closed to some
    "GET /console/events": WORKERS,
    "GET /console/cases": WORKERS,
    "GET /console/cases/{reference}": WORKERS,
    "GET /console/cases/{reference}/events": WORKERS,
    "POST /console/cases/{reference}/claim": WORKERS,
    "POST /console/cases/{reference}/reply": WORKERS,
    "POST /console/cases/{reference}/note": WORKERS,
    "POST /console/cases/{reference}/transfer": WORKERS,
    "POST /console/cases/{reference}/hand-back": WORKERS,
    "POST /console/cases/{reference}/call": WORKERS,
    "POST /console/cases/{reference}/resolve": WORKERS,
    "GET /console/cases/{reference}/packet.{kind}": WORKERS,
    "GET /console/cases/{reference}/security.{kind}": WORKERS,
    "GET /console/cases/{reference}/pictures/{picture}": WORKERS,
    "GET /console/reports": ALL,
    "GET /console/reports/{name}.csv": ALL,
    "GET /console/content": EDITORS,
    "GET /console/content/{id}": EDITORS,
    "GET /console/advisors": ADMINS,
    "POST /console/advisors": ADMINS,
    "GET /console/account": ALL,
    "POST /console/account": ALL,
    "POST /console/language": ALL,
    "POST /console/sign-out": ALL,
}
FOR_STRANGERS = {"GET /console/sign-in", "POST /console/sign-in"}
OWNERS = {
    "POST /api/v1/conversations": False,
    "GET /api/v1/about": False,
    "GET /api/v1/conversation": True,
    "DELETE /api/v1/conversation": True,
    "POST /api/v1/messages": True,
    "GET /api/v1/events": True,
    "POST /api/v1/language": True,
    "POST /api/v1/feedback": True,
    "POST /api/v1/restart": True,
    "GET /api/v1/transcript": True,
    "GET /api/v1/messages/{number}/security.{kind}": True,
    "POST /api/v1/pictures": True,
    "GET /api/v1/pictures/{picture}": True,
    "POST /api/v1/telegram-link": True,
}
"""Whether an address of the owner's API wants the conversation's token."""


def addresses(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from addresses(route.routes or (), prefix + route.path)
        elif isinstance(route, Route):
            path = re.sub(r"\{(\w+):\w+\}", r"{\1}", prefix + route.path)
            yield from (f"{method} {path}" for method in (route.methods or set()) - {"HEAD"})


def filled(path: str) -> str:
    known = {"reference": REFERENCE, "number": "1", "kind": "pdf", "name": "topics", "id": "what_is_carm"}
    return re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], "x"), path)


def split(address: str) -> tuple[str, str]:
    method, _, path = address.partition(" ")
    return method, path


async def status_of(http: httpx.AsyncClient, address: str, headers: dict[str, str] | None = None, **form: str) -> int:
    """Ask for an address and return the status, of a stream as soon as it begins."""
    method, path = split(address)
    data = {"text": "x", "to": "x", "advisor": "x", "active": "no", "reached": "no", "outcome": "", **form} if method == "POST" else None
    async with http.stream(method, filled(path), data=data, headers=headers) as response:
        return response.status_code


async def test_every_address_is_listed_here(office: Office) -> None:
    app: Any = office.gateway.app
    known = set(addresses(app.routes))
    assert {address for address in known if " /console" in address} == set(CONSOLE) | FOR_STRANGERS
    assert {address for address in known if " /api/" in address} == set(OWNERS)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
async def test_each_role_reaches_what_is_its_own_and_nothing_else(office: Office, role: Role) -> None:
    await office.case()
    browser = await office.browser(role)
    browser.http.timeout = httpx.Timeout(60)  # the first look at the content checks all of it
    wrong = {}
    for address, roles in CONSOLE.items():  # signing out comes last, and so does what it can end
        status = await status_of(browser.http, address, csrf=browser.csrf)
        if (status in (401, 403)) is (role in roles) or (role not in roles and status != 403) or status >= 500:
            wrong[address] = status
    # A wrong present password is refused with 401 too; nothing else of the allowed may be.
    assert wrong in ({}, {"POST /console/account": 401})


@pytest.fixture
def strangers(office: Office) -> Any:
    async def made() -> AsyncIterator[tuple[str, dict[str, str]]]:
        visitor = await office.case()
        ended, late = await office.browser(Role.ADVISOR), Clock(office.web.clock() - SESSION_LASTS - timedelta(seconds=1))
        ended_cookie = ended.http.cookies["carm_desk"]
        assert (await ended.post("/console/sign-out")).status_code == 303
        past = SignIn(office.web.ledger, late)
        expired = (await past.sign_in("advisor@cfib.ca", PASSWORD)).token
        yield "nobody", {}
        yield "a guess", {"Cookie": "carm_desk=guess"}
        yield "a session that was signed out", {"Cookie": f"carm_desk={ended_cookie}"}
        yield "a session that ran out", {"Cookie": f"carm_desk={expired}"}
        yield "the widget's token as the cookie", {"Cookie": f"carm_desk={visitor.token}"}
        yield "the widget's token", visitor.headers
        chat = office.web.cookies.issue(office.web.sessions.conversation(visitor.token))
        yield "the chat page's cookie", {"Cookie": f"carm_chat={chat}; carm_desk={chat}"}

    return made


async def test_a_stranger_reaches_nothing_at_the_desk(office: Office, strangers: Any) -> None:
    stranger = await office.browser()
    wrong = []
    async for who, headers in strangers():
        for address in CONSOLE:
            method, path = split(address)
            status = await status_of(stranger.http, address, headers)
            if status != (303 if method == "GET" and path not in STREAMS else 401):
                wrong.append((who, address, status))
    assert wrong == []
    assert (await office.web.ledger.read(lambda unit: unit.cases.get(REFERENCE))).advisor is None


async def test_a_form_of_another_session_or_another_site_changes_nothing(office: Office) -> None:
    visitor = await office.case()
    browser, other = await office.browser(Role.ADMIN), await office.browser(Role.ADVISOR)
    wrong = []
    for address in (address for address in CONSOLE if address.startswith("POST")):
        for what, token in {"no token": "", "a guess": "guess", "another's token": other.csrf}.items():
            if (status := await status_of(browser.http, address, csrf=token)) != 401:
                wrong.append((what, address, status))
        foreign = {"Origin": "https://www.cfib-fcei.ca"}  # a site that may embed the widget is no site of the desk
        if (status := await status_of(browser.http, address, foreign, csrf=browser.csrf)) != 403:
            wrong.append(("another site", address, status))
    assert wrong == []
    assert (await visitor.thread())["owner"] == "waiting"
    assert (await browser.http.get("/console")).status_code == 200


async def test_an_advisors_session_opens_no_conversation(office: Office) -> None:
    await office.case()
    browser = await office.browser(Role.ADMIN)
    token = browser.http.cookies["carm_desk"]
    wrong = []
    for address in (address for address, wants in OWNERS.items() if wants):
        for headers in ({}, {"Authorization": f"Bearer {token}"}):
            method, path = split(address)
            status = (await browser.http.request(method, filled(path), headers=headers)).status_code
            if status not in (401, 429):  # who keeps guessing is slowed down
                wrong.append((address, status))
    assert wrong == []
    page = await browser.http.get("/chat", cookies={"carm_chat": token})
    assert 'id="latest"' not in page.text


async def test_a_new_password_ends_the_sessions_of_every_browser(office: Office) -> None:
    one = await office.browser(Role.ADVISOR)
    two = await office.browser()
    assert (await two.sign_in("advisor@cfib.ca")).status_code == 303
    assert (await one.post("/console/account", old=PASSWORD, new="a new long password")).status_code == 303
    for each in (one, two):
        assert (await each.http.get("/console")).status_code == 303
        assert await status_of(each.http, "GET /console/events") == 401
    assert (await two.sign_in("advisor@cfib.ca")).status_code == 401


async def test_an_open_stream_ends_when_its_session_does(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.console.live.BEAT_SECONDS", 0.05)
    browser: Browser = await office.browser(Role.ADVISOR)
    async with browser.http.stream("GET", "/console/events") as response:
        assert response.status_code == 200
        assert (await browser.post("/console/sign-out")).status_code == 303
        assert "event: signed-out" in [line async for line in response.aiter_lines()]


async def test_a_lock_out_ends_and_a_session_too(url: str) -> None:
    async with desk_services(url) as desk:
        sign_in = desk.sign_in
        assert sign_in is not None
        await sign_in.add("Ada", "ada@cfib.ca", Role.ADVISOR, Language.EN, PASSWORD)
        kept = await sign_in.sign_in("ada@cfib.ca", PASSWORD)
        for _ in range(5):
            with pytest.raises(SignInRefused):
                await sign_in.sign_in("ada@cfib.ca", "wrong password")
        with pytest.raises(LockedOut):
            await sign_in.sign_in("ada@cfib.ca", PASSWORD)
        assert (await sign_in.of(kept.token)).advisor.name == "Ada"  # who guesses can't throw her out
        desk.clock.pass_(minutes=14, seconds=59)
        with pytest.raises(LockedOut):
            await sign_in.sign_in("ada@cfib.ca", PASSWORD)
        desk.clock.pass_(seconds=2)
        assert (await sign_in.sign_in("ada@cfib.ca", PASSWORD)).token
        desk.clock.pass_(hours=11, minutes=44)
        assert (await sign_in.of(kept.token)).advisor.name == "Ada"
        desk.clock.pass_(minutes=1)
        with pytest.raises(NotSignedIn):
            await sign_in.of(kept.token)

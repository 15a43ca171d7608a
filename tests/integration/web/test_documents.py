"""The chart, page and table of a calculation, as the widget fetches them."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.content.rates import security_rule_book
from bot.documents import calculation_of
from bot.engine.model import Reply, Turn
from bot.interview import Draft, History, checked, merged, read, security_of
from bot.language import Language

DAY = date(2026, 11, 23)


def calculated(text: str, language: Language) -> Turn:
    rules = security_rule_book()
    draft = merged(Draft(history=History.KNOWN), read(text, Language.EN), text) or Draft()
    draft = checked(draft, rules, DAY)
    data = {"calculation": calculation_of(security_of(draft, rules, DAY), draft)}
    return Turn((Reply("$38,400.00 or $19,200.00", language, outcome="calculator", data=data),))


@pytest.fixture
async def asked(gateway):
    """Return the session header of somebody who was given a calculation, and the message that holds it."""
    gateway.engine.answer = calculated
    started = (await gateway.http.post("/api/v1/conversations", json={"language": "fr"})).json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    await gateway.http.post("/api/v1/messages", json={"client_id": "one", "text": "our worst month was 38,400"}, headers=headers)
    for _ in range(1200):
        messages = (await gateway.http.get("/api/v1/conversation", headers=headers)).json()["messages"]
        if messages[-1]["author"] == "bot":
            return headers, messages[-1]
        await asyncio.sleep(0.05)
    raise AssertionError("no answer")


async def test_a_calculation_is_shown_as_a_picture_with_its_text_and_files(asked):
    _, message = asked
    assert set(message["data"]) == {"image", "files"}
    assert "38" in message["data"]["image"]["alt"]
    assert [file["url"].rsplit(".", 1)[1] for file in message["data"]["files"]] == ["pdf", "csv"]


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
async def test_each_file_can_be_fetched_by_its_person_only(gateway, asked, kind, begins):
    headers, message = asked
    address = f"/api/v1/messages/{message['number']}/security.{kind}"
    fetched = await gateway.http.get(address, headers=headers)
    assert fetched.status_code == 200
    assert fetched.content.startswith(begins)
    assert "garantie-financiere" in fetched.headers["content-disposition"]
    assert (await gateway.http.get(address)).status_code == 401
    stranger = (await gateway.http.post("/api/v1/conversations", json={})).json()["token"]
    assert (await gateway.http.get(address, headers={"Authorization": f"Bearer {stranger}"})).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/messages/1/security.pdf",
        "/api/v1/messages/999/security.pdf",
        "/api/v1/messages/2/security.exe",
        f"/api/v1/messages/{10**30}/security.pdf",
        f"/api/v1/messages/{'9' * 5000}/security.pdf",
        "/api/v1/messages/%D9%A3/security.pdf",
    ],
)
async def test_what_holds_no_calculation_has_no_files(gateway, asked, address):
    headers, _ = asked
    assert (await gateway.http.get(address, headers=headers)).status_code == 404

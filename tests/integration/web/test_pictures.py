"""Pictures over HTTP: sent by a client of the API or by a form, shown to the person and to the advisor, and to nobody else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.conversation.model import Advisor
from bot.desk.picture import MOST_BYTES
from tests.fakes import owners
from tests.fakes.pictures import a_bomb, a_picture, opened
from tests.fakes.serving import a_client

pytestmark = pytest.mark.asyncio
Gateway = Any
SITE = "https://www.cfib-fcei.ca"
ANNE = Advisor("a1", "Anne Roy")


async def waiting(gateway: Gateway, language: str = "en") -> Any:
    """Return a visitor who waits for an advisor, and so may send pictures."""
    visitor = await gateway.visitor(language)
    await owners.ask_for_advisor(gateway.web.ownership, gateway.web.sessions.conversation(visitor.token))
    return visitor


async def send(visitor: Any, content: Any, client_id: str = "p-1", **headers: str) -> httpx.Response:
    given = {"Content-Type": "image/png", **visitor.headers, **headers}
    response: httpx.Response = await visitor.http.post(f"/api/v1/pictures?client_id={client_id}", content=content, headers=given)
    return response


def error_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_a_picture_is_stored_once_and_shown_to_its_person(gateway: Gateway) -> None:
    visitor = await waiting(gateway)
    sent = [await send(visitor, a_picture(size=(64, 48))) for _ in range(2)]
    assert [(response.status_code, response.json()) for response in sent] == [(202, {"number": 1})] * 2
    (message,) = (await visitor.thread())["messages"]
    assert (message["author"], message["text"], message["client_id"]) == ("person", "Picture sent", "p-1")
    picture = message["data"]["picture"]
    assert (picture["width"], picture["height"], picture["alt"]) == (64, 48, "Picture that you sent")
    fetched = await gateway.http.get(picture["path"], headers=visitor.headers)
    assert (fetched.status_code, fetched.headers["content-type"], opened(fetched.content).size) == (200, "image/png", (64, 48))
    assert fetched.headers["cache-control"] == "no-store"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert "id" not in picture


async def test_in_french(gateway: Gateway) -> None:
    visitor = await waiting(gateway, "fr")
    await send(visitor, a_picture("JPEG"))
    (message,) = (await visitor.thread())["messages"]
    assert (message["text"], message["data"]["picture"]["alt"]) == ("Image envoyée", "Image que vous avez envoyée")
    refused = await send(visitor, b"GIF89a", "p-2")
    assert "PNG, JPEG et WebP" in refused.json()["error"]["message"]


async def test_it_arrives_on_the_stream_like_any_message(gateway: Gateway) -> None:
    visitor = await waiting(gateway)
    async with visitor.stream() as stream:
        await send(visitor, a_picture())
        await stream.until(1)
    assert stream.of("message")[0]["data"]["picture"]["path"].startswith("/api/v1/pictures/")


async def test_nobody_else_gets_it(gateway: Gateway) -> None:
    visitor, stranger = await waiting(gateway), await waiting(gateway)
    await send(visitor, a_picture())
    path = (await visitor.thread())["messages"][0]["data"]["picture"]["path"]
    assert (await gateway.http.get(path)).status_code == 401
    assert (await gateway.http.get(path, headers=stranger.headers)).status_code == 404
    assert (await gateway.http.get("/api/v1/pictures/guess", headers=visitor.headers)).status_code == 404
    assert (await gateway.http.post("/api/v1/pictures?client_id=p", content=a_picture())).status_code == 401
    await gateway.http.delete("/api/v1/conversation", headers=visitor.headers)
    assert (await gateway.http.get(path, headers=visitor.headers)).status_code == 404


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(b"GIF89a....", (415, "picture_kind"), id="gif"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", (415, "picture_kind"), id="heic"),
        pytest.param(b"", (422, "picture_unreadable"), id="empty"),
        pytest.param(a_picture()[:40], (422, "picture_unreadable"), id="cut short"),
        pytest.param(a_bomb(30_000, 30_000), (413, "picture_too_large"), id="bomb"),
        pytest.param(b"\x89PNG" + b"\0" * MOST_BYTES, (413, "picture_too_large"), id="six megabytes"),
        pytest.param(b"\0" * (8 * 1024**2), (413, "picture_too_large"), id="eight megabytes"),
    ],
)
async def test_what_cannot_be_kept_is_refused_in_a_persons_words(gateway: Gateway, content: bytes, refusal: tuple[int, str]) -> None:
    visitor = await waiting(gateway)
    response = await send(visitor, content)
    assert error_of(response) == refusal
    assert "wrong on our side" not in response.json()["error"]["message"]
    assert (await visitor.thread())["messages"] == []


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(gateway: Gateway) -> None:
    visitor, given = await waiting(gateway), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(400):
            given += 65_536
            yield b"\0" * 65_536

    try:
        assert error_of(await send(visitor, endless())) == (413, "picture_too_large")
    except httpx.WriteError:  # the line was cut before all was written
        assert given < 3 * MOST_BYTES


async def test_a_picture_that_nobody_wants_is_not_kept_or_read(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    response = await send(visitor, b"\0" * 1024**2)
    assert error_of(response) == (409, "picture_unexpected")
    assert "Ask for a CFIB Business Advisor first" in response.json()["error"]["message"]


@pytest.mark.parametrize("query", ["", "?client_id=", "?client_id=a%20b", f"?client_id={'x' * 65}"])
async def test_a_picture_needs_a_proper_client_id(gateway: Gateway, query: str) -> None:
    visitor = await waiting(gateway)
    response = await gateway.http.post(f"/api/v1/pictures{query}", content=a_picture(), headers=visitor.headers)
    assert error_of(response) == (400, "bad_request")


async def test_sending_pictures_counts_like_sending_messages(gateway: Gateway) -> None:
    visitor = await waiting(gateway)
    answers = await asyncio.gather(*(send(visitor, b"GIF89a", f"p-{number}") for number in range(40)))
    assert {answer.status_code for answer in answers} == {415, 429}


async def test_an_allowed_site_may_send_and_fetch_and_another_may_not(gateway: Gateway) -> None:
    visitor = await waiting(gateway)
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    assert (await gateway.http.options("/api/v1/pictures", headers=asked)).status_code == 204
    assert (await send(visitor, a_picture(), Origin=SITE)).status_code == 202
    assert (await send(visitor, a_picture(), "p-2", Origin="https://evil.example")).status_code == 403


async def test_the_transcript_mentions_the_picture(gateway: Gateway) -> None:
    visitor = await waiting(gateway)
    await send(visitor, a_picture(size=(1200, 800)))
    text = (await visitor.get("transcript")).text
    assert "Picture sent\n[picture, 1,200 × 800 pixels]" in text


@pytest.fixture
async def browser(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(gateway.url, follow_redirects=True) as made:
        yield made


async def test_without_javascript_a_form_appears_when_a_picture_is_wanted(gateway: Gateway, browser: httpx.AsyncClient) -> None:
    page = (await browser.post("/chat/messages", data={"text": "Hello"})).text
    assert 'type="file"' not in page
    refused = await browser.post("/chat/pictures", files={"picture": ("a.png", a_picture())})
    assert refused.status_code == 409
    conversation = gateway.web.cookies.conversation(browser.cookies["carm_chat"])
    await owners.ask_for_advisor(gateway.web.ownership, conversation)
    page = (await browser.get("/chat")).text
    (client_id,) = re.findall(r'name="client_id" value="([^"]+-p)"', page)
    assert 'enctype="multipart/form-data"' in page
    for _ in range(2):  # pressed twice
        form = {"client_id": client_id}
        page = (await browser.post("/chat/pictures", data=form, files={"picture": ("é\r\n.png", a_picture(), "image/png")})).text
    (address,) = set(re.findall(r'<img src="([^"]+)"', page))
    assert 'alt="Picture that you sent"' in page
    shown = await browser.get(address)
    assert (shown.status_code, opened(shown.content).size) == (200, (120, 80))
    assert (await gateway.http.get(address)).status_code == 401
    assert len([each for each in (await gateway.web.conversations.thread(conversation)).messages if each.data]) == 1


async def test_a_form_that_is_none_is_refused(gateway: Gateway, browser: httpx.AsyncClient) -> None:
    await browser.post("/fr/chat/messages", data={"text": "Allo"})
    await owners.ask_for_advisor(gateway.web.ownership, gateway.web.cookies.conversation(browser.cookies["carm_chat"]))
    empty = await browser.post("/fr/chat/pictures", files={"picture": ("", b"")})
    assert empty.status_code == 422
    assert "Cette image ne s’ouvre pas" in empty.text
    for content, kind in ((b"x", "multipart/form-data; boundary=y"), (b"picture=x", "application/x-www-form-urlencoded"), (b"", "")):
        assert (await browser.post("/fr/chat/pictures", content=content, headers={"Content-Type": kind})).status_code == 400
    large = await browser.post("/fr/chat/pictures", files={"picture": ("a.png", b"\0" * (7 * 1024**2))})
    assert large.status_code == 413
    assert "au plus 5\u00a0Mo" in large.text

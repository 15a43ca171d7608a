"""The journey without JavaScript: forms, redirects and a cookie."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest

from tests.fakes import owners
from tests.fakes.gateway import until
from tests.fakes.pdf_text import pdf_text
from tests.fakes.serving import a_client

pytestmark = pytest.mark.asyncio
Gateway = Any


def a_browser(gateway: Gateway) -> httpx.AsyncClient:
    return a_client(gateway.url, follow_redirects=True)


def field(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


async def test_ask_press_a_button_rate_download_and_delete(gateway: Gateway) -> None:
    async with a_browser(gateway) as browser:
        page = (await browser.get("/chat")).text
        assert "Before you start" in page
        assert 'lang="en-CA"' in page
        client_id = field(page, "client_id")[-1]
        response = await browser.post("/chat/messages", data={"text": "choices", "client_id": client_id})
        assert response.url.path == "/chat"
        assert "What would you like to know?" in response.text
        again = (await browser.post("/chat/messages", data={"text": "choices", "client_id": client_id})).text
        assert again.count("What would you like to know?") == 1
        button = field(again, "button")[0]
        page = (await browser.post("/chat/messages", data={"button": button, "client_id": field(again, "client_id")[0]})).text
        assert "You said: How do I register?" in page
        assert 'href="https://www.cfib-fcei.ca/en/tools-resources/carm"' in page
        assert "checked on November 23, 2026" in page
        page = (await browser.post("/chat/feedback", data={"number": "2", "helpful": "yes", "comment": ""})).text
        assert "Thank you for your rating." in page
        assert "How do I register?" in (await browser.get("/chat/transcript")).text
        assert '<a href="/chat/transcript?format=pdf" download>Download the conversation (PDF)</a>' in page
        assert "How do I register?" in pdf_text((await browser.get("/chat/transcript?format=pdf")).content)
        page = (await browser.post("/chat/delete")).text
        assert "Your conversation has been deleted." in page
        assert "How do I register?" not in (await browser.get("/chat")).text


async def test_the_page_in_french(gateway: Gateway) -> None:
    async with a_browser(gateway) as browser:
        page = (await browser.get("/fr/chat")).text
        assert 'lang="fr-CA"' in page
        assert "Avant de commencer" in page
        page = (await browser.post("/fr/chat/messages", data={"text": "Bonjour"})).text
        assert "Vous avez dit : Bonjour" in page
        response = await browser.post("/fr/chat/language", data={"language": "en"})
        assert response.url.path == "/chat"
        assert "You said: Hello" in (await browser.post("/chat/messages", data={"text": "Hello"})).text


async def test_a_refused_message_is_given_back_with_the_reason(gateway: Gateway) -> None:
    async with a_browser(gateway) as browser:
        text = "word " * 500
        response = await browser.post("/fr/chat/messages", data={"text": text})
        assert response.status_code == 422
        assert text.strip() in response.text
        assert 'role="alert"' in response.text
        assert "la limite est de 2\u00a0000" in response.text


async def test_an_answer_that_takes_long_can_be_looked_for(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.chat._WAIT_SECONDS", 0.1)
    gateway.engine.gate = asyncio.Event()
    async with a_browser(gateway) as browser:
        page = (await browser.post("/chat/messages", data={"text": "Hello"})).text
        assert "The assistant is working on your answer." in page
        gateway.engine.gate.set()

        async def shown() -> bool:
            return "You said: Hello" in (await browser.get("/chat")).text

        await until(shown)


async def test_markup_of_people_and_of_answers_is_never_html(gateway: Gateway) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **bold**"
    async with a_browser(gateway) as browser:
        page = (await browser.post("/chat/messages", data={"text": hostile})).text
    words = "".join(re.findall(r'<div class="words">(.*?)</div>', page, re.DOTALL))
    assert "<script" not in words
    assert "<img" not in words
    assert 'href="javascript' not in page
    assert "<strong>bold</strong>" in words


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(gateway: Gateway) -> None:
    response = await gateway.http.post("/chat/messages", data={"text": "Hello"})
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize(("path", "words"), [("/chat", "Allow cookies for this site"), ("/fr/chat", "Autorisez les témoins pour ce site")])
async def test_who_blocks_cookies_is_told_instead_of_getting_no_answer(gateway: Gateway, path: str, words: str) -> None:
    async with a_client(gateway.url) as blocking, a_client(gateway.url) as keeping:
        for browser in (blocking, keeping):
            sent = await browser.post(f"{path}/messages", data={"text": "Hello"})
            if browser is blocking:
                browser.cookies.clear()
            page = await browser.get(sent.headers["location"])
            assert (words in page.text) == (browser is blocking)
            assert ('role="alert"' in page.text) == (browser is blocking)
        assert words not in (await blocking.get(path)).text


async def test_a_forged_cookie_opens_nothing(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("my secret")
    await visitor.answers(1)
    page = (await gateway.http.get("/chat", headers={"Cookie": f"carm_chat={visitor.token}"})).text
    assert "my secret" not in page


async def test_waiting_for_an_advisor_is_shown_with_the_place_in_line(gateway: Gateway) -> None:
    async with a_browser(gateway) as browser:
        await browser.post("/chat/messages", data={"text": "Hello"})
        conversation = gateway.web.cookies.conversation(browser.cookies["carm_chat"])
        await owners.ask_for_advisor(gateway.web.ownership, conversation)
        assert "You are number 1 in line" in (await browser.get("/chat")).text
        assert (await browser.post("/chat/restart")).status_code == 409

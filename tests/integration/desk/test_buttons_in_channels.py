"""What the desk says with buttons, over HTTP: the widget's API and the page without JavaScript, on a real gateway."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.conversation.model import Advisor
from bot.desk.build import load_parts
from tests.fakes import owners
from tests.fakes.desk import answer_or_person
from tests.fakes.serving import a_client
from tests.integration.web.conftest import Gateway, gateway_running, settings

pytestmark = pytest.mark.asyncio
__all__ = ["settings"]
MARIE = Advisor("a1", "Marie Tremblay")


@pytest_asyncio.fixture
async def gateway(settings: Any) -> AsyncIterator[Gateway]:
    async with gateway_running(settings) as made:
        made.engine.answer = answer_or_person
        yield made


async def left_alone(gateway: Gateway, conversation: str) -> None:
    """Have an advisor claim a conversation and say nothing, six minutes later."""
    web = gateway.web
    await owners.claim(web.ownership, conversation, MARIE)
    assert await load_parts().silence(web.ledger, lambda: web.clock() + timedelta(minutes=6)).look() == 1


async def page_after(browser: httpx.AsyncClient, page: str, title: str) -> str:
    """Press the button of a page that has ``title``."""
    button = re.findall(rf'name="button" value="([^"]+)">{re.escape(html.escape(title, quote=False))}<', page)[-1]
    client_id = re.findall(r'name="client_id" value="([^"]+)"', page)[0]
    return (await browser.post("chat/messages", data={"button": button, "client_id": client_id})).text


async def written(browser: httpx.AsyncClient, page: str, text: str) -> str:
    client_id = re.findall(r'name="client_id" value="([^"]+)"', page)[-1]
    return (await browser.post("chat/messages", data={"text": text, "client_id": client_id})).text


async def test_the_way_back_from_a_silent_advisor_in_the_widget(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    await visitor.say("Bonjour")
    await visitor.answers(1)
    async with visitor.stream() as stream:
        await left_alone(gateway, gateway.web.sessions.conversation(visitor.token))
        thread = await visitor.thread()
        notice = thread["messages"][-1]
        assert (notice["author"], thread["owner"]) == ("system", "human")
        assert "Marie Tremblay ne semble plus être là" in notice["text"]
        [button] = notice["buttons"]
        assert button["title"] == "Revenir à l’assistant"
        assert (await visitor.post("messages", client_id="press-0001", button=button["id"])).status_code == 202
        thread = await visitor.thread()
        assert thread["owner"] == "bot"
        assert thread["messages"][-1]["text"] == "L’assistant répond de nouveau."
        await visitor.say("encore")
        assert (await visitor.answers(2))[-1] == "Vous avez dit : encore"
        await stream.until(3, "owner")
    assert gateway.engine.forgot == [gateway.web.sessions.conversation(visitor.token)]


async def test_the_way_back_from_a_silent_advisor_on_the_page_without_javascript(gateway: Gateway) -> None:
    async with a_client(gateway.url, follow_redirects=True) as browser:
        page = await written(browser, (await browser.get("chat")).text, "Hello")
        await left_alone(gateway, gateway.web.cookies.conversation(browser.cookies["carm_chat"]))
        page = (await browser.get("chat")).text
        assert "Marie Tremblay seems to be away" in page
        page = await written(browser, page, "Hello? My number is 123456782")
        page = await page_after(browser, page, "Back to the assistant")
        assert "The assistant answers again." in page
        assert "You are talking with Marie" not in page
        assert "You said: again" in await written(browser, page, "again")


async def test_a_message_to_rm_support_on_the_page_without_javascript(gateway: Gateway) -> None:
    async with a_client(gateway.url, follow_redirects=True) as browser:
        page = await written(browser, (await browser.get("chat")).text, "rm")
        page = await page_after(browser, page, "Prepare the message for me")
        assert "deleted with it" in page
        page = await written(browser, page, "it is 123 456 782")
        page = await written(browser, page, "Roy <b>& Sons</b> Inc.")
        assert "Legal entity name: Roy &lt;b&gt;&amp; Sons&lt;/b&gt; Inc.<br>" in page
        assert "Business Number (BN9): 123456782" in page
        link = html.unescape(re.findall(r'href="(mailto:[^"]+\?[^"]+)"', page)[-1])
        assert link.startswith("mailto:CARM_RM_Support-Soutien_RM_GCRA@cbsa-asfc.gc.ca?subject=RM%20number%20for%20Roy")
        assert "we removed this from your message" not in page
        page = await written(browser, page, "What about 123 456 782 then")
        assert "What about [business number removed] then" in page


async def test_no_number_reaches_a_log(gateway: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    visitor = await gateway.visitor()
    await visitor.say("rm")
    await visitor.answers(1)
    button = (await visitor.thread())["messages"][-1]["buttons"][0]["id"]
    await visitor.post("messages", client_id="press-0001", button=button)
    await visitor.answers(2)
    await visitor.say("123456782")
    await visitor.answers(3)
    await visitor.say("Boîtes Roy inc.")
    assert "123456782" in (await visitor.answers(5))[-1]
    logged = "".join(capsys.readouterr())
    assert "turn.closed" in logged
    assert "123456782" not in logged
    assert "Roy" not in logged

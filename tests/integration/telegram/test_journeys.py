"""The same journeys on the website's API and in Telegram, from one description."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.markup import plain
from bot.channels.transcript import checked
from bot.conversation.model import Advisor as Person
from bot.language import Language
from tests.fakes import owners
from tests.fakes.gateway import until
from tests.fakes.journeys import JOURNEYS, Advisor, Choose, HandBack, Journey, Press, Say, script
from tests.fakes.visitor import Visitor

pytestmark = pytest.mark.asyncio
MARIE = Person("a1", "Marie Tremblay")
_SETTLED_SECONDS = 0.15


class OnTheWebsite:
    def __init__(self, running: Any, visitor: Visitor) -> None:
        self._running, self._visitor, self._seen = running, visitor, 0
        self._buttons: dict[str, str] = {}

    async def play(self, step: Say) -> str:
        conversation = self._running.web.sessions.conversation(self._visitor.token)
        if isinstance(step, Press):
            await self._visitor.post("messages", client_id=f"press-{self._seen}", button=self._buttons[step.text])
        elif isinstance(step, Choose):
            await self._visitor.post("language", language=step.text)
        elif isinstance(step, Advisor):
            await owners.reply(self._running.web.ownership, conversation, MARIE, step.text)
        elif isinstance(step, HandBack):
            await owners.hand_back(self._running.web.ownership, conversation, actor="a1")
        else:
            await self._visitor.say(step.text)
        shown = ""

        async def settled() -> bool:
            nonlocal shown
            shown = await self._shown()
            return all(part in shown for part in step.sees)

        await until(settled)
        await asyncio.sleep(_SETTLED_SECONDS)
        shown = await self._shown()
        messages = (await self._visitor.thread())["messages"]
        self._seen = messages[-1]["number"] if messages else 0
        self._buttons |= {button["title"]: button["id"] for message in messages for button in message["buttons"]}
        return shown

    async def _shown(self) -> str:
        found = [m for m in (await self._visitor.thread())["messages"] if m["number"] > self._seen and m["author"] != "person"]
        lines = []
        for message in found:
            language = Language(message["language"])
            day = [source["title"] + " " + checked(self._running.web.words, source["checked"], language) for source in message["sources"]]
            person = message["author"] == "person"
            lines += [message.get("advisor", ""), message["text"] if person else plain(message["text"]), *day]
        return "\n".join(lines)


class InTelegram:
    def __init__(self, running: Any, chat: int, language: Language) -> None:
        self._running, self._chat, self._language, self._seen = running, chat, language.value, 0

    async def play(self, step: Say) -> str:
        api, web = self._running.api, self._running.web
        if isinstance(step, Press):
            api.press(self._chat, api.buttons(self._chat)[step.text], self._language)
        elif isinstance(step, Choose):
            api.press(self._chat, f"lang:{step.text}", self._language)
        elif isinstance(step, Advisor):
            await owners.reply(web.ownership, await self._running.conversation(self._chat), MARIE, step.text)
        elif isinstance(step, HandBack):
            await owners.hand_back(web.ownership, await self._running.conversation(self._chat), actor="a1")
        else:
            api.say(self._chat, step.text, self._language)
        await api.until(lambda: all(part in self._shown() for part in step.sees))
        await asyncio.sleep(_SETTLED_SECONDS)
        shown = self._shown()
        self._seen = len(api.to(self._chat))
        return shown

    def _shown(self) -> str:
        return "\n".join(self._running.api.to(self._chat)[self._seen :])


@pytest.mark.parametrize("channel", ["website", "telegram"])
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
async def test_the_journey(running: Any, journey: Journey, channel: str) -> None:
    def answer(text: str, language: Language) -> Any:
        if text == "defect":
            raise ZeroDivisionError
        return script(text, language)

    running.engine.answer = answer
    player: Any
    if channel == "website":
        player = OnTheWebsite(running, await running.visitor(journey.language.value))
    else:
        player = InTelegram(running, 900, journey.language)
    for step in journey.steps:
        shown = await player.play(step)
        for part in step.sees:
            assert part in shown
        for part in step.unseen:
            assert part not in shown

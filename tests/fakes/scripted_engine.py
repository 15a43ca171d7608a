"""An assistant that answers by rote, fulfilling the real interface: what it was asked, and how it fails, is in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.engine.model import Button, EngineUnavailable, Reply, SourceNote, Turn
from bot.language import Language

SOURCE = SourceNote("CFIB: CARM page", "https://www.cfib-fcei.ca/en/tools-resources/carm", "2026-11-23")


@dataclass
class Said:
    conversation: str
    text: str
    language: Language | None
    hint: Language | None


@dataclass
class ScriptedEngine:
    """Answers ``You said: …`` after ``delay_seconds``, or once ``gate`` is set where there is one.

    Words with a meaning: ``defect`` raises, ``nothing`` gives no reply, ``choices`` gives buttons, ``bonjour`` answers in French,
    ``poison`` is never answered.
    """

    delay_seconds: float = 0.0
    down: bool = False
    gate: asyncio.Event | None = None
    said: list[Said] = field(default_factory=list)
    forgot: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    answer: Callable[[str, Language], Turn] | None = None

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        if self.down or text == "poison":
            raise EngineUnavailable()
        self.said.append(Said(conversation, text, language, hint))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay_seconds)
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.at_once -= 1
        if text == "defect":
            raise ZeroDivisionError("a defect of the assistant")
        if text == "nothing":
            return Turn(())
        spoken = language or (Language.FR if "bonjour" in text.lower() else hint) or Language.EN
        return self.answer(text, spoken) if self.answer else answer_by_rote(text, spoken)

    async def forget(self, conversation: str) -> None:
        if self.down:
            raise EngineUnavailable()
        self.forgot.append(conversation)

    async def ready(self) -> bool:
        return not self.down


def answer_by_rote(text: str, language: Language) -> Turn:
    words = f"You said: {text}" if language is Language.EN else f"Vous avez dit : {text}"
    if text == "choices":
        buttons = (Button("Register", "How do I register?"), Button("Security", "What security do I need?"))
        return Turn((Reply("What would you like to know?", language, outcome="clarify", buttons=buttons),), 0.5)
    return Turn((Reply(words, language, outcome="what_is_carm", key="faq/what_is_carm", sources=(SOURCE,)),), 0.9)

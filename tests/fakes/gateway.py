"""The conversation's services put together on a real database, with a scripted assistant and a clock that the test moves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache

from bot.content.web import WebWords, load_words
from bot.conversation.answers import AnswerHook
from bot.conversation.asking import TurnLimits
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.meter import NoMeter
from bot.conversation.model import Author, Message
from bot.conversation.ownership import Ownership
from bot.conversation.service import Conversations
from bot.conversation.turns import Turns
from bot.language import Language
from bot.storage.database import SqlDatabase
from tests.fakes.scripted_engine import ScriptedEngine

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
# Quick where the gateway waits for itself, patient with the assistant: on a busy machine an answer by rote may take a second, and one that
# is announced as slow or asked for again is another conversation than the test expects.
QUICK = TurnLimits(slow_after_seconds=60, engine_timeout_seconds=60, retry_seconds=0.01, sweep_seconds=0.05, grace_seconds=0.2)
PATIENCE_SECONDS = 60.0  # how long a test waits for what has to come true; it takes milliseconds


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@cache
def the_words() -> WebWords:
    """The gateway's words, read once: nothing changes them."""
    return load_words()


def find_nine_digits(text: str) -> Sequence[tuple[str, int, int]]:
    """Stands in for the real finder: any nine digits are a business number."""
    return [("business_number", match.start(), match.end()) for match in re.finditer(r"\b\d{9}\b", text)]


@dataclass
class Services:
    database: SqlDatabase
    engine: ScriptedEngine
    clock: Clock
    hub: Hub
    ledger: Ledger
    conversations: Conversations
    ownership: Ownership
    turns: Turns
    words: WebWords
    _serial: int = field(default=0)

    async def begin(self, language: Language = Language.EN) -> str:
        return (await self.conversations.start("web", language)).id

    async def say(self, conversation: str, text: str) -> int:
        self._serial += 1
        return (await self.conversations.hear(conversation, f"client-{self._serial}", text=text)).number

    async def messages(self, conversation: str, author: Author | None = None) -> list[Message]:
        thread = await self.conversations.thread(conversation, whole=True)
        return [message for message in thread.messages if author in (None, message.author)]

    async def texts(self, conversation: str, author: Author | None = None) -> list[str]:
        return [message.text for message in await self.messages(conversation, author)]

    async def answers(self, conversation: str, count: int) -> list[str]:
        """Wait for the bot's ``count``-th answer and return all of them."""
        await until(lambda: self._has(conversation, count))
        return await self.texts(conversation, Author.BOT)

    async def idle(self) -> None:
        await until(lambda: _ready(not self.turns._workers))

    async def _has(self, conversation: str, count: int) -> bool:
        return len(await self.messages(conversation, Author.BOT)) >= count


async def _ready(value: bool) -> bool:
    return value


async def until(true: Callable[[], Awaitable[bool]], timeout_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds; fails the test after the time-out."""
    deadline = asyncio.get_running_loop().time() + timeout_seconds
    while not await true():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.005)


@asynccontextmanager
async def services(
    url: str, engine: ScriptedEngine | None = None, limits: TurnLimits = QUICK, hook: AnswerHook | None = None
) -> AsyncIterator[Services]:
    database = await SqlDatabase.open(url)
    clock, hub, words, meter = Clock(), Hub(), the_words(), NoMeter()
    engine = engine or ScriptedEngine()
    ledger = Ledger(database, hub, meter)
    turns = Turns(ledger, hub, engine, words, clock, meter, limits, hook)
    made = Services(
        database,
        engine,
        clock,
        hub,
        ledger,
        Conversations(ledger, words, find_nine_digits, clock, turns),
        Ownership(ledger, clock, turns.wake),
        turns,
        words,
    )
    await turns.start()
    try:
        yield made
    finally:
        await turns.stop()
        await database.close()

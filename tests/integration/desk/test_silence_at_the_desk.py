"""The bot's silence from a claim to the hand-back in 1,000 random steps: words, restarts, forms, time, people who leave, kills.

It is looked at from outside (while an advisor has the conversation, the bot's messages don't grow) and in the record (the counter that the
gateway exports). No case that a person was told of may be missing.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.conversation.errors import AlreadyClaimed, ConversationGone, OwnerForbids, WithAdvisor
from bot.conversation.model import Author, Message, Owner
from bot.conversation.retention import Retention
from bot.desk.errors import CaseClosed, NotYourCase, UnknownCase
from bot.desk.model import Outcome
from tests.fakes.desk import ANNE, MARC, DeskServices, answer_or_person, desk_services
from tests.fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.asyncio
STEPS = 1_000
REFUSED = (OwnerForbids, AlreadyClaimed, WithAdvisor, NotYourCase, CaseClosed, UnknownCase, ConversationGone)
WORDS = ("hello", "yes", "no", "send", "skip", "cancel", "person", "stuck", "/restart", "/intent{}", "What is CARM?", "613-555-0123", "Zoé")
OVER = ("handed_back", "resolved", "left", "left_without_case")
FORM = ("person", "yes", "yes", "skip", "skip", "skip", "skip", "send")
OFTEN = {"say": 8, "form": 4, "claim": 4, "reply": 3, "kill": 2, "later": 2, "wait": 2, "press": 2}
TOLD = re.compile(r"\*\*([0-9A-Z]{3}-[0-9A-Z]{4})\*\*")


class Chaos:
    """One person and two advisors who do anything at any time, on gateways that are killed and started again."""

    def __init__(self, url: str, choose: random.Random) -> None:
        self._url, self._choose, self._stack = url, choose, AsyncExitStack()
        self.engine = ScriptedEngine(delay_seconds=0.002, answer=answer_or_person)
        self.office: DeskServices
        self.conversation = ""
        self.done: Counter[str] = Counter()
        self.steps: dict[str, Callable[[], Awaitable[object]]] = {
            "say": lambda: self.office.say(self.conversation, choose.choice(WORDS)),
            "press": self.press,
            "form": self.form,
            "over": lambda: self.office.conversations.start_over(self.conversation),
            "present": lambda: self.office.present(),
            "claim": self.claim,
            "reply": self.reply,
            "transfer": self.transfer,
            "call": self.call,
            "back": self.back,
            "resolve": self.resolve,
            "waited": lambda: self.office.desk.release_those_who_wait_too_long(),
            "silence": lambda: self.office.silence.look(),
            "later": self.later,
            "expired": self.expired,
            "wait": lambda: asyncio.sleep(choose.choice((0, 0.005, 0.02))),
            "kill": self.kill,
        }

    async def begin(self) -> None:
        self.office = await self._stack.enter_async_context(desk_services(self._url, self.engine))
        self.conversation = self.conversation or await self.office.begin()

    async def kill(self) -> None:
        """Let go of everything where it stands, without the tidying of a stop, and start anew on the same database."""
        turns, now, serial = self.office.turns, self.office.clock.now, self.office._serial

        async def nothing() -> None:
            return None

        doomed = [turns._sweeper, *turns._workers.values()]
        turns._stopping, turns.stop = True, nothing  # type: ignore[method-assign]
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        await turns.watch.stop()
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        await self.begin()
        self.office.clock.now, self.office._serial = now, serial

    async def press(self) -> None:
        """Press one of the last buttons, such as “Back to the assistant” when the advisor went silent."""
        shown = [choice.title for message in await self.office.messages(self.conversation) for choice in message.choices]
        if shown:
            await self.office.press(self.conversation, self._choose.choice(shown[-4:]))

    async def form(self) -> None:
        for text in FORM[: self._choose.choice((2, 3, 5, len(FORM), len(FORM), len(FORM)))]:
            await self.office.say(self.conversation, text)

    async def reference(self) -> str:
        case = await self.office.ledger.read(lambda unit: unit.cases.unresolved_of(self.conversation))
        if case is None:
            raise UnknownCase()
        return case.reference

    async def claim(self) -> None:
        await self.office.desk.claim(await self.reference(), self._choose.choice((ANNE, MARC)))

    async def reply(self) -> None:
        advisor, client_id = self._choose.choice((ANNE, MARC)), f"r{self.done['reply']}"
        reference = await self.reference()
        for _ in range(2):  # a reply whose answer was lost is sent again
            await self.office.desk.reply(reference, advisor, f"advice {client_id}", client_id=client_id)

    async def transfer(self) -> None:
        one, other = self._choose.sample((ANNE, MARC), 2)
        await self.office.desk.transfer(await self.reference(), one, other.id)

    async def call(self) -> None:
        await self.office.desk.called(await self.reference(), self._choose.choice((ANNE, MARC)), reached=self._choose.random() < 0.3)

    async def back(self) -> None:
        await self.office.desk.hand_back(await self.reference(), self._choose.choice((ANNE, MARC)))

    async def resolve(self) -> None:
        await self.office.desk.resolve(await self.reference(), self._choose.choice((ANNE, MARC)), Outcome.ANSWERED)

    async def later(self) -> None:
        self.office.clock.pass_(**self._choose.choice(({"minutes": 1}, {"minutes": 20}, {"hours": 1}, {"hours": 13})))

    async def expired(self) -> None:
        """The conversation is kept long enough and goes, with its case; the person begins another."""
        if self._choose.random() < 0.7:
            return
        await self.office.idle()
        self.office.clock.pass_(days=91)
        await Retention(self.office.database, self.office.conversations, self.office.clock, 90).run()
        self.conversation = await self.office.begin()

    async def look(self) -> tuple[Owner, list[Message]]:
        return (await self.office.conversations.get(self.conversation)).owner, await self.office.messages(self.conversation)

    async def end(self) -> None:
        await self.office.idle()
        await self._stack.aclose()


@pytest.mark.parametrize("seed", [2026])
async def test_the_bot_says_nothing_after_a_claim_in_a_thousand_random_steps(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    chaos = Chaos(f"sqlite:///{tmp_path}/carm.db", choose)
    await chaos.begin()
    names = [name for name in chaos.steps for _ in range(OFTEN.get(name, 1))]
    owner, messages = await chaos.look()
    for _ in range(STEPS):
        name, conversation, before, count = choose.choice(names), chaos.conversation, owner, bot_messages(messages)
        try:
            await chaos.steps[name]()
            chaos.done[name] += 1
        except REFUSED:
            pass
        if choose.random() < 0.4:
            await chaos.office.idle()
        owner, messages = await chaos.look()
        if before is owner is Owner.HUMAN and conversation == chaos.conversation:
            assert bot_messages(messages) == count, f"the bot spoke after {name}"
        await nothing_is_lost_doubled_or_said_too_late(chaos, messages)
    assert await chaos.office.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0
    assert all(chaos.done[name] > 0 for name in chaos.steps), chaos.done
    assert chaos.done["claim"] + chaos.done["reply"] > 20
    await chaos.end()


def bot_messages(messages: list[Message]) -> int:
    return sum(message.author is Author.BOT for message in messages)


async def nothing_is_lost_doubled_or_said_too_late(chaos: Chaos, messages: list[Message]) -> None:
    assert [message.number for message in messages] == list(range(1, len(messages) + 1))
    answered: dict[int, list[int]] = {}
    for message in messages:
        if message.author is Author.BOT and message.reply_to is not None:
            answered.setdefault(message.reply_to, []).append(message.number)
    for numbers in answered.values():  # the replies of one turn are stored at once; a second turn's would stand apart
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    silent = False
    for message in messages:  # the notices say between which messages an advisor had the conversation
        assert not (silent and message.author is Author.BOT)
        if message.author is Author.SYSTEM:
            silent = (silent or message.outcome == "joined") and message.outcome not in OVER
    advice = [message.text for message in messages if message.author is Author.ADVISOR]
    assert len(advice) == len(set(advice))
    told = {reference for message in messages if message.author is Author.BOT for reference in TOLD.findall(message.text)}
    for reference in told:
        assert await chaos.office.ledger.read(lambda unit, reference=reference: unit.cases.taken(reference))

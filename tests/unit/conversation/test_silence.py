"""The bot's silence while an advisor has the conversation, under a thousand random steps with kills, restarts and forms in between."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.conversation.errors import AlreadyClaimed, OwnerForbids, WithAdvisor
from bot.conversation.model import Advisor, Author, Owner
from tests.fakes import owners
from tests.fakes.gateway import Services, services
from tests.fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.asyncio
ADVISORS = (Advisor("a1", "Anne"), Advisor("a2", "Marc"))
STEPS = (
    "say",
    "say",
    "say",
    "typed restart",
    "start over",
    "ask",
    "withdraw",
    "claim",
    "reply",
    "transfer",
    "hand back",
    "hour",
    "wait",
    "kill",
)


@pytest.mark.parametrize("seed", range(4))
async def test_the_bot_says_nothing_between_a_claim_and_the_hand_back(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    url = f"sqlite:///{tmp_path}/carm.db"
    async with AsyncExitStack() as first:
        gateway = await first.enter_async_context(services(url, ScriptedEngine(delay_seconds=0.003)))
        conversation = await gateway.begin()
        for index in range(250):
            step = choose.choice(STEPS)
            if step == "kill":  # a second process takes over while the first still holds a turn, then the first is gone
                async with services(url, ScriptedEngine(delay_seconds=0.003)) as other:
                    await _step("say", other, conversation, choose, f"{index}b")
                    await other.idle()
            else:
                await _step(step, gateway, conversation, choose, str(index))
        await gateway.idle()
        assert await gateway.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0
        messages = await gateway.messages(conversation)
    assert [message.number for message in messages] == list(range(1, len(messages) + 1))
    answered = [message.reply_to for message in messages if message.author is Author.BOT]
    assert len(answered) == len(set(answered))
    assert any(message.author is Author.ADVISOR for message in messages)


async def _step(step: str, gateway: Services, conversation: str, choose: random.Random, name: str) -> None:
    ownership, advisor = gateway.ownership, choose.choice(ADVISORS)
    try:
        if step == "say":
            await gateway.conversations.hear(conversation, f"c{name}", text=f"message {name}")
        elif step == "typed restart":
            await gateway.conversations.hear(conversation, f"c{name}", text="/restart")
        elif step == "start over":
            await gateway.conversations.start_over(conversation)
        elif step == "ask":
            await owners.ask_for_advisor(ownership, conversation)
        elif step == "withdraw":
            await owners.withdraw(ownership, conversation)
        elif step == "claim":
            await owners.claim(ownership, conversation, advisor)
        elif step == "reply":
            await owners.reply(ownership, conversation, advisor, f"advice {name}")
            assert (await gateway.conversations.get(conversation)).owner is Owner.HUMAN
        elif step == "transfer":
            await owners.transfer(ownership, conversation, advisor, actor="a1")
        elif step == "hand back":
            await owners.hand_back(ownership, conversation, actor="a1")
        elif step == "hour":
            gateway.clock.pass_(hours=1)
        else:
            await asyncio.sleep(0.01)
    except (OwnerForbids, AlreadyClaimed, WithAdvisor):
        return

"""A turn takes place once, however often it is asked for."""

from __future__ import annotations

import asyncio

import pytest

from bot.answered_turns import AnsweredTurns


class Assistant:
    def __init__(self):
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def answer(self):
        self.asked += 1
        number = self.asked
        await self.may_answer.wait()
        return [f"answer {number}"]


@pytest.fixture
def assistant():
    return Assistant()


async def test_the_same_message_again_gets_the_same_answer(assistant):
    turns = AnsweredTurns()
    first = await turns.once("c", "7", assistant.answer)
    assert await turns.once("c", "7", assistant.answer) == first
    assert await turns.once("c", "9", assistant.answer) == ["answer 2"]


async def test_conversations_do_not_share_answers(assistant):
    turns = AnsweredTurns()
    await turns.once("a", "1", assistant.answer)
    assert await turns.once("b", "1", assistant.answer) == ["answer 2"]


async def test_a_turn_goes_on_when_whoever_asked_is_gone_and_the_next_to_ask_gets_it(assistant):
    turns = AnsweredTurns()
    assistant.may_answer.clear()
    gone = asyncio.create_task(turns.once("c", "7", assistant.answer))
    await asyncio.sleep(0)
    gone.cancel()
    again = asyncio.create_task(turns.once("c", "7", assistant.answer))
    await asyncio.sleep(0)
    assistant.may_answer.set()
    assert await again == ["answer 1"]
    assert assistant.asked == 1


async def test_what_failed_is_asked_anew():
    turns, tries = AnsweredTurns(), []

    async def answer():
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the assistant failed")
        return ["at last"]

    with pytest.raises(RuntimeError):
        await turns.once("c", "7", answer)
    assert await turns.once("c", "7", answer) == ["at last"]


async def test_a_forgotten_conversation_starts_afresh(assistant):
    turns = AnsweredTurns()
    await turns.once("c", "7", assistant.answer)
    turns.forget("c")
    assert await turns.once("c", "7", assistant.answer) == ["answer 2"]


async def test_only_the_conversations_last_heard_of_are_kept(assistant):
    turns = AnsweredTurns(most_conversations=2)
    for conversation in "abc":
        await turns.once(conversation, "1", assistant.answer)
    assert await turns.once("c", "1", assistant.answer) == ["answer 3"]
    assert await turns.once("a", "1", assistant.answer) == ["answer 4"]

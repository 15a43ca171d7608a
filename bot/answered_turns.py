"""Has a turn of the Rasa server take place once, however often it is asked for.

The gateway asks again for what it has no answer to: after a kill between the assistant's answer and its storing, or a lost connection.
Without this, the second asking would move a half-filled form on by two answers.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

MOST_CONVERSATIONS = 20_000

Replies = list[Any]


class AnsweredTurns:
    """Keeps the last answer of each conversation under its message's id. Used from one event loop."""

    def __init__(self, most_conversations: int = MOST_CONVERSATIONS) -> None:
        self._most = most_conversations
        self._answered: OrderedDict[str, tuple[str, Replies]] = OrderedDict()
        self._under_way: dict[tuple[str, str], asyncio.Task[Replies]] = {}

    async def once(self, conversation: str, message: str, answer: Callable[[], Awaitable[Replies]]) -> Replies:
        """Return what ``answer`` gave for this message, asking it only the first time; what it raises is not kept.

        A turn that has begun goes on when whoever asked for it is gone, and who asks again meanwhile waits for the same one.
        """
        known = self._answered.get(conversation)
        if known is not None and known[0] == message:
            return known[1]
        key = (conversation, message)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._answer(conversation, message, answer), name="turn")
            task.add_done_callback(lambda done: self._under_way.pop(key, None))
            task.add_done_callback(_heed)
        return await asyncio.shield(task)

    def knows(self, conversation: str) -> bool:
        """Say whether anything was answered in this conversation since the server started, or ``remember`` told of it."""
        return conversation in self._answered

    def remember(self, conversation: str, message: str, replies: Replies) -> None:
        """Keep an answer that was given before the server started."""
        self._answered[conversation] = (message, replies)
        self._answered.move_to_end(conversation)
        while len(self._answered) > self._most:
            self._answered.popitem(last=False)

    def forget(self, conversation: str) -> None:
        self._answered.pop(conversation, None)

    async def _answer(self, conversation: str, message: str, answer: Callable[[], Awaitable[Replies]]) -> Replies:
        replies = await answer()
        self.remember(conversation, message, replies)
        return replies


def _heed(task: asyncio.Task[Replies]) -> None:
    """Take note of an error that nobody waits for any more: asyncio would log it, with a person's words in the traceback's frames."""
    if not task.cancelled():
        task.exception()

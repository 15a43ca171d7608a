"""Watchers hear what is published to their conversation, in order, and know when they missed something."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.events import Deleted, Hub, Missed, OwnerIs, Typing
from bot.conversation.model import Owner

pytestmark = pytest.mark.asyncio


async def test_a_watcher_hears_its_own_conversation_only() -> None:
    hub = Hub()
    with hub.watching("one") as watcher:
        hub.publish("two", Deleted())
        hub.publish("one", Typing(True))
        assert await watcher.next() == Typing(True)


async def test_a_watcher_that_falls_behind_is_told_after_what_it_still_has() -> None:
    hub = Hub()
    with hub.watching("one") as watcher:
        for index in range(150):
            hub.publish("one", Typing(index % 2 == 0))
        heard = [await asyncio.wait_for(watcher.next(), 60) for _ in range(101)]
    assert heard[-1] == Missed()


async def test_what_is_there_already_comes_at_once() -> None:
    hub = Hub()
    with hub.watching("one") as watcher:
        hub.publish("one", Typing(True), OwnerIs(Owner.BOT), Typing(False))
        assert await watcher.next() == Typing(True)
        assert list(watcher.arrived()) == [OwnerIs(Owner.BOT), Typing(False)]
        assert list(watcher.arrived()) == []


async def test_typing_is_told_when_it_begins_and_when_it_ends() -> None:
    hub = Hub()
    with hub.watching("one") as watcher:
        for on in (False, True, True, False, False):
            hub.publish("one", Typing(on))
        assert [await watcher.next(), *watcher.arrived()] == [Typing(True), Typing(False)]


async def test_typing_ends_for_all_when_the_bot_loses_the_conversation() -> None:
    hub = Hub()
    with hub.watching("one") as watcher:
        hub.publish("one", Typing(True), OwnerIs(Owner.WAITING))
        assert [await watcher.next() for _ in range(3)] == [Typing(True), Typing(False), OwnerIs(Owner.WAITING)]
    assert not hub.is_typing("one")


async def test_nothing_is_kept_for_conversations_that_nobody_watches() -> None:
    hub = Hub()
    with hub.watching("one"):
        hub.publish("one", Typing(True), Typing(False))
    hub.publish("one", Deleted())
    assert not hub._watchers
    assert not hub._typing

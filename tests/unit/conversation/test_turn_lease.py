"""Which gateway may answer in a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.model import Conversation, TurnLease
from bot.language import Language

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
NORTH = TurnLease("north", NOON + timedelta(seconds=60))


@pytest.fixture
def conversation() -> Conversation:
    made = Conversation("c1", "web", Language.EN, NOON, NOON, Language.EN)
    assert made.take_turn(NORTH, NOON)
    return made


def test_a_lease_keeps_others_off_until_it_has_run_out(conversation: Conversation) -> None:
    south = TurnLease("south", NOON + timedelta(seconds=120))
    assert not conversation.take_turn(south, NORTH.until)
    assert conversation.turn == NORTH
    assert conversation.take_turn(south, NORTH.until + timedelta(microseconds=1))
    assert conversation.turn == south


def test_its_holder_may_take_it_again(conversation: Conversation) -> None:
    later = TurnLease("north", NOON + timedelta(seconds=90))
    assert conversation.take_turn(later, NOON)
    assert conversation.turn == later


def test_only_its_holder_gives_it_up(conversation: Conversation) -> None:
    conversation.release_turn("south")
    assert conversation.turn == NORTH
    conversation.release_turn("north")
    assert conversation.turn is None

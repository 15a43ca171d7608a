"""When a person counts as left alone by their advisor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.model import Advisor as Speaker
from bot.desk.model import Advisor, Role
from bot.desk.silence import GONE_AFTER, SILENT_AFTER, Talk, is_gone, is_left_alone

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ANNE = Advisor("a1", "Anne Roy", "anne@cfib.ca", Role.ADVISOR, "x", seen_at=NOON)
ALMOST = SILENT_AFTER - timedelta(seconds=1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


CLAIMED = Talk("c1", Speaker("a1", "Anne Roy"), held_since=NOON)
SPOKE = replace(CLAIMED, spoke_at=at(1))
ASKED = replace(SPOKE, asked_at=at(2))


@pytest.mark.parametrize(
    ("talk", "now", "alone"),
    [
        pytest.param(CLAIMED, NOON + ALMOST, False, id="joined a moment ago"),
        pytest.param(CLAIMED, NOON + SILENT_AFTER, True, id="joined and said nothing"),
        pytest.param(SPOKE, at(9), False, id="the advisor had the last word"),
        pytest.param(ASKED, at(2) + ALMOST, False, id="asked a moment ago"),
        pytest.param(ASKED, at(2) + SILENT_AFTER, True, id="no answer for five minutes"),
        pytest.param(replace(ASKED, told=True), at(60), False, id="told of it already"),
    ],
)
def test_a_person_is_left_alone_when_nobody_answers_them_for_five_minutes(talk: Talk, now: datetime, alone: bool) -> None:
    assert is_left_alone(talk, replace(ANNE, seen_at=now), now) is alone


def test_an_advisor_who_lost_access_is_gone_at_once() -> None:
    assert is_left_alone(SPOKE, replace(ANNE, active=False), at(1))


def test_an_advisor_who_signed_out_counts_as_silent_after_a_while_even_with_the_last_word() -> None:
    assert not is_left_alone(SPOKE, ANNE, at(1) + GONE_AFTER - timedelta(seconds=1))
    assert is_left_alone(SPOKE, ANNE, at(1) + GONE_AFTER)


def test_an_advisor_who_looks_at_the_console_is_not_gone() -> None:
    assert not is_gone(SPOKE, replace(ANNE, seen_at=at(59)), at(60))


def test_an_advisor_without_an_account_is_gone_once_they_have_said_nothing_for_long() -> None:
    assert not is_gone(SPOKE, None, at(2))
    assert is_gone(SPOKE, None, at(20))

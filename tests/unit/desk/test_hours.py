"""When advisors answer: by the person's own clock, with their province's holidays. Expected dates are from a 2026 calendar."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.content.desk import load_desk

HOURS = load_desk().hours


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("at", "province", "open_"),
    [
        pytest.param("2026-11-23T14:00", "ON", True, id="nine in Ottawa"),
        pytest.param("2026-11-23T13:59", "ON", False, id="a minute before"),
        pytest.param("2026-11-23T22:00", "ON", False, id="five in Ottawa is closed"),
        pytest.param("2026-11-23T22:00", "BC", True, id="two in Vancouver"),
        pytest.param("2026-11-23T14:00", "BC", False, id="six in Vancouver"),
        pytest.param("2026-11-23T12:30", "NL", True, id="nine in St. John’s, half an hour off the rest"),
        pytest.param("2026-11-21T16:00", "ON", False, id="a Saturday"),
        pytest.param("2026-06-24T15:00", "QC", False, id="Quebec’s national holiday"),
        pytest.param("2026-06-24T15:00", "ON", True, id="which isn’t Ontario’s"),
        pytest.param("2026-07-01T15:00", "", False, id="Canada Day without a province"),
        pytest.param("2026-11-23T15:00", "XX", True, id="an unknown province goes by Ottawa"),
    ],
)
def test_the_desk_is_open(at: str, province: str, open_: bool) -> None:
    assert HOURS.are_open(utc(at), province) is open_


@pytest.mark.parametrize(
    ("at", "province", "opening"),
    [
        pytest.param("2026-11-23T11:00", "ON", "2026-11-23T09:00-05:00", id="later today"),
        pytest.param("2026-11-20T23:00", "ON", "2026-11-23T09:00-05:00", id="Friday evening to Monday"),
        pytest.param("2026-12-24T23:00", "ON", "2026-12-28T09:00-05:00", id="over Christmas and a weekend"),
        pytest.param("2026-03-07T12:00", "BC", "2026-03-09T09:00-07:00", id="over the change to daylight time"),
        pytest.param("2026-11-23T15:30", "ON", "2026-11-23T10:30-05:00", id="now, when it is open"),
    ],
)
def test_the_next_opening_is_told_in_the_persons_own_time(at: str, province: str, opening: str) -> None:
    assert HOURS.next_opening(utc(at), province) == datetime.fromisoformat(opening)

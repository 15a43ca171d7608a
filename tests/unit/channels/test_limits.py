"""Token buckets and addresses."""

from __future__ import annotations

import pytest

from bot.channels.limits import Buckets, Rate, StreamSlots, TooMany, TooManyStreams, address_of


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def spend(buckets: Buckets, key: str, times: int) -> int:
    """Return how many of so many tries went through."""
    through = 0
    for _ in range(times):
        try:
            buckets.spend(key)
            through += 1
        except TooMany:
            pass
    return through


def test_a_burst_goes_through_and_then_the_rate() -> None:
    clock = Seconds()
    buckets = Buckets(Rate(burst=5, per_minute=60), clock)
    assert spend(buckets, "a", 10) == 5
    clock.now += 2.0
    assert spend(buckets, "a", 10) == 2
    clock.now += 3600.0
    assert spend(buckets, "a", 10) == 5


def test_who_is_refused_is_told_when_to_come_back() -> None:
    clock = Seconds()
    buckets = Buckets(Rate(burst=1, per_minute=6), clock)
    buckets.spend("a")
    with pytest.raises(TooMany) as refused:
        buckets.spend("a")
    assert refused.value.seconds == 10
    clock.now += 10.0
    buckets.spend("a")


def test_one_persons_haste_does_not_slow_another() -> None:
    buckets = Buckets(Rate(burst=2, per_minute=1), Seconds())
    assert spend(buckets, "a", 5) == 2
    assert spend(buckets, "b", 5) == 2


def test_a_flood_of_addresses_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.limits._MOST_BUCKETS", 100)
    buckets = Buckets(Rate(burst=2, per_minute=1), Seconds())
    for index in range(1000):
        buckets.spend(str(index))
    assert len(buckets._levels) <= 100


def test_streams_are_counted_and_given_back() -> None:
    slots = StreamSlots(per_conversation=1, per_address=2)
    with slots.taken("c1", "a"):
        with pytest.raises(TooManyStreams):
            slots.check("c1", "b")
        with slots.taken("c2", "a"), pytest.raises(TooManyStreams):
            slots.check("c3", "a")
    assert slots.open == 0
    slots.check("c1", "a")


@pytest.mark.parametrize(
    ("client", "key"),
    [
        pytest.param("203.0.113.9", "203.0.113.9", id="IPv4"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="an IPv6 customer's whole network"),
        pytest.param("::ffff:203.0.113.9", "203.0.113.9", id="IPv4 in IPv6"),
        pytest.param(None, "unknown", id="a socket without address"),
        pytest.param("testclient", "unknown", id="not an address"),
    ],
)
def test_addresses_are_keyed_by_who_has_them(client: str | None, key: str) -> None:
    assert address_of(client) == key

"""How much one session or one address may ask for: token buckets in memory, and a count of open streams.

Generous per address, since a whole office may share one; strict per session, since that is one person. Each gateway counts for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from bot.errors import BotError

_MOST_BUCKETS = 50_000


class TooMany(BotError):
    """Asked for too much too quickly; ``seconds`` says when to come back."""

    code = "too_many"

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class TooManyStreams(BotError):
    """A conversation or an address holds too many streams open."""

    code = "too_many_streams"


@dataclass(frozen=True)
class Rate:
    """``burst`` at once, then ``per_minute``."""

    burst: int
    per_minute: int


class Buckets:
    """One token bucket for each key. ``now`` gives seconds that only grow."""

    def __init__(self, rate: Rate, now: Callable[[], float]) -> None:
        self._rate, self._now = rate, now
        self._levels: dict[str, tuple[float, float]] = {}

    def spend(self, key: str) -> None:
        """Take one token. Raises ``TooMany`` when there is none."""
        now, per_second = self._now(), self._rate.per_minute / 60
        level, since = self._levels.get(key, (float(self._rate.burst), now))
        level = min(float(self._rate.burst), level + (now - since) * per_second)
        if level < 1.0:
            self._levels[key] = (level, now)
            raise TooMany(seconds=max(1, ceil((1.0 - level) / per_second)))
        if len(self._levels) >= _MOST_BUCKETS:
            self._forget_full(now)
        self._levels[key] = (level - 1.0, now)

    def _forget_full(self, now: float) -> None:
        refill_seconds = self._rate.burst * 60 / self._rate.per_minute
        self._levels = {key: kept for key, kept in self._levels.items() if now - kept[1] < refill_seconds}
        if len(self._levels) >= _MOST_BUCKETS:  # a flood of addresses: better to forget than to grow
            self._levels.clear()


class StreamSlots:
    """Counts open streams per conversation and per address."""

    def __init__(self, per_conversation: int, per_address: int) -> None:
        self._most = {"conversation": per_conversation, "address": per_address}
        self._open: Counter[tuple[str, str]] = Counter()

    def check(self, conversation: str, address: str) -> None:
        """Raises ``TooManyStreams`` when another one would be too many."""
        for key in (("conversation", conversation), ("address", address)):
            if self._open[key] >= self._most[key[0]]:
                raise TooManyStreams(per=key[0])

    @contextmanager
    def taken(self, conversation: str, address: str) -> Iterator[None]:
        keys = (("conversation", conversation), ("address", address))
        self._open.update(keys)
        try:
            yield
        finally:
            self._open.subtract(keys)
            for key in keys:
                if self._open[key] <= 0:
                    del self._open[key]

    @property
    def open(self) -> int:
        return sum(count for (kind, _), count in self._open.items() if kind == "address")


def address_of(client: str | None) -> str:
    """Return the key of a client's address: an IPv4 address, or the /64 that an IPv6 customer has for themselves."""
    if client is None:
        return "unknown"
    try:
        address = ip_address(client)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64)) + "/64"
    return client

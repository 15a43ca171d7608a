"""What the services count, so that they need not know Prometheus (``bot/channels/metrics.py`` does)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.model import Message


@dataclass(frozen=True)
class TurnTimes:
    """Seconds of one turn: waiting for its go, in the assistant, and storing the answer."""

    queue: float
    engine: float
    store: float


class Meter(Protocol):
    def message(self, message: Message) -> None: ...

    def turn(self, result: str, times: TurnTimes) -> None: ...

    def engine_failed(self, kind: str) -> None: ...


class NoMeter:
    """Counts nothing."""

    def message(self, message: Message) -> None:
        return

    def turn(self, result: str, times: TurnTimes) -> None:
        return

    def engine_failed(self, kind: str) -> None:
        return

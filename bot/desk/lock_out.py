"""The lock-out of who keeps guessing passwords. Addresses that nobody has are locked like those that somebody has, else it would tell
which exist; theirs is remembered by each gateway for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.desk.errors import LockedOut

_FAILURES = 5
_LOCKED_FOR = timedelta(minutes=15)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Guesses:
    """Wrong passwords in a row, and until when no more are taken."""

    failures: int = 0
    locked_until: datetime | None = None

    def require_unlocked(self, now: datetime) -> None:
        """Raises ``LockedOut``."""
        if self.locked_until is not None and self.locked_until > now:
            raise LockedOut(minutes=ceil((self.locked_until - now).total_seconds() / 60))

    def and_one_more(self, now: datetime) -> Guesses:
        if self.failures + 1 >= _FAILURES:
            return Guesses(0, now + _LOCKED_FOR)
        return Guesses(self.failures + 1, self.locked_until)


class Strangers:
    """Guesses at addresses that nobody has, those tried last."""

    def __init__(self) -> None:
        self._guesses: dict[str, Guesses] = {}

    def of(self, email: str) -> Guesses:
        return self._guesses.get(_key(email), Guesses())

    def failed(self, email: str, now: datetime) -> None:
        guesses = self.of(email).and_one_more(now)
        self._guesses.pop(_key(email), None)
        self._guesses[_key(email)] = guesses
        if len(self._guesses) > _MOST_REMEMBERED:
            del self._guesses[next(iter(self._guesses))]


def _key(email: str) -> str:
    return email.strip().lower()[:254]

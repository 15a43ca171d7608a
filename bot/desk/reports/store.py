"""What the reports need of storage; ``bot.storage.reports`` fulfils it. Times are from ``start`` up to, not including, ``end``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.desk.model import Mode, Outcome, Status, Urgency
from bot.language import Language

MISSED = ("out_of_scope", "clarify", "error")
"""Outcomes of replies that left a question without an answer."""


@dataclass(frozen=True)
class Miss:
    """A person's question that the bot had no answer to; ``language`` is the one it was answered in."""

    text: str
    language: Language
    outcome: str
    at: datetime


@dataclass(frozen=True)
class Tally:
    """How often something was answered; ``outcome`` is an answer's id or what else a reply counts as."""

    outcome: str
    language: Language
    count: int


@dataclass(frozen=True)
class Verdicts:
    """People's ratings of one answer in one language."""

    outcome: str
    language: Language
    up: int
    down: int


@dataclass(frozen=True)
class HandOffs:
    """People's ratings of what advisors did for them, in one language."""

    language: Language
    up: int
    down: int


@dataclass(frozen=True)
class Complaint:
    """One answer that a person rated down; ``question`` is what they had asked, empty when that isn't known."""

    outcome: str
    language: Language
    question: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class CaseLine:
    """A case without anything that its person told."""

    opened_at: datetime
    claimed_at: datetime | None
    urgency: Urgency
    mode: Mode
    status: Status
    outcome: Outcome | None
    channel: str
    topic: str


class StatisticsStore(Protocol):
    def misses(self, start: datetime, end: datetime, limit: int) -> Sequence[Miss]:
        """Return the newest questions without an answer, each once however many replies it had."""

    def miss_times(self, start: datetime, end: datetime) -> Sequence[tuple[Language, datetime]]:
        """Return when each question without an answer was answered in vain, all of them."""

    def answers(self, start: datetime, end: datetime) -> Sequence[Tally]:
        """Return how often the bot replied with each outcome in each language."""

    def verdicts(self, start: datetime, end: datetime) -> Sequence[Verdicts]:
        """Return the ratings of answers."""

    def hand_offs(self, start: datetime, end: datetime) -> Sequence[HandOffs]:
        """Return the ratings of hand-offs, in the languages that have any."""

    def complaints(self, start: datetime, end: datetime, limit: int, outcome: str | None = None) -> Sequence[Complaint]:
        """Return the newest answers rated down, of one answer or of all."""

    def offered(self, start: datetime, end: datetime) -> Sequence[tuple[str, int]]:
        """Return the titles of the buttons under questions that the bot asked back with, and how often each stood there."""

    def cases(self, start: datetime, end: datetime) -> Sequence[CaseLine]:
        """Return the cases opened in the period."""

    def waiting(self) -> Sequence[CaseLine]:
        """Return the cases that nobody has claimed, whenever they were opened."""

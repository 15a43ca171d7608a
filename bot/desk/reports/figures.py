"""Sums up what storage gives into the figures of a report. Pure functions; words and numbers' looks are the console's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import ceil
from statistics import median

from bot.desk.model import Mode, Urgency
from bot.desk.reports.period import Period
from bot.desk.reports.store import CaseLine, Tally, Verdicts
from bot.language import Language
from bot.ottawa import day_of


@dataclass(frozen=True)
class Topic:
    """How often an answer was given in each language; ``topic`` is its id."""

    topic: str
    counts: dict[Language, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Rating:
    """An answer's ratings in both languages together."""

    topic: str
    up: int
    down: int


@dataclass(frozen=True)
class Wait:
    """How long cases of one kind waited for an advisor, in seconds; ``mode`` is ``None`` for both ways together.

    ``median``, ``p90`` and ``longest`` are of the ``claimed`` cases, ``None`` without any; ``waiting`` are unclaimed now, the oldest
    for ``waiting_longest``.
    """

    urgency: Urgency
    mode: Mode | None
    claimed: int
    median: int | None
    p90: int | None
    longest: int | None
    waiting: int
    waiting_longest: int | None


@dataclass(frozen=True)
class Series:
    """What a chart shows: for each step of the period a count for each kind."""

    steps: Sequence[Period]
    kinds: Sequence[str]
    counts: Sequence[Sequence[int]]

    @property
    def totals(self) -> Sequence[int]:
        return [sum(counts) for counts in self.counts]


def topics_of(tallies: Iterable[Tally], catalogue: Collection[str]) -> Sequence[Topic]:
    """Return every answer of the catalogue, the most given first; those never given come last, and are worth knowing too."""
    counts = {topic: dict.fromkeys(Language, 0) for topic in catalogue}
    for tally in tallies:
        if tally.outcome in counts:
            counts[tally.outcome][tally.language] += tally.count
    return sorted((Topic(topic, given) for topic, given in counts.items()), key=lambda each: (-each.total, each.topic))


def ratings_of(verdicts: Iterable[Verdicts]) -> Sequence[Rating]:
    """Return the rated answers, those most often rated down first."""
    up, down = Counter[str](), Counter[str]()
    for verdict in verdicts:
        up[verdict.outcome] += verdict.up
        down[verdict.outcome] += verdict.down
    return sorted((Rating(topic, up[topic], down[topic]) for topic in {*up, *down}), key=lambda each: (-each.down, each.up, each.topic))


def waits_of(cases: Iterable[CaseLine], waiting: Iterable[CaseLine], now: datetime) -> Sequence[Wait]:
    """Return the waits by urgency, then by urgency and mode."""
    opened, unclaimed = list(cases), list(waiting)
    return [_wait(opened, unclaimed, now, urgency, mode) for urgency in Urgency for mode in (None, *Mode)]


def by(cases: Iterable[CaseLine], kind: Callable[[CaseLine], str]) -> Sequence[tuple[str, int]]:
    """Count cases by what ``kind`` says of each, the most frequent first."""
    return sorted(Counter(kind(case) for case in cases).items(), key=lambda item: (-item[1], item[0]))


def series(period: Period, kinds: Sequence[Enum], happened: Iterable[tuple[Enum, datetime]]) -> Series:
    """Count what happened at each time by kind, in the steps of the period."""
    steps = period.steps()
    place = {kind: number for number, kind in enumerate(kinds)}
    counts = [[0] * len(kinds) for _ in steps]
    for kind, at in happened:
        step = (day_of(at) - period.first).days // steps[0].days
        if 0 <= step < len(steps):
            counts[step][place[kind]] += 1
    return Series(steps, [str(kind.value) for kind in kinds], counts)


def _wait(cases: Iterable[CaseLine], waiting: Iterable[CaseLine], now: datetime, urgency: Urgency, mode: Mode | None) -> Wait:
    def alike(case: CaseLine) -> bool:
        return case.urgency is urgency and mode in (None, case.mode)

    waits = sorted(_seconds(case.opened_at, case.claimed_at) for case in cases if case.claimed_at is not None and alike(case))
    still = [_seconds(case.opened_at, now) for case in waiting if alike(case)]
    return Wait(
        urgency,
        mode,
        claimed=len(waits),
        median=int(median(waits)) if waits else None,
        p90=waits[ceil(len(waits) * 0.9) - 1] if waits else None,
        longest=waits[-1] if waits else None,
        waiting=len(still),
        waiting_longest=max(still, default=None),
    )


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))

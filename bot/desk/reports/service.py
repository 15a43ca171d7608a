"""Reads a period from the record and makes its report. Only the newest questions are grouped, so that a report takes a second at most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio.to_thread
from anyio import CapacityLimiter

from bot.conversation.ledger import Ledger
from bot.conversation.store import UnitOfWork
from bot.desk.model import Advisor, Urgency
from bot.desk.reports.figures import Rating, Series, Topic, Wait, ratings_of, series, topics_of, waits_of
from bot.desk.reports.misses import Clusters, cluster
from bot.desk.reports.period import Period
from bot.desk.reports.store import CaseLine, Complaint, HandOffs, Miss
from bot.language import Language

MOST_MISSES = 5_000
MOST_COMPLAINTS = 2_000


@dataclass(frozen=True)
class Report:
    """Everything of one period. ``missed`` counts the questions without an answer, grouped or not."""

    period: Period
    missed: int
    clusters: Clusters
    topics: Sequence[Topic]
    ratings: Sequence[Rating]
    complaints: Sequence[Complaint]
    hand_offs: Sequence[HandOffs]
    waits: Sequence[Wait]
    cases: Sequence[CaseLine]
    misses_by_day: Series
    cases_by_day: Series

    @property
    def answered(self) -> int:
        return sum(topic.total for topic in self.topics)

    @property
    def waiting(self) -> int:
        return sum(wait.waiting for wait in self.waits if wait.mode is None)

    @property
    def not_grouped(self) -> int:
        """How many questions the groups leave out, because there were too many."""
        return self.missed - sum(each.size for each in self.clusters.found)


@dataclass(frozen=True)
class Standing:
    """How one answer fared of late: given, rated, and offered when the bot asked back instead of answering."""

    given: int = 0
    up: int = 0
    down: int = 0
    offered: int = 0


class Reports:
    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        # One report at a time is grouped: several at once would hold up the chats of everybody.
        self._one = CapacityLimiter(1)

    async def of(self, period: Period, catalogue: Collection[str]) -> Report:
        """Return the report of a period; ``catalogue`` has the ids of all answers."""
        now, start, end = self._clock(), period.start, period.end

        def work(unit: UnitOfWork) -> tuple[Report, Sequence[Miss]]:
            found = unit.statistics
            times, cases = found.miss_times(start, end), found.cases(start, end)
            report = Report(
                period,
                missed=len(times),
                clusters=Clusters([]),
                topics=topics_of(found.answers(start, end), catalogue),
                ratings=ratings_of(found.verdicts(start, end)),
                complaints=found.complaints(start, end, MOST_COMPLAINTS),
                hand_offs=found.hand_offs(start, end),
                waits=waits_of(cases, found.waiting(), now),
                cases=cases,
                misses_by_day=series(period, list(Language), times),
                cases_by_day=series(period, list(Urgency), ((case.urgency, case.opened_at) for case in cases)),
            )
            return report, found.misses(start, end, MOST_MISSES)

        report, misses = await self._ledger.read(work)
        clusters = await anyio.to_thread.run_sync(cluster, misses, limiter=self._one)
        return Report(**{**vars(report), "clusters": clusters})

    async def downloaded(self, name: str, period: Period, by: Advisor) -> None:
        """Note in the audit who took which report away."""
        now, details = self._clock(), {"report": name, "first": period.first.isoformat(), "last": period.last.isoformat()}
        await self._ledger.write(lambda unit: unit.audit.record("report.downloaded", now, conversation=None, actor=by.id, **details))

    async def standings(self, days: int, titles: Callable[[str], str | None]) -> dict[str, Standing]:
        """Return how each answer fared over the last days; ``titles`` gives the id of the answer that a button leads to."""
        end = self._clock()
        start = end - timedelta(days=days)

        def work(unit: UnitOfWork) -> dict[str, Standing]:
            found, sums = unit.statistics, dict[str, list[int]]()
            for tally in found.answers(start, end):
                sums.setdefault(tally.outcome, [0] * 4)[0] += tally.count
            for verdict in found.verdicts(start, end):
                row = sums.setdefault(verdict.outcome, [0] * 4)
                row[1] += verdict.up
                row[2] += verdict.down
            for title, count in found.offered(start, end):
                topic = titles(title)
                if topic is not None:
                    sums.setdefault(topic, [0] * 4)[3] += count
            return {topic: Standing(*row) for topic, row in sums.items()}

        return await self._ledger.read(work)

    async def complaints_about(self, topic: str, days: int, limit: int) -> Sequence[Complaint]:
        end = self._clock()
        return await self._ledger.read(lambda unit: unit.statistics.complaints(end - timedelta(days=days), end, limit, topic))

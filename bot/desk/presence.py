"""Who looks at which case, so that two advisors don't begin on it at once. An open page of a case says so again while it is open.

A page that closes is taken back at once where we notice; a gateway that dies leaves its pages to run out within a minute.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.conversation.ledger import Ledger

if TYPE_CHECKING:
    from bot.conversation.store import UnitOfWork

BEAT_SECONDS = 30.0
LOOKS_FOR = timedelta(seconds=60)
log = structlog.get_logger(__name__)


class ViewerStore(Protocol):
    def put(self, case: str, advisor: str, at: datetime, since: datetime) -> None:
        """Note that an advisor looks at a case; watchers hear of it unless they did so ``since`` then."""

    def remove(self, case: str, advisor: str) -> None: ...

    def remove_before(self, before: datetime) -> None:
        """Drop whom nothing was heard of any more."""

    def all(self, since: datetime) -> Sequence[tuple[str, str, str]]:
        """Return case, advisor's id and name of all who looked since, by name."""


class Presence:
    """A page calls ``arrive`` when it opens, ``look`` while it is open and ``leave`` at its end, which can't wait for anything."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self._open: Counter[tuple[str, str]] = Counter()
        self._leaving: set[asyncio.Task[None]] = set()

    async def others(self, advisor: str) -> Mapping[str, Sequence[str]]:
        """Return for each case the names of those but ``advisor`` who look at it."""
        since = self._clock() - LOOKS_FOR
        found: dict[str, list[str]] = {}
        for case, viewer, name in await self._ledger.read(lambda unit: unit.viewers.all(since)):
            if viewer != advisor:
                found.setdefault(case, []).append(name)
        return found

    async def arrive(self, case: str, advisor: str) -> None:
        """Note a page that opens; ``leave`` has to follow, whether or not this could be stored."""
        self._open[case, advisor] += 1
        await self.look(case, advisor)

    async def look(self, case: str, advisor: str) -> None:
        """Note that a page is still open. A case that is gone, or a database that is away, keeps no page from being read."""
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            unit.cases.get(case)
            unit.viewers.remove_before(now - 10 * LOOKS_FOR)
            unit.viewers.put(case, advisor, now, now - LOOKS_FOR)

        await self._note(work)

    def leave(self, case: str, advisor: str) -> None:
        """Note a page that closed; the advisor is gone when it was their last one here."""
        self._open[case, advisor] -= 1
        if self._open[case, advisor] > 0:
            return
        del self._open[case, advisor]
        task = asyncio.create_task(self._note(lambda unit: unit.viewers.remove(case, advisor)), name="presence")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def settled(self) -> None:
        """Wait until all who left are gone."""
        await asyncio.gather(*self._leaving, return_exceptions=True)

    async def _note(self, work: Callable[[UnitOfWork], None]) -> None:
        try:
            await self._ledger.write(work)
        except Exception as error:  # a courtesy: neither a case just deleted nor a gateway that is stopping holds a page up
            log.debug("presence.not_noted", kind=type(error).__name__)

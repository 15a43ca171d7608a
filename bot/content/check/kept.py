"""Keeps what ``carm check`` found while none of the files it looks at changes: a check takes over a second of work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.content.check.reading import Places
from bot.content.check.report import check
from bot.content.rates import CONTENT
from bot.content.reloading import Stamp, stamp_of
from bot.errors import ContentProblem
from bot.paths import ROOT

_KINDS = (".yml", ".py", ".jsonl", ".txt")


class KeptFindings:
    """Safe to ask from several threads; blocks while it checks, so not for the event loop."""

    def __init__(
        self,
        folder: Path = CONTENT,
        nlu_folder: Path = ROOT / "data" / "nlu",
        places: Places | None = None,
        look: Callable[..., list[ContentProblem]] = check,
    ) -> None:
        self._folder, self._nlu_folder, self._places, self._look = folder, nlu_folder, places or Places(), look
        self._lock = threading.Lock()
        self._known: tuple[date, Stamp] | None = None
        self._found: Sequence[ContentProblem] = ()

    def on(self, today: date) -> Sequence[ContentProblem]:
        """Return what the check finds on a day, errors first."""
        with self._lock:
            # Taken before the check: an edit made meanwhile is seen at the next look.
            now = (today, stamp_of(self._files()))
            if now != self._known:
                self._found = self._look(self._folder, self._nlu_folder, today, self._places)
                self._known = now
            return self._found

    def _files(self) -> Iterator[Path]:
        places = self._places
        for root in (self._folder, self._nlu_folder, *vars(places).values()):
            for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
                if path.suffix in _KINDS and path.is_file():
                    yield path

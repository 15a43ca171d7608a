"""Takes up edits of files while a process runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from bot.content.files import files_in
from bot.errors import InvalidContent

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int], ...]
log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 1.0


class Reloading(Generic[T]):
    """What ``load`` made of YAML files, made again after an edit. One that doesn't load is logged, and the last good stays in use."""

    def __init__(self, folders: Sequence[Path], load: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._folders, self._load, self._clock = folders, load, clock
        self._stamp = self._newest()
        self._loaded = load()
        self._looked_at = clock()

    def current(self) -> T:
        """Return what is in the files, read again if one changed since the last look (at most one look a second)."""
        now = self._clock()
        if now - self._looked_at >= _LOOK_AGAIN_SECONDS:
            self._looked_at = now
            stamp = self._newest()
            if stamp != self._stamp:
                self._stamp = stamp
                self._reload()
        return self._loaded

    def _reload(self) -> None:
        try:
            self._loaded = self._load()
        except InvalidContent as error:
            log.error("content.reload_failed", problems=[str(problem) for problem in error.problems])
        except OSError as error:  # a file went, or a disk, while it was read
            log.error("content.reload_failed", problems=[error.strerror])
        else:
            log.info("content.reloaded", kind=type(self._loaded).__name__)

    def _newest(self) -> Stamp:
        return stamp_of(path for folder in self._folders for path in files_in(folder, "**/*.yml"))


def stamp_of(paths: Iterable[Path]) -> Stamp:
    """Return names, times and sizes of files: a deleted or renamed one is a change too."""
    found = []
    for path in paths:
        # One may go between listing and looking: programs save by putting a new file in the old one's place.
        with suppress(OSError):
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)

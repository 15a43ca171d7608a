"""Takes up edits of files while a process runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from bot.content.files import yaml_files
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
        else:
            log.info("content.reloaded", kind=type(self._loaded).__name__)

    def _newest(self) -> Stamp:
        return stamp_of(path for folder in self._folders for path in yaml_files(folder, "**/*.yml"))


def stamp_of(paths: Iterable[Path]) -> Stamp:
    """Return names, times and sizes of files: a deleted or renamed one is a change too."""
    return tuple(_stamped(path) for path in paths)


def _stamped(path: Path) -> tuple[str, int, int]:
    try:
        stat = path.stat()
    except OSError:  # gone since the folder was read, or a link to nothing: reading says so
        return str(path), 0, 0
    return str(path), stat.st_mtime_ns, stat.st_size

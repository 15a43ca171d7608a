"""Keeps the content in memory and takes up edits while the assistant runs, without training and without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.content.load import Content, load_content
from bot.content.rates import CONTENT
from bot.errors import InvalidContent

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 1.0


class ContentStore:
    """The current content. An edit that doesn't load is logged and the last good content stays in use."""

    def __init__(self, folder: Path = CONTENT, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._stamp = self._newest()
        self._content = load_content(folder)
        self._looked_at = clock()

    def current(self) -> Content:
        """Return the content, read again if a file of it changed since the last look (at most one look a second)."""
        now = self._clock()
        if now - self._looked_at >= _LOOK_AGAIN_SECONDS:
            self._looked_at = now
            stamp = self._newest()
            if stamp != self._stamp:
                self._stamp = stamp
                self._reload()
        return self._content

    def _reload(self) -> None:
        try:
            self._content = load_content(self._folder)
        except InvalidContent as error:
            log.error("content.reload_failed", problems=[str(problem) for problem in error.problems])
        else:
            log.info("content.reloaded", answers=len(self._content.answers))

    def _newest(self) -> tuple[tuple[str, int, int], ...]:
        # Names, times and sizes: a deleted or renamed file is a change too.
        stats = ((path, path.stat()) for path in sorted(self._folder.rglob("*.yml")))
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)

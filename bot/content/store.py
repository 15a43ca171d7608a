"""Keeps the content in memory and takes up edits while the assistant runs, without training and without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from bot.content.load import Content, load_content
from bot.content.rates import CONTENT
from bot.content.reloading import Reloading


class ContentStore(Reloading[Content]):
    """The current content."""

    def __init__(self, folder: Path = CONTENT, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__([folder], partial(load_content, folder), clock)


@cache
def shipped_content() -> ContentStore:
    """Return this process's store of the content, read once for all who use it."""
    return ContentStore()

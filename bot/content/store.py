"""Keeps the content in memory and takes up edits while the assistant runs, without training and without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from bot.content.check.loose_ends import loose_ends
from bot.content.load import Content, load_content
from bot.content.rates import CONTENT
from bot.content.reloading import Reloading
from bot.errors import InvalidContent


class ContentStore(Reloading[Content]):
    """The current content. An edit with which some reply couldn't be worded is not taken up."""

    def __init__(self, folder: Path = CONTENT, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__([folder], partial(_load, folder), clock)


def _load(folder: Path) -> Content:
    content = load_content(folder)
    problems = loose_ends(content)
    if problems:
        raise InvalidContent(problems=problems)
    return content


@cache
def shipped_content() -> ContentStore:
    """Return this process's store of the content, read once for all who use it."""
    return ContentStore()

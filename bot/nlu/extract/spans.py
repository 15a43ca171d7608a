"""Stretches of text, by characters."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.extract.values import Found

Span = tuple[int, int]


def overlaps(found: Span | Found, others: Iterable[Span]) -> bool:
    """Whether ``found`` shares a character with any of ``others``."""
    start, end = (found.start, found.end) if isinstance(found, Found) else found
    return any(start < other_end and other_start < end for other_start, other_end in others)

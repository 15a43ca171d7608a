"""What is done to a person's words before anything else sees them: cleaned, measured, identifiers hidden, commands disarmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.errors import EmptyText, TextTooLong

FindIdentifiers = Callable[[str], Sequence[tuple[str, int, int]]]
"""Gives ``(kind, start, end)`` of each identifier in a text: ``business_number``, ``card``, ``sin``."""

# NUL is refused by PostgreSQL; the other controls and the bidirectional overrides only disguise what is read.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Letters, marks and a sign of no width or no ink: fillers of Hangul, joiners, variation selectors, the empty pattern of Braille.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")
# Rasa reads text starting with "/" as an intent, its parser strips spaces first, and NFKC turns the full-width slash into one.
_COMMAND = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[/\uff0f\u2215\u2044][/\uff0f\u2215\u2044\s]*")


@dataclass(frozen=True)
class Masked:
    """A text whose identifiers are hidden, and the kinds that were, each once, in order of appearance."""

    text: str
    kinds: tuple[str, ...]


def clean(text: str, *, limit: int) -> str:
    """Return a person's text as it is kept: one form of each character, no controls, no half characters, no outer blanks.

    Raises ``EmptyText`` when nothing is left and ``TextTooLong`` above ``limit`` characters.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANK_LINES.sub("\n\n", _UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()
    if all(unicodedata.category(character)[0] in "CZ" for character in _BLANK.sub("", text)):
        raise EmptyText()  # also what is only marks that nobody sees, as some keyboards and copied pages leave
    if len(text) > limit:
        raise TextTooLong(limit=limit, given=len(text))
    return text


def masked(text: str, find: FindIdentifiers, words: Mapping[str, str], expected: Collection[str] = ()) -> Masked:
    """Return ``text`` with each identifier replaced by the word for its kind (``words["other"]`` for a kind without one).

    The ``expected`` kinds, which the person was asked for, stay as written.
    """
    found = sorted(find(text), key=lambda span: span[1])
    asked_for = [(start, end) for kind, start, end in found if kind in expected]
    kinds: list[str] = []
    parts: list[str] = []
    kept_to = 0
    for kind, start, end in found:
        if any(first <= start and end <= last for first, last in asked_for):
            continue  # also the same digits found once more, as a number of no particular kind
        if start < kept_to:  # overlaps one that is hidden already: hide the rest of it too
            kept_to = max(kept_to, end)
            continue
        parts += [text[kept_to:start], words.get(kind, words["other"])]
        kept_to = end
        if kind not in kinds:
            kinds.append(kind)
    return Masked("".join([*parts, text[kept_to:]]), tuple(kinds))


def without_command(text: str) -> str:
    """Return ``text`` without a leading slash in any of its shapes, so that no one types ``/intent{"slot": ...}`` into Rasa.

    >>> without_command(' //restart')
    'restart'
    """
    return _COMMAND.sub("", text) or "?"

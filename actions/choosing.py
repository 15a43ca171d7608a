"""Which of the things on offer a message picks by its place: "the second one", "option 2", "le dernier"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:first|1st|premi[eè]re?|1er|1re|top|en haut|d['’]en haut)\b",
        r"\b(?:second|2nd|deuxi[eè]me|seconde?|2e)\b",
        r"\b(?:third|3rd|troisi[eè]me|3e)\b",
        r"\b(?:fourth|4th|quatri[eè]me|4e)\b",
    )
)
_LAST = re.compile(r"\b(?:last|bottom|derni[eè]re?|en bas|d['’]en bas)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:option|number|choice|no\.?|n[o°]|num[eé]ro|choix)\s*#?(?P<place>[1-9]|one|two|three|four|une?|deux|trois|quatre)\b",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4}


def chosen(text: str, offered: Sequence[str]) -> str | None:
    """Return the id that ``text`` picks among those ``offered``, ``None`` when it names no place, or one that isn't there.

    >>> chosen("the second one", ["what_is_rpp", "user_roles"])
    'user_roles'
    >>> chosen("le troisième", ["what_is_rpp", "user_roles"]) is None
    True
    """
    if not offered:
        return None
    numbered = _NUMBERED.search(text)
    if numbered:
        said = numbered["place"].lower()
        place = _NUMBERS.get(said) or int(said)
    elif _LAST.search(text):
        place = len(offered)
    else:
        place = next((number for number, pattern in enumerate(_PLACES, start=1) if pattern.search(text)), 0)
    return offered[place - 1] if 1 <= place <= len(offered) else None

"""Which of the things on offer a message picks by its place or its size: "the second one", "option 2", "2", "le dernier", "the lower"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from bot.nlu.text import fold

_T = TypeVar("_T")

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
_BARE = re.compile(r"\W*(?P<place>[1-9]|one|two|three|four|une?|deux|trois|quatre)\W*", re.IGNORECASE)
_NUMBERS = {"one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4}
_LOWER = re.compile(r"\b(?:low(?:er|est)?|small(?:er|est)?|plus (?:bas|petit))\b", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:high(?:er|est)?|upper|bigg(?:er|est)|larg(?:er|est)|plus (?:haut|gros|grand|élevée?|elevee?))\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_AROUND = frozenset(
    """
    the that this of one those these please yes use take with go pick it s is amount option number choice no first 1st second 2nd third 3rd
    fourth 4th top bottom last two three four low lower lowest small smaller smallest high higher highest upper big bigger biggest large
    larger largest le la les l un une celui celle de d des du svp oui prends prenez c est avec montant numero choix premier premiere 1er 1re
    deuxieme seconde second 2e troisieme 3e quatrieme 4e dernier derniere en haut bas plus petit gros grand eleve deux trois quatre
    """.split()
)
"""The words of a message that does nothing but pick. Folded."""
_LONGEST_PICK_IN_DOUBT = 2
"""Words of a pick with a question mark: "option 2?", and not "is that the highest?"."""


def chosen(text: str, offered: Sequence[_T]) -> _T | None:
    """Return what ``text`` picks among those ``offered``, ``None`` when it names no place, or one that isn't there.

    >>> chosen("the second one", ["what_is_rpp", "user_roles"])
    'user_roles'
    >>> chosen("1", ["what_is_rpp", "user_roles"])
    'what_is_rpp'
    >>> chosen("le troisième", ["what_is_rpp", "user_roles"]) is None
    True
    """
    if not offered:
        return None
    numbered = _BARE.fullmatch(text) or _NUMBERED.search(text)
    if numbered:
        said = numbered["place"].lower()
        place = _NUMBERS.get(said) or int(said)
    elif _LAST.search(text):
        place = len(offered)
    else:
        place = next((number for number, pattern in enumerate(_PLACES, start=1) if pattern.search(text)), 0)
    return offered[place - 1] if 1 <= place <= len(offered) else None


def chosen_amount(text: str, offered: Sequence[Decimal]) -> Decimal | None:
    """Return the amount that ``text`` picks by its place or its size.

    >>> chosen_amount("the lower one", [Decimal(8000), Decimal(10000)])
    Decimal('8000')
    """
    if len(offered) > 1 and bool(_LOWER.search(text)) is not bool(_HIGHER.search(text)):
        return min(offered) if _LOWER.search(text) else max(offered)
    return chosen(text, offered)


def only_picks(text: str) -> bool:
    """Whether a message has no words but those that pick: "the last one", and not "since last year" or a question."""
    said = [fold(word) for word in _WORD.findall(text)]
    if "?" in text and len(said) > _LONGEST_PICK_IN_DOUBT:
        return False
    return bool(_BARE.fullmatch(text)) or (bool(said) and all(word in _AROUND or (word.isdigit() and len(word) == 1) for word in said))

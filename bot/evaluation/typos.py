"""Keyboard typos, for measuring how much of its understanding the assistant keeps when people type in a hurry."""

from __future__ import annotations

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def with_typos(text: str, count: int, seed: object) -> str:
    """Return ``text`` with ``count`` slips at letters: a neighbouring key, a letter left out, doubled, or swapped with the next.

    The same text and seed give the same slips on every run. A text without letters stays as it is.
    """
    chance = random.Random(f"{seed}/{count}/{text}")  # noqa: S311 - nothing secret
    for _ in range(count):
        places = [place for place, letter in enumerate(text) if letter.isalpha()]
        if not places:
            break
        text = _slip(text, chance.choice(places), chance)
    return text


def _slip(text: str, place: int, chance: random.Random) -> str:
    before, letter, after = text[:place], text[place], text[place + 1 :]
    kind = chance.choice(("neighbour", "left out", "doubled", "swapped"))
    if kind == "neighbour":
        near = _neighbours(letter.lower())
        if near:
            wrong = chance.choice(near)
            return before + (wrong.upper() if letter.isupper() else wrong) + after
    if kind == "left out" and len(text.strip()) > 1:
        return before + after
    if kind == "swapped" and after[:1].isalpha():
        return before + after[0] + letter + after[1:]
    return before + letter + letter + after


def _neighbours(letter: str) -> str:
    for row, keys in enumerate(_ROWS):
        column = keys.find(letter)
        if column >= 0:
            beside = keys[max(0, column - 1) : column] + keys[column + 1 : column + 2]
            return beside + "".join(other[column : column + 1] for other in _ROWS[max(0, row - 1) : row + 2] if other != keys)
    return ""

"""Reads numbers written in words, in English and French: "forty-two thousand five hundred", "deux millions et demi".

A grammar over words, no spaCy: which words belong together is ``bot.nlu.extract.pipelines``'s to find.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bot.language import Language
from bot.nlu.text import fold

_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_EN_TENS = dict(
    zip(
        "twenty thirty forty fourty fifty sixty seventy eighty ninety ninty".split(),
        (20, 30, 40, 40, 50, 60, 70, 80, 90, 90),
        strict=True,
    )
)
_FR_UNITS = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
_FR_TENS = dict(
    zip(
        "vingt trente quarante cinquante soixante septante huitante octante nonante".split(),
        (20, 30, 40, 50, 60, 70, 80, 80, 90),
        strict=True,
    )
)
_FR_ABOUT = dict(
    zip(
        "dizaine douzaine quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine".split(),
        (10, 12, 15, 20, 30, 40, 50, 60),
        strict=True,
    )
)

_HUNDRED = {Language.EN: {"hundred"}, Language.FR: {"cent", "cents"}}
_SCALES = {
    Language.EN: {"thousand": 3, "grand": 3, "k": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9},
    Language.FR: {"mille": 3, "milles": 3, "k": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9},
}
_HALF = {Language.EN: {"half"}, Language.FR: {"demi", "demie"}}
# "a" counts as one, which a scale without a number before it does anyway.
_FILLERS = {Language.EN: {"and", "a"}, Language.FR: {"et", "de", "d"}}
_A_HALF = Decimal("0.5")
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=2)
def _below_hundred(language: Language) -> dict[tuple[str, ...], int]:
    """Every number from 0 to 99 by its words, hyphens and "et" left out: ("quatre", "vingt", "dix") is 90."""
    known: dict[tuple[str, ...], int] = {}
    units = _EN_UNITS if language is Language.EN else _FR_UNITS
    for value, word in enumerate(units.split()):
        known[tuple(word.split("-"))] = value
    if language is Language.EN:
        for tens, ten in _EN_TENS.items():
            known[(tens,)] = ten
            known |= {(tens, word): ten + unit for (word,), unit in list(known.items())[1:10]}
        return known
    known[("une",)] = 1
    small = [(words, value) for words, value in known.items() if 1 <= value <= 19]
    for tens, ten in {**_FR_TENS, "quatre vingt": 80, "quatre vingts": 80}.items():
        highest = 19 if ten in (60, 80) and tens not in ("huitante", "octante") else 9
        stem = tuple(tens.split())
        known[stem] = ten
        known |= {(*stem, *words): ten + value for words, value in small if value <= highest}
    for word, value in _FR_ABOUT.items():
        known[(word,)] = known[("une", word)] = value
    return known


@lru_cache(maxsize=2)
def number_vocabulary(language: Language) -> frozenset[str]:
    """Return every single word that can be part of a number in words, folded."""
    below = {word for words in _below_hundred(language) for word in words}
    return frozenset(below | _HUNDRED[language] | set(_SCALES[language]) - {"k"} | _HALF[language])


def read_words(text: str, language: Language) -> Decimal | None:
    """Return the number that ``text`` spells, or ``None`` when it spells none or more than one.

    >>> read_words("forty-two thousand five hundred", Language.EN)
    Decimal('42500')
    >>> read_words("quatre-vingt-dix mille deux cents", Language.FR)
    Decimal('90200')
    >>> read_words("deux millions et demi", Language.FR)
    Decimal('2500000')
    >>> read_words("two three", Language.EN) is None
    True
    """
    words = [word for word in _WORD.findall(fold(text)) if word not in _FILLERS[language]]
    total, below, place = Decimal(0), Decimal(10**12), 0
    while place < len(words):
        start = place
        part, place = _hundreds(words, place, language)
        if place < len(words) and words[place] in _HALF[language]:  # "two and a half million", "half a million", "un demi-million"
            whole = 0 if part is None or (language is Language.FR and part == 1) else part
            part, place = whole + _A_HALF, place + 1
        scale = Decimal(1)
        if place < len(words) and words[place] in _SCALES[language]:
            scale = Decimal(10) ** _SCALES[language][words[place]]
            place += 1
            if place < len(words) and words[place] in _HALF[language]:  # "a million and a half", "un million et demi"
                part, place = (1 if part is None else part) + _A_HALF, place + 1
        elif part is None or part % 1:
            return None
        if scale >= below or place == start:
            return None
        total += (1 if part is None else part) * scale
        below = scale
    return total.to_integral_value() if words else None


def _hundreds(words: list[str], place: int, language: Language) -> tuple[Decimal | None, int]:
    first, place = _longest_below_hundred(words, place, language)
    # "fifteen hundred", "douze cents"; but "cinquante cents" is half a dollar.
    may_be_hundreds = first is None or 1 < first < 20 or language is Language.EN
    if place < len(words) and words[place] in _HUNDRED[language] and may_be_hundreds:
        rest, after = _longest_below_hundred(words, place + 1, language)
        return Decimal((1 if first is None else first) * 100 + (rest or 0)), after
    return (None if first is None else Decimal(first)), place


def _longest_below_hundred(words: list[str], place: int, language: Language) -> tuple[int | None, int]:
    known = _below_hundred(language)
    for length in (4, 3, 2, 1):
        value = known.get(tuple(words[place : place + length])) if place + length <= len(words) else None
        if value is not None:
            return value, place + length
    return None, place

"""Signs and spaces as Canadian French and English print them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.content.check.facts import prose
from bot.content.check.material import Material
from bot.errors import ContentProblem
from bot.language import Language

_NO_BREAK = "\u00a0\u202f"
_SEEN = str.maketrans({"\u00a0": "␣", "\u202f": "␣"})


_STRAIGHT = "'‘‛´′ʼ"


def signs_can_be_seen(material: Material) -> Iterator[ContentProblem]:
    """No sign that nobody sees, no letter of another alphabet that looks like one of ours, no accent apart from its letter.

    They come along when a text is copied; searches, screen readers and the other rules stumble over them.
    """
    for piece, language, text in material.texts():
        for sign in text:
            cause = _unseen(sign)
            if cause:
                place = text.index(sign)
                around = text[max(0, place - 12) : place + 12].replace(sign, "␣")
                yield piece.problem(language, f"{cause} (U+{ord(sign):04X}): type {around!r} again")
                break


def _unseen(sign: str) -> str | None:
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") and sign != "\n":
        return "has a sign that nobody sees"
    if kind == "Zs" and sign not in f" {_NO_BREAK}":
        return "has a space of another kind"
    if kind.startswith("M"):
        return "has an accent apart from its letter"
    if kind.startswith("L") and not unicodedata.name(sign, "").startswith(("LATIN", "MODIFIER", "FEMININE", "MASCULINE")):
        return "has a letter of another alphabet"
    return None


def french_apostrophes(material: Material) -> Iterator[ContentProblem]:
    yield from _wrong(material, Language.FR, re.compile(rf"\w[{_STRAIGHT}]|[{_STRAIGHT}]\w"), "write the apostrophe ’ (U+2019), not '")


def french_quotation_marks(material: Material) -> Iterator[ContentProblem]:
    """French quotes with « and », a no-break space inside each."""
    yield from _wrong(material, Language.FR, re.compile(r".?[\"“”].?"), "write « and » with no-break spaces inside")
    inside = re.compile(rf"«[^{_NO_BREAK}].?|«$|.?[^{_NO_BREAK}]»|^»")
    yield from _wrong(material, Language.FR, inside, "put a no-break space (U+00A0) after « and before »")


def french_colons(material: Material) -> Iterator[ContentProblem]:
    """A colon has a no-break space before it, unless it is part of a time or an address."""
    pattern = re.compile(rf"\S*[^{_NO_BREAK}:]:(?=\s|\*|$)")
    yield from _wrong(material, Language.FR, pattern, "put a no-break space (U+00A0) before the colon")


def french_units(material: Material) -> Iterator[ContentProblem]:
    """A no-break space before % and $, and between the thousands of a number."""
    yield from _wrong(material, Language.FR, re.compile(r"\d ?[%$]"), "put a no-break space (U+00A0) before % and $")
    pattern = re.compile(r"\d{1,3}(?:[ ,]\d{3})+(?![\d-])")
    yield from _wrong(material, Language.FR, pattern, "put a no-break space (U+00A0) between thousands, no comma")


def french_high_punctuation(material: Material) -> Iterator[ContentProblem]:
    """In Canadian French ``; ! ?`` follow their word without a space."""
    yield from _wrong(material, Language.FR, re.compile(rf"\S*[ {_NO_BREAK}][;!?]"), "take out the space before ; ! and ?")


def english_apostrophes(material: Material) -> Iterator[ContentProblem]:
    yield from _wrong(material, Language.EN, re.compile(r"\w['‘‛´′ʼ]|['‛´′ʼ]\w"), "write the apostrophe ’ (U+2019), not '")


def english_quotation_marks(material: Material) -> Iterator[ContentProblem]:
    yield from _wrong(material, Language.EN, re.compile(r".?[\"«»„].?"), "write “ and ” around what is quoted")


def english_punctuation(material: Material) -> Iterator[ContentProblem]:
    """No space before a sign of punctuation."""
    yield from _wrong(material, Language.EN, re.compile(rf"\w+[ {_NO_BREAK}][;:!?,.](?=\s|$)"), "take out the space before it")


def no_double_spaces(material: Material) -> Iterator[ContentProblem]:
    pattern = re.compile(r"\S+ {2,}\S*|\S+[ \t]+$", re.MULTILINE)
    for language in Language:
        yield from _wrong(material, language, pattern, "write one space, and none at a line’s end")


def _wrong(material: Material, language: Language, pattern: re.Pattern[str], cause: str) -> Iterator[ContentProblem]:
    """Yield one problem for each text that matches, showing the first place."""
    for piece in material.pieces:
        match = pattern.search(prose(piece.text(language)))
        if match:
            yield piece.problem(language, f"{cause}: {match.group().translate(_SEEN)!r}")

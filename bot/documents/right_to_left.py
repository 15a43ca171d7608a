"""Arabic and Hebrew on paper: letters in the forms they have within a word, and lines in the order they are read.

Fpdf sets one sign after another, from left to right. The forms are Unicode's own, which DejaVu has: no shaping library is needed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FORMS = (range(0xFB50, 0xFC00), range(0xFE70, 0xFEFD))
_ONE_WAY = {"R", "AL", "NSM", "WS", "ON", "CS", "ES", "ET"}
"""Bidirectional classes without numbers and letters that run to the right."""
# Fpdf turns the order of brackets round, not the brackets.
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_ARABIC = re.compile("[\u0600-\u06ff]+")
_LAM, _LENGTHENER = "\u0644", "\u0640"


def joined(text: str) -> str:
    """Return a text with its Arabic letters joined, in the order they were written.

    >>> [f"{ord(sign):x}" for sign in joined("\u0628\u0628\u0627 \u0644\u0627")]
    ['fe91', 'fe92', 'fe8e', '20', 'fefb']
    """
    return _ARABIC.sub(lambda found: _joined(found[0]), text)


def _joined(text: str) -> str:
    forms = _forms()
    shown: list[str] = []
    place = 0
    while place < len(text):
        sign, following = text[place], text[place + 1 : place + 2]
        after_one = _takes_left(_beside(text, place, -1)) and _takes_right(sign)
        ligature = forms.get(("final" if after_one else "isolated", _LAM + following)) if sign == _LAM and following else None
        if ligature:
            shown.append(ligature)
            place += 2
            continue
        before_one = _takes_left(sign) and _takes_right(_beside(text, place, 1))
        kind = ("medial" if before_one else "final") if after_one else ("initial" if before_one else "isolated")
        shown.append(forms.get((kind, sign), sign))
        place += 1
    return "".join(shown)


def runs_left(paragraph: str) -> bool:
    """Say whether a paragraph as a whole is read from right to left, as its first letter is."""
    kinds = (unicodedata.bidirectional(sign) for sign in paragraph)
    return not paragraph.isascii() and next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def as_seen(line: str, runs_left: bool) -> str:
    """Return a line of a paragraph in the order it is read on paper, where some of it runs from right to left."""
    kinds = set() if line.isascii() else {unicodedata.bidirectional(sign) for sign in line}
    if not runs_left and not kinds & {"R", "AL"}:
        return line
    if runs_left and kinds <= _ONE_WAY:
        return line[::-1].translate(_MIRRORED)  # what Fpdf would find as well, in a hundred times the time
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    seen = BidiParagraph(line, TextDirection.RTL if runs_left else TextDirection.LTR).get_reordered_characters()
    return "".join(each.character.translate(_MIRRORED) if each.embedding_level % 2 else each.character for each in seen)


def _beside(text: str, place: int, step: int) -> str:
    """Return the next letter in a direction; the signs over and under letters don't part them."""
    place += step
    while 0 <= place < len(text) and unicodedata.category(text[place]) == "Mn":
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _takes_left(sign: str) -> bool:
    return sign == _LENGTHENER or ("initial", sign) in _forms()


def _takes_right(sign: str) -> bool:
    return sign == _LENGTHENER or ("final", sign) in _forms()


@lru_cache(maxsize=1)
def _forms() -> dict[tuple[str, str], str]:
    """Return the sign of each form (initial, medial, final, isolated) of a letter, and of lam with alef."""
    found = {}
    for code in (code for block in _FORMS for code in block):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        written = "".join(chr(int(letter, 16)) for letter in letters)
        if len(written) == 1 or (len(written) == 2 and written.startswith(_LAM)):
            found[kind.strip("<>"), written] = chr(code)
    return found

"""Reads how a person can be reached, where they were asked for it: more willing than where any digits could be anything.

All that an answer holds is kept, extensions and second numbers too: an advisor who calls without them reaches nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

_AROUND = r"\s@<>()\[\]{}\",;:|/=«»“”"
_EMAIL = re.compile(rf"[^{_AROUND}]+@[^{_AROUND}]+\.[^{_AROUND}.]{{2,}}")
_EXTENSION = re.compile(
    r"(?<=[0-9])[\s,;.–-]*\(?\s*(?:#|(?:extension|ext|poste?|local|loc|x|p)\.?)\s*(?:[:#]|n[o°]\.?|number|numéro)?\s*"
    r"(?!(?:1[.-])?(?:[0-9]{3}[\s./()–-]{0,3}){2}[0-9]{4}(?![0-9]))([0-9]{1,6})\b\)?",  # "local 613-555-0123" is a number of its own
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![0-9+])0(?:0|11)[\s.-]?(?=[1-9])")
_APART = re.compile(r"(?<![0-9])(?:\+?1[\s./()–-]{1,3})?\(?((?:[0-9][\s./()–-]{0,3}){9}[0-9])(?![0-9])")


def contact_reader(find: Callable[[str], Sequence[tuple[str, str]]]) -> Callable[[str], Mapping[str, str]]:
    """Return how ``phone`` and ``email`` are read; what isn't there is left out. Seven digits without an area code can't be called.

    ``find`` gives kinds and values of what is surely a telephone number.
    """

    def read(text: str) -> Mapping[str, str]:
        emails = [found.strip("'’.!?") for found in _EMAIL.findall(text)]
        rest = _ABROAD.sub("+", _EXTENSION.sub(r" x\1", _EMAIL.sub(" ", text)))
        phones = _phones(find(rest)) or _phones(find(_APART.sub(_together, rest)))
        found = {"phone": ", ".join(dict.fromkeys(phones)), "email": ", ".join(dict.fromkeys(emails))}
        return {kind: value for kind, value in found.items() if value}

    return read


def _phones(found: Sequence[tuple[str, str]]) -> list[str]:
    return [value for kind, value in found if kind == "phone" and value.startswith("+")]


def _together(match: re.Match[str]) -> str:
    digits = re.sub("[^0-9]", "", match[1])
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"

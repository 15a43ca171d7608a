"""Finds e-mail addresses, telephone numbers and Canadian postal codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.extract.characters import plain
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import ContactKind, ContactMention

EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-](?:[\w.+-]{0,62}[\w+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}(?![\w@])"
)
URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]{1,500}", re.IGNORECASE)
_NANP = re.compile(
    r"(?<![0-9A-Za-z$.,])(?<![0-9][ -])(?:\+?1[ .-]?)?(?:\(([2-9][0-9]{2})\)\ ?|([2-9][0-9]{2})[ .-]?)"
    r"([2-9][0-9]{2})[ .-]?([0-9]{4})"
    r"(?:\ ?(?:,\ ?)?(?:x|ext\.?|extension|poste|p\.)\ ?([0-9]{1,6}))?(?![0-9]|[.,][0-9]|\ ?\$)",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"(?<![0-9A-Za-z$.,/-])(?<![0-9]\ )([2-9][0-9]{2})-([0-9]{4})(?![0-9]|[.,-][0-9])")
_ABROAD = re.compile(r"(?<![0-9A-Za-z])\+(?!1[ .-]?[2-9])[1-9][0-9]{0,2}(?:[ .()-]{0,2}[0-9]){6,12}(?![0-9])")
_POSTAL = re.compile(
    r"(?<![0-9A-Za-z])([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z])[ -]?([0-9][ABCEGHJ-NPRSTV-Z][0-9])(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def find_contacts(text: str, *, taken: Sequence[Span] = ()) -> list[ContactMention]:
    """Return the e-mail addresses, telephone numbers and postal codes in ``text``, in order of place.

    >>> [(found.kind.value, found.value) for found in find_contacts("(613) 555-0123 ext. 4, k1a0b1")]
    [('phone', '+1 613-555-0123 x4'), ('postal_code', 'K1A 0B1')]
    """
    line = plain(text)
    found: list[ContactMention] = []
    spans = [*taken, *(match.span() for match in URL.finditer(line))]

    def add(match: re.Match[str], kind: ContactKind, value: str) -> None:
        if not overlaps(match.span(), spans):
            found.append(ContactMention(*match.span(), text[match.start() : match.end()], kind, value))
            spans.append(match.span())

    for match in EMAIL.finditer(line):
        add(match, ContactKind.EMAIL, match[0])
    for match in _NANP.finditer(line):
        extension = f" x{match[5]}" if match[5] else ""
        add(match, ContactKind.PHONE, f"+1 {match[1] or match[2]}-{match[3]}-{match[4]}{extension}")
    for match in _ABROAD.finditer(line):
        add(match, ContactKind.PHONE, "+" + re.sub(r"[^0-9]", "", match[0]))
    for match in _LOCAL.finditer(line):
        add(match, ContactKind.PHONE, f"{match[1]}-{match[2]}")
    for match in _POSTAL.finditer(line):
        add(match, ContactKind.POSTAL_CODE, f"{match[1]} {match[2]}".upper())
    return sorted(found, key=lambda contact: contact.start)

"""Finds numbers that name a business or a person, so that they can be checked, or masked before anything is stored.

A business number and a social insurance number have the same nine digits and the same check digit (Luhn); only words nearby tell
them apart. For masking it doesn't matter: both are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stdnum import luhn
from stdnum.ca import bn

from bot.nlu.extract.characters import plain
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import Identifier, IdentifierKind

_NINE = r"[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}"
_BN15 = re.compile(rf"(?<![0-9])({_NINE})[ -]?(R[CMPT])[ -]?([0-9]{{4}})(?![0-9])", re.IGNORECASE)
_CARD = re.compile(
    r"(?<![0-9])(?<![0-9][ -])(?:[0-9]{13,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{3})?|"
    r"[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})"
    r"(?![0-9]|[ -][0-9])"
)
_BN9 = re.compile(rf"(?<![0-9$.,])(?<![0-9][ .-])({_NINE})(?![0-9]|[ -][0-9]|[.,][0-9]|\ ?(?:\$|dollars?\b))(?:[ -]?(?:CM|RZ))?")
_RM = re.compile(r"(?<![A-Za-z])RM[ -]?([0-9]{4})(?![0-9])", re.IGNORECASE)
_SOCIAL = re.compile(r"\b(?:SIN|NAS|social\s+insurance|assurance\s+sociale)\b[^.!?]{0,30}$", re.IGNORECASE)
_BUSINESS = re.compile(r"\b(?:BN9?|NE9?|business\s+n(?:umber|o)|num[ée]ro\s+d'entreprise)\b[^.!?]{0,30}$", re.IGNORECASE)


def find_identifiers(text: str, *, taken: Sequence[Span] = ()) -> list[Identifier]:
    """Return the business numbers (9 and 15), RM numbers, social insurance numbers and payment cards in ``text``, in order.

    Nine digits with a wrong check digit are returned as not ``valid``; cards are only what passes theirs.

    >>> [(found.kind.value, found.value, found.valid) for found in find_identifiers("BN 123 456 782 RM 0001")]
    [('bn15', '123456782RM0001', True)]
    """
    line = plain(text)
    found: list[Identifier] = []
    spans = list(taken)

    def add(span: Span, kind: IdentifierKind, value: str, valid: bool) -> None:
        if not overlaps(span, spans):
            found.append(Identifier(*span, text[slice(*span)], kind, value, valid))
            spans.append(span)

    for match in _BN15.finditer(line):
        value = _digits(match[1]) + match[2].upper() + match[3]
        add(match.span(), IdentifierKind.BN15, value, bn.is_valid(value))
    for match in _CARD.finditer(line):
        value = _digits(match[0])
        if luhn.is_valid(value) and value.strip("0"):
            add(match.span(), IdentifierKind.CARD, value, True)
    for match in _BN9.finditer(line):
        value = _digits(match[1])
        before = line[: match.start()]
        social = _SOCIAL.search(before)
        business = _BUSINESS.search(before)
        if value.endswith("000") and not (social or business or bn.is_valid(value)):
            continue  # "100 000 000" is a sum
        is_social = social is not None and (business is None or social.start() > business.start())
        add(match.span(1), IdentifierKind.SIN if is_social else IdentifierKind.BN9, value, bn.is_valid(value))
    for match in _RM.finditer(line):
        add(match.span(), IdentifierKind.RM, f"RM{match[1]}", True)
    return sorted(found, key=lambda identifier: identifier.start)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)

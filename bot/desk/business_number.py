"""Reads a Business Number where one was asked for: more willing than where nine digits could be anything."""

from __future__ import annotations

import re

from bot.desk.rm_questions import Given
from bot.nlu.extract.identifiers import find_identifiers
from bot.nlu.extract.values import Identifier, IdentifierKind

_NINE_DIGITS = (IdentifierKind.BN9, IdentifierKind.BN15, IdentifierKind.SIN)
_BETWEEN = re.compile(r"[\s./–-]")


def business_number_in(text: str) -> Given | None:
    """Return the first nine digits with a fitting check digit, else the first nine digits; with the RM number that stands behind them.

    >>> business_number_in("it is 123 456 782 RM0001")
    Given(number='123456782', is_valid=True, rm='RM0001')
    """
    given = [_given(found) for found in find_identifiers(text) if found.kind in _NINE_DIGITS]
    if not given and re.fullmatch("[0-9]{9}", _BETWEEN.sub("", text)):  # elsewhere 123 456 000 would be a sum
        return Given(_BETWEEN.sub("", text), is_valid=False)
    return next((each for each in given if each.is_valid), given[0] if given else None)


def _given(found: Identifier) -> Given:
    number, account = found.value[:9], found.value[9:]
    return Given(number, found.valid, account if account.startswith("RM") else "")

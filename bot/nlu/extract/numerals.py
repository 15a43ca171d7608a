"""Reads one number written in digits: what do its commas, points and spaces mean?

A mark decides nothing by itself. ``1,234`` can only be thousands, for money has two decimals; ``1.234`` can be a slip or the
European thousand; ``1,23`` can be a decimal comma or a lost digit. Where more than one reading is left, all are returned and none
is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.money import CENT, LARGEST_MONTH
from bot.language import Language
from bot.nlu.extract.values import AmountProblem

ONE = Decimal(1)
MILLION = Decimal(1_000_000)

_INTEGER = re.compile(r"[0-9]+")
_SPACED = re.compile(r"([0-9]{1,3}(?:[ '][0-9]{3})+)(?:([.,])([0-9]+))?")
_ONE_MARK = re.compile(r"([0-9]+)([.,])([0-9]+)")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_THOUSANDS_AND_POINT = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)")
_POINTS_THEN_COMMA = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")


@dataclass(frozen=True)
class Numeral:
    """A number read: ``value`` when there is one reading, else ``readings`` and the problem."""

    value: Decimal | None
    readings: tuple[Decimal, ...] = ()
    problem: AmountProblem | None = None


def read_numeral(text: str, language: Language, *, money: bool = False, money_after: bool = False, scale: Decimal = ONE) -> Numeral | None:
    """Return the number in ``text`` (digits and their marks only, by ``characters.plain``) times ``scale``.

    ``money``: a dollar sign or a word for dollars stands by it; ``money_after``: behind it, as French has it. ``None`` when this
    is no number but a code (a leading zero).

    >>> read_numeral("38 400,50", Language.EN).value
    Decimal('38400.50')
    >>> read_numeral("1.234", Language.EN).readings
    (Decimal('1234.00'), Decimal('1.234'))
    >>> read_numeral("38,4", Language.FR, scale=Decimal(1000)).value
    Decimal('38400.00')
    """
    if len(text) > 1 and text[0] == "0" and text[1] not in ".,":
        return None
    numeral = _read(text, language, money, money_after, scale)
    if numeral.value is not None:
        return in_cents(numeral.value * scale)
    if numeral.readings:
        readings = tuple(dict.fromkeys(_to_cents(reading * scale) for reading in numeral.readings))
        return Numeral(None, readings, numeral.problem)
    return numeral


def in_cents(value: Decimal) -> Numeral:
    """Return ``value`` as money, or the problem that keeps it from being money."""
    if value > LARGEST_MONTH:
        return Numeral(None, (), AmountProblem.TOO_LARGE)
    exact = _to_cents(value)
    if exact.as_tuple().exponent != -2:
        return Numeral(None, (), AmountProblem.TOO_MANY_DECIMALS)
    return Numeral(exact)


def _to_cents(value: Decimal) -> Decimal:
    if value >= LARGEST_MONTH * 1000:
        return value
    in_whole_cents = value.quantize(CENT)
    return in_whole_cents if in_whole_cents == value else value.normalize()


def _read(text: str, language: Language, money: bool, money_after: bool, scale: Decimal) -> Numeral:
    if _INTEGER.fullmatch(text):
        return Numeral(Decimal(text))
    if match := _SPACED.fullmatch(text):
        return _spaced(match)
    if _THOUSANDS.fullmatch(text) and not (scale > ONE and text.count(",") == 1):
        return Numeral(Decimal(text.replace(",", "").replace(".", "")))
    if match := _ONE_MARK.fullmatch(text):
        return _one_mark(match[1], match[2], match[3], language, money, money_after, scale)
    if match := _THOUSANDS_AND_POINT.fullmatch(text):
        whole, decimals = match[1].replace(",", ""), match[2]
        if len(decimals) <= 2 or scale > ONE:
            return Numeral(Decimal(f"{whole}.{decimals}"))
    if match := _POINTS_THEN_COMMA.fullmatch(text):
        # "1.234,50" reads as European, "1.234,5" might lack a digit or have its marks swapped: nobody here writes so on purpose.
        return _ambiguous(Decimal(f"{match[1].replace('.', '')}.{match[2]}"), _joined(text))
    return _ambiguous(_joined(text), _last_mark_decimal(text))


def _spaced(match: re.Match[str]) -> Numeral:
    whole = re.sub(r"[ ']", "", match[1])
    if match[3] is None:
        return Numeral(Decimal(whole))
    decimals = Decimal(f"{whole}.{match[3]}")
    if len(match[3]) == 3:
        return _ambiguous(Decimal(whole + match[3]), decimals)
    return Numeral(decimals)


def _one_mark(whole: str, mark: str, rest: str, language: Language, money: bool, money_after: bool, scale: Decimal) -> Numeral:
    decimals = Decimal(f"{whole}.{rest}")
    if len(rest) == 3 and len(whole) <= 3 and whole != "0":
        # "1.234 million" in English and "1,234 million" in French are decimals; below a million nobody writes three.
        own_decimal = "." if language is Language.EN else ","
        if scale >= MILLION and mark == own_decimal:
            return Numeral(decimals)
        return _ambiguous(Decimal(whole + rest), decimals)
    if mark == "." or scale > ONE or len(rest) > 3 or len(whole) > 3 or whole == "0":
        return Numeral(decimals)
    # A comma and one or two digits: French decimals where French decides it, by the sign behind or by three digits before.
    if len(rest) <= 2 and (money_after or (language is Language.FR and (money or len(whole) == 3))):
        return Numeral(decimals)
    return _ambiguous(decimals, Decimal(whole + rest))


def _ambiguous(*readings: Decimal | None) -> Numeral:
    return Numeral(None, tuple(dict.fromkeys(reading for reading in readings if reading is not None)), AmountProblem.AMBIGUOUS)


def _joined(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9]", "", text))


def _last_mark_decimal(text: str) -> Decimal | None:
    match = re.fullmatch(r"(.*)[.,]([0-9]{1,2})", text)
    return Decimal(f"{_joined(match[1])}.{match[2]}") if match else None

"""What a sum of money is here: an exact ``Decimal`` of dollars, to the cent.

Knows no rule and no rate. Parsing what people type is ``bot.nlu.extract``'s work, writing it out is ``bot.formatting``'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from bot.errors import AmountFault, InvalidAmount

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

LARGEST_MONTH = Decimal("10000000000")
"""A monthly total above ten billion dollars is a slip of the keyboard: refused, not calculated with. Not a rule of CBSA's."""

# Our own context: results must not depend on a precision some other library set for the thread.
_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)


def monthly_total(amount: Decimal, *, position: int | None = None, month: int | None = None, year: int | None = None) -> Decimal:
    """Return ``amount`` written to the cent, when it can be what a business owed in a month.

    ``position`` (from 1), ``month`` and ``year`` only serve to name the entry in the error.

    Raises ``InvalidAmount``: not a Decimal, NaN, infinite, negative, more than two decimals, or above ``LARGEST_MONTH``.

    >>> monthly_total(Decimal("8200"))
    Decimal('8200.00')
    >>> monthly_total(Decimal("-5"), position=3)
    Traceback (most recent call last):
    bot.errors.InvalidAmount: invalid_amount: value=-5, reason=negative, position=3
    """
    fault = _fault(amount)
    if fault is not None:
        raise InvalidAmount(value=amount, reason=fault, position=position, month=month, year=year)
    return amount.quantize(CENT, context=_EXACT).copy_abs()  # Decimal keeps a "-0", which would print as "-$0.00"


def share_of(amount: Decimal, share: Decimal) -> Decimal:
    """Return ``share`` (a fraction: 0.5 is half) of ``amount``, exact: it may hold part of a cent.

    >>> share_of(Decimal("100.01"), Decimal("0.5"))
    Decimal('50.005')
    """
    return _EXACT.multiply(amount, share)


def whole_for(part: Decimal, share: Decimal) -> Decimal:
    """Return the sum whose ``share`` is ``part``, to the cent.

    >>> whole_for(Decimal("5000"), Decimal("0.5"))
    Decimal('10000.00')
    """
    return to_cent(_EXACT.divide(part, share))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum; 0.00 for none.

    >>> total([Decimal("0.10"), Decimal("0.20")])
    Decimal('0.30')
    """
    summed = ZERO
    for amount in amounts:
        summed = _EXACT.add(summed, amount)
    return summed


def to_cent(exact: Decimal) -> Decimal:
    """Return ``exact`` to the cent, half a cent going up.

    No rule on rounding was found, so nothing is rounded beyond the cent. Half a cent can't be paid, and only the cent above
    covers what is required: security that is short by half a cent is short.

    >>> to_cent(Decimal("50.005"))
    Decimal('50.01')
    """
    return exact.quantize(CENT, context=_EXACT)


def _fault(amount: object) -> AmountFault | None:
    if not isinstance(amount, Decimal):
        return AmountFault.NOT_DECIMAL
    if amount.is_nan():
        return AmountFault.NOT_A_NUMBER
    if amount.is_infinite():
        return AmountFault.INFINITE
    if amount < 0:
        return AmountFault.NEGATIVE
    if amount > LARGEST_MONTH:
        return AmountFault.TOO_LARGE
    exponent = amount.as_tuple().exponent
    # Even 1.500 is refused: three decimals are how "1.500" (fifteen hundred) looks once a parser has guessed wrong.
    return AmountFault.TOO_MANY_DECIMALS if isinstance(exponent, int) and exponent < -2 else None

"""A year of monthly totals owed to CBSA, checked, and its highest month.

A total is what the business owed in a month: duties, taxes including GST, and fees. Not what its customers owe it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.money import monthly_total
from bot.errors import InvalidMonths, MonthsFault

MONTHS_IN_A_YEAR = 12

# A review's window starts within a month, so a year of history can touch thirteen calendar months.
_CALENDAR_MONTHS_TOUCHED = MONTHS_IN_A_YEAR + 1


@dataclass(frozen=True)
class MonthTotal:
    """What a business owed CBSA in one month, in dollars. ``month`` (1-12) and ``year`` as far as the person gave them."""

    amount: Decimal
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class HighestMonth:
    """The highest total and where it stood: ``position`` counts from 1, and is ``None`` when only the figure was given.

    ``tied`` holds the positions of later months with the same total.
    """

    amount: Decimal
    position: int | None = None
    month: int | None = None
    year: int | None = None
    tied: tuple[int, ...] = ()


def highest_month(months: Sequence[MonthTotal]) -> HighestMonth:
    """Return the highest month; of equals the earliest, by calendar where every entry has its month and year, else as listed.

    Raises ``InvalidAmount`` for a total that can't be one, and ``InvalidMonths`` for none at all, more than twelve, a month given
    twice (a month without a year clashes with the same month of any year), or dates more than a year apart.

    >>> highest_month([MonthTotal(Decimal("4200"), 1), MonthTotal(Decimal("9100.5"), 2), MonthTotal(Decimal("9100.50"), 3)])
    HighestMonth(amount=Decimal('9100.50'), position=2, month=2, year=None, tied=(3,))
    """
    amounts = _checked(months)
    order = list(range(len(months)))
    if all(month.month and month.year for month in months):
        order.sort(key=lambda place: (months[place].year, months[place].month))
    highest = max(amounts)
    places = [place for place in order if amounts[place] == highest]
    first = months[places[0]]
    return HighestMonth(highest, places[0] + 1, first.month, first.year, tuple(place + 1 for place in places[1:]))


def _checked(months: Sequence[MonthTotal]) -> list[Decimal]:
    if not months:
        raise InvalidMonths(reason=MonthsFault.NONE_GIVEN)
    if len(months) > MONTHS_IN_A_YEAR:
        raise InvalidMonths(reason=MonthsFault.TOO_MANY, position=MONTHS_IN_A_YEAR + 1, given=len(months))
    amounts = []
    for position, entry in enumerate(months, start=1):
        _check_calendar(entry, position)
        amounts.append(monthly_total(entry.amount, position=position, month=entry.month, year=entry.year))
        for other, earlier in enumerate(months[: position - 1], start=1):
            if _same_month(entry, earlier):
                raise InvalidMonths(reason=MonthsFault.DUPLICATE, position=position, other=other, month=entry.month, year=entry.year)
    _check_span(months)
    return amounts


def _check_calendar(entry: MonthTotal, position: int) -> None:
    if entry.month is not None and not 1 <= entry.month <= MONTHS_IN_A_YEAR:
        raise InvalidMonths(reason=MonthsFault.UNKNOWN_MONTH, position=position, month=entry.month)
    if entry.year is not None and not 1900 <= entry.year <= 9999:
        raise InvalidMonths(reason=MonthsFault.UNKNOWN_YEAR, position=position, year=entry.year)


def _same_month(one: MonthTotal, other: MonthTotal) -> bool:
    if one.month is None or one.month != other.month:
        return False
    return one.year == other.year or one.year is None or other.year is None


def _check_span(months: Sequence[MonthTotal]) -> None:
    dated = [(entry.year * 12 + entry.month, position) for position, entry in enumerate(months, 1) if entry.year and entry.month]
    if dated and max(dated)[0] - min(dated)[0] >= _CALENDAR_MONTHS_TOUCHED:
        raise InvalidMonths(reason=MonthsFault.SPAN_TOO_LONG, position=min(dated)[1], other=max(dated)[1])

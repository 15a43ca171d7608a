"""How numbers, money and dates are written for people in English and in Canadian French.

Money follows the Translation Bureau's usage: ``$1,234.50`` and ``1 234,50 $`` (no-break spaces), cents only where there are any.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.language import Language

NBSP = "\u00a0"

_MONTHS = {
    Language.EN: ("January February March April May June July August September October November December".split()),
    Language.FR: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_SHORT_MONTHS = {
    Language.EN: "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(),
    Language.FR: "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split(),
}
_MILLION = Decimal(1_000_000)


def number(value: Decimal | int, language: Language) -> str:
    """Write a number with its thousands grouped and its decimals as they are.

    >>> number(Decimal("1234567.5"), Language.EN)
    '1,234,567.5'
    """
    text = f"{Decimal(value):,f}"
    if language is Language.EN:
        return text
    return text.replace(",", NBSP).replace(".", ",")


def money(amount: Decimal, language: Language, *, cents: bool | None = None) -> str:
    """Write an amount of Canadian dollars; ``cents`` forces them shown or hidden, by default they show when not zero.

    >>> money(Decimal("38400.00"), Language.EN)
    '$38,400'
    >>> money(Decimal("38400.5"), Language.FR).replace(NBSP, " ")
    '38 400,50 $'

    Raises ``ValueError`` when ``cents=False`` would hide cents that are there.
    """
    exact = amount.quantize(Decimal("0.01"))
    whole = exact == exact.to_integral_value()
    if cents is False and not whole:
        raise ValueError("hiding the cents would change the amount")
    shown = exact if cents or not whole else exact.to_integral_value()
    sign = "-" if shown < 0 else ""
    if language is Language.EN:
        return f"{sign}${number(abs(shown), language)}"
    return f"{sign}{number(abs(shown), language)}{NBSP}$"


def rounded_money(amount: Decimal, language: Language) -> str:
    """Write a figure of a rule: whole millions in words, anything else as ``money`` does.

    >>> rounded_money(Decimal("10000000"), Language.EN)
    '$10 million'
    """
    millions, rest = divmod(amount, _MILLION)
    if rest or not millions:
        return money(amount, language)
    if language is Language.EN:
        return f"${millions:f} million"
    noun = "million" if millions < 2 else "millions"
    return f"{millions:f}{NBSP}{noun} de{NBSP}dollars"


def percent(value: Decimal, language: Language) -> str:
    """Write a percentage: ``50%``, in French ``50 %`` with a no-break space."""
    sign = "%" if language is Language.EN else f"{NBSP}%"
    return number(value, language) + sign


def full_date(day: date, language: Language) -> str:
    """Write a date in full: ``May 20, 2025``, ``20 mai 2025``, ``1er mai 2025``."""
    month = _MONTHS[language][day.month - 1]
    if language is Language.EN:
        return f"{month} {day.day}, {day.year}"
    return f"{_french_day(day.day)}{NBSP}{month} {day.year}"


def month_day(month: int, day: int, language: Language) -> str:
    """Write a day that comes back every year: ``October 15``, ``15 octobre``."""
    name = _MONTHS[language][month - 1]
    return f"{name}{NBSP}{day}" if language is Language.EN else f"{_french_day(day)}{NBSP}{name}"


def month_name(month: int, language: Language, *, short: bool = False) -> str:
    """Write the name of month 1 to 12: ``March`` or ``mars``; ``short`` abbreviates it as each language does."""
    return (_SHORT_MONTHS if short else _MONTHS)[language][month - 1]


def month_year(year: int, month: int, language: Language) -> str:
    """Write a month of a year: ``June 2025``, ``juin 2025``."""
    return f"{_MONTHS[language][month - 1]}{NBSP}{year}"


def age(since: date, today: date, language: Language) -> str:
    """Write how long ago a day was, in whole years and months, or days within a month.

    >>> age(date(2025, 6, 16), date(2026, 11, 23), Language.EN).replace(NBSP, " ")
    '1 year and 5 months ago'
    """
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < 1:
        days = max((today - since).days, 0)
        if days == 0:
            return "today" if language is Language.EN else "aujourd’hui"
        parts = [_count(days, "day", "jour", language)]
    else:
        years, rest = divmod(months, 12)
        parts = [_count(years, "year", "an", language)] if years else []
        if rest:
            parts.append(_count(rest, "month", "mois", language))
    joined = (" and " if language is Language.EN else " et ").join(parts)
    return f"{joined} ago" if language is Language.EN else f"il y a {joined}"


def _count(count: int, english: str, french: str, language: Language) -> str:
    noun = english if language is Language.EN else french
    plural = count > 1 and not noun.endswith("s")
    return f"{count}{NBSP}{noun}{'s' if plural else ''}"


def _french_day(day: int) -> str:
    return "1er" if day == 1 else str(day)

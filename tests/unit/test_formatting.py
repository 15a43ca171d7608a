"""How numbers, money and dates are written in both languages."""

import doctest
from datetime import date
from decimal import Decimal

import pytest

from bot import formatting
from bot.language import Language

EN, FR = Language.EN, Language.FR


def spaced(text: str) -> str:
    return text.replace(formatting.NBSP, " ")


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(formatting).failed == 0


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("0", "$0", "0 $"),
        ("38400", "$38,400", "38 400 $"),
        ("38400.5", "$38,400.50", "38 400,50 $"),
        ("1234567.89", "$1,234,567.89", "1 234 567,89 $"),
        ("-12.5", "-$12.50", "-12,50 $"),
    ],
)
def test_money(amount, english, french):
    assert formatting.money(Decimal(amount), EN) == english
    assert spaced(formatting.money(Decimal(amount), FR)) == french


def test_cents_can_be_forced_and_are_never_hidden_when_there():
    assert formatting.money(Decimal("5000"), EN, cents=True) == "$5,000.00"
    with pytest.raises(ValueError, match="hiding"):
        formatting.money(Decimal("0.50"), EN, cents=False)


def test_whole_millions_are_words():
    assert spaced(formatting.rounded_money(Decimal("10000000"), FR)) == "10 millions de dollars"
    assert spaced(formatting.rounded_money(Decimal("1000000"), FR)) == "1 million de dollars"
    assert formatting.rounded_money(Decimal("1500000"), EN) == "$1,500,000"


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2025, 5, 20), "May 20, 2025", "20 mai 2025"),
        (date(2026, 8, 1), "August 1, 2026", "1er août 2026"),
    ],
)
def test_dates(day, english, french):
    assert formatting.full_date(day, EN) == english
    assert spaced(formatting.full_date(day, FR)) == french


def test_recurring_days_and_percentages():
    assert spaced(formatting.month_day(10, 15, EN)) == "October 15"
    assert spaced(formatting.month_day(10, 1, FR)) == "1er octobre"
    assert formatting.percent(Decimal("50"), EN) == "50%"
    assert spaced(formatting.percent(Decimal("50"), FR)) == "50 %"


@pytest.mark.parametrize(
    ("since", "english", "french"),
    [
        (date(2026, 11, 23), "today", "aujourd’hui"),
        (date(2026, 11, 22), "1 day ago", "il y a 1 jour"),
        (date(2026, 11, 3), "20 days ago", "il y a 20 jours"),
        (date(2026, 2, 10), "9 months ago", "il y a 9 mois"),
        (date(2024, 11, 23), "2 years ago", "il y a 2 ans"),
        (date(2025, 6, 16), "1 year and 5 months ago", "il y a 1 an et 5 mois"),
    ],
)
def test_ages(since, english, french):
    assert spaced(formatting.age(since, date(2026, 11, 23), EN)) == english
    assert spaced(formatting.age(since, date(2026, 11, 23), FR)) == french

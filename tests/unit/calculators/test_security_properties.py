from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.calculators import (
    LARGEST_MONTH,
    MonthTotal,
    RmAccount,
    crossing_month,
    reviews_on,
    security_for_business,
    security_from_months,
    security_required,
)
from bot.content.rates import security_rule_book

BOOK = security_rule_book()
RULES = BOOK.on(date(2026, 11, 23))
CENT = Decimal("0.01")

amounts = st.integers(0, int(LARGEST_MONTH) * 100).map(lambda cents: Decimal(cents).scaleb(-2))
payable = amounts.filter(bool)
months = st.lists(amounts, min_size=1, max_size=12)
days = st.dates(date(2025, 5, 20), date(2200, 1, 1))


@given(payable)
def test_an_agreement_is_never_below_the_minimum_nor_either_above_the_maximum(highest: Decimal) -> None:
    options = security_required(highest, RULES)
    assert options.agreement is not None
    assert Decimal(5000) <= options.agreement <= Decimal(10_000_000)
    assert options.cash <= Decimal(10_000_000)


@given(payable, payable)
def test_a_higher_month_never_needs_less(one: Decimal, other: Decimal) -> None:
    low, high = (security_required(amount, RULES) for amount in sorted((one, other)))
    assert low.agreement is not None
    assert high.agreement is not None
    assert low.cash <= high.cash
    assert low.agreement <= high.agreement


@given(months, st.randoms())
def test_the_order_of_the_months_doesn_t_change_the_amounts(given_months: list[Decimal], random: object) -> None:
    entries = [MonthTotal(amount) for amount in given_months]
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = security_from_months(entries, RULES), security_from_months(shuffled, RULES)
    assert (one.cash, one.agreement, one.highest.amount) == (other.cash, other.agreement, other.highest.amount)
    assert one.highest.amount == max(given_months)


@given(payable)
def test_amounts_are_whole_cents_and_half_is_never_short(highest: Decimal) -> None:
    options = security_required(highest, RULES)
    assert options.agreement is not None
    assert options.cash.as_tuple().exponent == options.agreement.as_tuple().exponent == -2
    if highest < Decimal(20_000_000):
        assert options.agreement * 2 >= highest
        assert options.agreement == Decimal(5000) or options.agreement * 2 - highest < 2 * CENT


@given(payable)
def test_cash_ties_up_less_below_the_crossing_only(highest: Decimal) -> None:
    crossing = crossing_month(RULES)
    options = security_required(highest, RULES)
    assert crossing is not None
    assert options.agreement is not None
    assert (options.cash < options.agreement) is (highest < crossing)


@given(st.lists(amounts, min_size=1, max_size=5))
def test_the_total_is_the_sum_of_the_accounts(highest: list[Decimal]) -> None:
    accounts = [RmAccount(f"RM{place:04}", highest_month=amount) for place, amount in enumerate(highest, start=1)]
    business = security_for_business(accounts, BOOK, date(2026, 11, 23))
    assert business.cash_total == sum(account.options.cash for account in business.accounts)
    assert (business.agreement_total or 0) == sum(account.options.agreement or 0 for account in business.accounts)


@given(days)
def test_every_covered_day_has_its_reviews(day: date) -> None:
    dates = reviews_on(day, BOOK)
    assert dates.closed.end < dates.running.start <= day <= dates.running.end
    assert day <= dates.next_due.due
    assert (dates.next_due.due - day).days <= 366

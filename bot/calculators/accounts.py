"""Security of a whole business: each RM account on its own, then in total, with the review dates of the day.

The minimum and the maximum hold per RM account (BN15), so a total can't be worked out from totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.calculators.history import MonthTotal
from bot.calculators.money import total
from bot.calculators.results import Outcome, SecurityOptions, Step, StepKind
from bot.calculators.reviews import ReviewDates, reviews_on
from bot.calculators.rules import RuleBook, SecurityRules
from bot.calculators.security import security_from_months, security_required
from bot.errors import AccountsFault, BotError, InvalidAccounts


@dataclass(frozen=True)
class RmAccount:
    """One RM account of a business (RM0001): its monthly totals, or just the highest of them. One of the two, not both."""

    number: str
    months: tuple[MonthTotal, ...] = ()
    highest_month: Decimal | None = None
    estimate: bool = False


@dataclass(frozen=True)
class AccountSecurity:
    """One account's result."""

    number: str
    options: SecurityOptions


@dataclass(frozen=True)
class BusinessSecurity:
    """Every account's result, in the order given, and the totals.

    ``agreement_total`` leaves out accounts with nothing payable; it is ``None`` when that is all of them.
    """

    accounts: tuple[AccountSecurity, ...]
    cash_total: Decimal
    agreement_total: Decimal | None
    outcome: Outcome
    rules: SecurityRules = field(repr=False)
    reviews: ReviewDates
    steps: tuple[Step, ...]

    @property
    def estimate(self) -> bool:
        return any(account.options.estimate for account in self.accounts)

    def as_variables(self) -> dict[str, str | int | bool | None]:
        """Return what a phrase may need, safe for JSON; one account's own variables are ``options.as_variables()``."""
        review = self.reviews.next_due
        return {
            "accounts": len(self.accounts),
            "outcome": self.outcome.value,
            "estimate": self.estimate,
            "cash_total": str(self.cash_total),
            "agreement_total": None if self.agreement_total is None else str(self.agreement_total),
            "window_start": review.start.isoformat(),
            "window_end": review.end.isoformat(),
            "window_closed": review.closed_on(self.reviews.day),
            "due": review.due.isoformat(),
        }


def security_for_business(accounts: Sequence[RmAccount], book: RuleBook, day: date) -> BusinessSecurity:
    """Return each account's two ways, their totals and the review dates, by the rules in force on ``day``.

    Raises ``NoRulesInForce``; ``InvalidAccounts`` for no account, one without a number, or one given twice; ``InvalidAmount`` or
    ``InvalidMonths``, whose details then also name the account.

    >>> business = [RmAccount("RM0001", highest_month=Decimal("8000")), RmAccount("RM0002", highest_month=Decimal("38400"))]
    >>> security = security_for_business(business, BOOK, date(2026, 11, 23))
    >>> security.cash_total, security.agreement_total, str(security.reviews.next_due.due)
    (Decimal('46400.00'), Decimal('24200.00'), '2027-01-15')
    """
    rules = book.on(day)
    _check(accounts)
    results = tuple(AccountSecurity(account.number, _options(account, rules)) for account in accounts)
    cash = [result.options.cash for result in results]
    agreements = [result.options.agreement for result in results if result.options.agreement is not None]
    cash_total = total(cash)
    agreement_total = total(agreements) if agreements else None
    return BusinessSecurity(
        accounts=results,
        cash_total=cash_total,
        agreement_total=agreement_total,
        outcome=Outcome.REQUIRED if agreements else Outcome.NOTHING_PAYABLE,
        rules=rules,
        reviews=reviews_on(day, book),
        steps=(
            Step(StepKind.CASH_TOTAL, {"accounts": len(cash), "amount": cash_total}),
            Step(StepKind.AGREEMENT_TOTAL, {"accounts": len(agreements), "amount": agreement_total}),
        ),
    )


def _check(accounts: Sequence[RmAccount]) -> None:
    if not accounts:
        raise InvalidAccounts(reason=AccountsFault.NONE_GIVEN)
    seen: set[str] = set()
    for account in accounts:
        number = account.number.strip().upper()
        if not number:
            raise InvalidAccounts(reason=AccountsFault.UNNAMED)
        if number in seen:
            raise InvalidAccounts(reason=AccountsFault.DUPLICATE, account=account.number)
        seen.add(number)


def _options(account: RmAccount, rules: SecurityRules) -> SecurityOptions:
    if bool(account.months) == (account.highest_month is not None):
        raise InvalidAccounts(reason=AccountsFault.MONTHS_OR_HIGHEST, account=account.number)
    try:
        if account.highest_month is not None:
            return security_required(account.highest_month, rules, estimate=account.estimate)
        return security_from_months(account.months, rules, estimate=account.estimate)
    except BotError as error:
        error.within(account=account.number)
        raise

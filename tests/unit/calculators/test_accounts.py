from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from bot.calculators import MonthTotal, Outcome, RmAccount, RuleBook, security_for_business
from bot.errors import AccountsFault, AmountFault, InvalidAccounts, InvalidAmount, NoRulesInForce

TODAY = date(2026, 11, 23)


def test_each_account_has_its_own_minimum_and_maximum_and_the_totals_add_up(book: RuleBook) -> None:
    business = security_for_business(
        [
            RmAccount("RM0001", highest_month=Decimal("8000")),
            RmAccount("RM0002", months=(MonthTotal(Decimal("38400")), MonthTotal(Decimal("100")))),
            RmAccount("RM0003", highest_month=Decimal("30000000")),
        ],
        book,
        TODAY,
    )
    agreements = [account.options.agreement for account in business.accounts]
    assert agreements == [Decimal("5000.00"), Decimal("19200.00"), Decimal("10000000.00")]
    assert business.cash_total == Decimal("10046400.00")
    assert business.agreement_total == Decimal("10024200.00")
    assert business.estimate  # RM0002 has two months
    assert business.reviews.next_due.due == date(2027, 1, 15)


def test_an_account_with_nothing_payable_adds_no_minimum(book: RuleBook) -> None:
    accounts = [RmAccount("RM0001", highest_month=Decimal("0")), RmAccount("RM0002", highest_month=Decimal("9000"))]
    business = security_for_business(accounts, book, TODAY)
    assert (business.cash_total, business.agreement_total) == (Decimal("9000.00"), Decimal("5000.00"))
    assert business.outcome is Outcome.REQUIRED


def test_a_business_with_nothing_payable_at_all_needs_no_amount(book: RuleBook) -> None:
    business = security_for_business([RmAccount("RM0001", highest_month=Decimal("0"))], book, TODAY)
    assert (business.outcome, business.agreement_total, business.estimate) == (Outcome.NOTHING_PAYABLE, None, False)
    assert business.as_variables()["agreement_total"] is None


def test_a_new_importer_s_guess_marks_the_whole_as_an_estimate(book: RuleBook) -> None:
    account = RmAccount("RM0001", highest_month=Decimal("4000"), estimate=True)
    assert security_for_business([account], book, TODAY).estimate


def test_the_variables_of_a_phrase_survive_json(book: RuleBook) -> None:
    business = security_for_business([RmAccount("RM0001", highest_month=Decimal("38400"))], book, date(2025, 6, 30))
    variables = json.loads(json.dumps(business.as_variables()))
    assert variables == {
        "accounts": 1,
        "outcome": "required",
        "estimate": False,
        "cash_total": "38400.00",
        "agreement_total": "19200.00",
        "window_start": "2024-07-25",
        "window_end": "2025-07-24",
        "window_closed": False,
        "due": "2025-10-15",
    }


@pytest.mark.parametrize(
    ("accounts", "reason"),
    [
        pytest.param([], AccountsFault.NONE_GIVEN, id="none"),
        pytest.param([RmAccount(" ", highest_month=Decimal(1))], AccountsFault.UNNAMED, id="no number"),
        pytest.param(
            [RmAccount("RM0001", highest_month=Decimal(1)), RmAccount("rm0001 ", highest_month=Decimal(2))],
            AccountsFault.DUPLICATE,
            id="given twice",
        ),
        pytest.param([RmAccount("RM0001")], AccountsFault.MONTHS_OR_HIGHEST, id="neither months nor highest"),
        pytest.param(
            [RmAccount("RM0001", months=(MonthTotal(Decimal(1)),), highest_month=Decimal(1))],
            AccountsFault.MONTHS_OR_HIGHEST,
            id="both months and highest",
        ),
    ],
)
def test_accounts_that_can_t_be_told_apart_or_read_are_refused(accounts: list[RmAccount], reason: AccountsFault, book: RuleBook) -> None:
    with pytest.raises(InvalidAccounts) as raised:
        security_for_business(accounts, book, TODAY)
    assert raised.value.reason is reason


def test_a_bad_total_names_its_account_and_entry(book: RuleBook) -> None:
    accounts = [
        RmAccount("RM0001", highest_month=Decimal("1")),
        RmAccount("RM0002", months=(MonthTotal(Decimal("1")), MonthTotal(Decimal("NaN")))),
    ]
    with pytest.raises(InvalidAmount) as raised:
        security_for_business(accounts, book, TODAY)
    assert raised.value.reason is AmountFault.NOT_A_NUMBER
    assert (raised.value.details["account"], raised.value.details["position"]) == ("RM0002", 2)


def test_a_day_without_rules_gives_no_amount(book: RuleBook) -> None:
    with pytest.raises(NoRulesInForce):
        security_for_business([RmAccount("RM0001", highest_month=Decimal("1"))], book, date(2024, 10, 21))

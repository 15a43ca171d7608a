from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.calculators import (
    Basis,
    Evidence,
    Form,
    MonthTotal,
    Outcome,
    SecurityRules,
    Sourced,
    StepKind,
    crossing_month,
    security_from_months,
    security_required,
)
from bot.errors import AmountFault, InvalidAmount

EXAMPLES = yaml.safe_load((Path(__file__).parent / "examples" / "security.yml").read_text(encoding="utf-8"))


def rules_with(rules: SecurityRules, **values: str) -> SecurityRules:
    fields: dict[str, Any] = {
        name: Sourced(Decimal(value), getattr(rules, name).source, getattr(rules, name).in_force) for name, value in values.items()
    }
    return replace(rules, **fields)


@pytest.mark.parametrize("rule_set", ["older", "newer"])
@pytest.mark.parametrize("example", [pytest.param(example, id=example["name"]) for example in EXAMPLES])
def test_both_ways_are_as_worked_by_hand(example: dict[str, Any], rule_set: str, request: pytest.FixtureRequest) -> None:
    options = security_required(Decimal(example["highest"]), request.getfixturevalue(rule_set))

    assert (str(options.cash), str(options.agreement)) == (example["cash"], example["agreement"])
    assert options.minimum_applied is example["minimum"]
    assert options.cash_maximum_applied is example.get("cash_maximum", False)
    assert options.agreement_maximum_applied is example.get("maximum", False)
    assert options.less_tied_up == (Form(example["less"]) if "less" in example else None)
    assert options.outcome is Outcome.REQUIRED


def test_a_stated_highest_month_is_no_estimate_unless_said(newer: SecurityRules) -> None:
    stated = security_required(Decimal("38400"), newer)
    guessed = security_required(Decimal("38400"), newer, estimate=True)
    assert (stated.basis, stated.estimate) == (Basis.STATED_HIGHEST, False)
    assert (guessed.basis, guessed.estimate) == (Basis.OWN_ESTIMATE, True)


@pytest.mark.parametrize(
    ("count", "basis", "estimate"),
    [
        pytest.param(1, Basis.FEWER_MONTHS, True, id="one month"),
        pytest.param(11, Basis.FEWER_MONTHS, True, id="eleven months"),
        pytest.param(12, Basis.TWELVE_MONTHS, False, id="a whole year"),
    ],
)
def test_fewer_than_twelve_months_make_an_estimate(count: int, basis: Basis, estimate: bool, newer: SecurityRules) -> None:
    options = security_from_months([MonthTotal(Decimal("100"))] * count, newer)
    assert (options.basis, options.estimate, options.months_given) == (basis, estimate, count)
    assert any(step.kind is StepKind.ESTIMATE for step in options.steps) is estimate


def test_twelve_guessed_months_are_an_estimate(newer: SecurityRules) -> None:
    options = security_from_months([MonthTotal(Decimal("100"))] * 12, newer, estimate=True)
    assert options.basis is Basis.OWN_ESTIMATE


def test_a_year_of_months_is_secured_by_its_highest(newer: SecurityRules) -> None:
    year = [
        MonthTotal(Decimal(amount), month)
        for month, amount in enumerate(
            ["4200", "3100.50", "0", "12000", "38400", "950", "800", "7000.25", "38399.99", "100", "0", "60"], start=1
        )
    ]
    options = security_from_months(year, newer)
    assert (options.highest.month, options.highest.position) == (5, 5)
    assert (options.cash, options.agreement) == (Decimal("38400.00"), Decimal("19200.00"))


@pytest.mark.parametrize("zero", ["0", "0.00", "-0.00"])
def test_with_nothing_payable_no_minimum_is_quoted_but_enrolment_still_is(zero: str, newer: SecurityRules) -> None:
    options = security_required(Decimal(zero), newer)
    assert options.outcome is Outcome.NOTHING_PAYABLE
    assert (str(options.cash), options.agreement, options.minimum_applied) == ("0.00", None, False)
    assert options.less_tied_up is None
    kinds = [step.kind for step in options.steps]
    assert kinds == [StepKind.HIGHEST_MONTH, StepKind.NOTHING_PAYABLE, StepKind.ENROLMENT_STILL_NEEDED]


def test_the_working_leads_from_the_month_to_both_amounts(newer: SecurityRules) -> None:
    options = security_required(Decimal("38400.37"), newer)
    working = {step.kind: step for step in options.steps}

    assert working[StepKind.CASH_SHARE].values == {
        "base": Decimal("38400.37"),
        "share": Decimal(1),
        "amount": Decimal("38400.37"),
    }
    assert working[StepKind.AGREEMENT_SHARE].values["amount"] == Decimal("19200.185")
    assert working[StepKind.AGREEMENT_TO_CENT].values == {"exact": Decimal("19200.185"), "amount": Decimal("19200.19")}
    assert working[StepKind.AGREEMENT_MINIMUM].values == {
        "minimum": Decimal(5000),
        "applied": False,
        "amount": Decimal("19200.19"),
    }
    assert working[StepKind.AGREEMENT_MAXIMUM].values == {
        "maximum": Decimal(10_000_000),
        "applied": False,
        "amount": Decimal("19200.19"),
    }
    assert working[StepKind.CROSSING].values == {"month_total": Decimal("5000.00")}
    source = working[StepKind.AGREEMENT_MINIMUM].source
    assert source is not None
    assert source.page("en").url == "https://www.cfib-fcei.ca/en/tools-resources/carm"
    assert source.page("fr").url == "https://www.cfib-fcei.ca/fr/ressources/gcra"
    maximum = working[StepKind.CASH_MAXIMUM].source
    assert maximum is not None
    assert maximum.evidence is Evidence.LINK_SEEN


def test_an_exact_half_has_no_rounding_step(newer: SecurityRules) -> None:
    options = security_required(Decimal("38400.36"), newer)
    assert StepKind.AGREEMENT_TO_CENT not in {step.kind for step in options.steps}
    assert options.agreement == Decimal("19200.18")


@pytest.mark.parametrize(
    ("changed", "crossing"),
    [
        pytest.param({}, "5000.00", id="the shipped minimum"),
        pytest.param({"agreement_minimum": "25000"}, "25000.00", id="the minimum of older broker pages"),
        pytest.param({"cash_share": "0.8"}, "6250.00", id="cash at 80%: 80% of 6,250 is 5,000"),
        pytest.param({"agreement_minimum": "0"}, "0.00", id="no minimum: an agreement is never dearer"),
        pytest.param({"agreement_share": "1"}, None, id="the same share: an agreement is never cheaper"),
    ],
)
def test_the_crossing_follows_from_the_rules(changed: dict[str, str], crossing: str | None, newer: SecurityRules) -> None:
    rules = rules_with(newer, **changed)
    found = crossing_month(rules)
    assert (None if found is None else str(found)) == crossing
    has_step = any(step.kind is StepKind.CROSSING for step in security_required(Decimal("100"), rules).steps)
    assert has_step is (crossing is not None)


def test_a_changed_rule_changes_the_amount(newer: SecurityRules) -> None:
    rules = rules_with(newer, agreement_minimum="25000", maximum="30000")
    options = security_required(Decimal("38400"), rules)
    assert (options.cash, options.agreement) == (Decimal("30000.00"), Decimal("25000.00"))
    assert (options.minimum_applied, options.cash_maximum_applied) == (True, True)


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        pytest.param(Decimal("-0.01"), AmountFault.NEGATIVE, id="negative"),
        pytest.param(Decimal("NaN"), AmountFault.NOT_A_NUMBER, id="NaN"),
        pytest.param(Decimal("sNaN"), AmountFault.NOT_A_NUMBER, id="signalling NaN"),
        pytest.param(Decimal("Infinity"), AmountFault.INFINITE, id="infinite"),
        pytest.param(Decimal("-Infinity"), AmountFault.INFINITE, id="infinitely negative"),
        pytest.param(Decimal("1.234"), AmountFault.TOO_MANY_DECIMALS, id="three decimals"),
        pytest.param(Decimal("1.500"), AmountFault.TOO_MANY_DECIMALS, id="three decimals that may have been thousands"),
        pytest.param(Decimal("10000000000.01"), AmountFault.TOO_LARGE, id="above ten billion"),
        pytest.param(38400.0, AmountFault.NOT_DECIMAL, id="binary fraction"),
        pytest.param(38400, AmountFault.NOT_DECIMAL, id="integer"),
    ],
)
def test_a_wrong_amount_never_yields_security(amount: Any, fault: AmountFault, newer: SecurityRules) -> None:
    with pytest.raises(InvalidAmount) as raised:
        security_required(amount, newer)
    assert raised.value.reason is fault
    assert isinstance(raised.value, ValueError)


def test_another_library_s_precision_changes_nothing(newer: SecurityRules) -> None:
    with localcontext() as context:
        context.prec = 3
        options = security_required(Decimal("123456789.01"), newer)
        small = security_required(Decimal("38400.37"), newer)
    assert options.agreement == Decimal("10000000.00")
    assert small.agreement == Decimal("19200.19")


def test_the_variables_of_a_phrase_survive_json(newer: SecurityRules) -> None:
    variables = json.loads(json.dumps(security_required(Decimal("38400"), newer).as_variables()))
    assert (variables["cash"], variables["agreement"], variables["crossing"]) == ("38400.00", "19200.00", "5000.00")
    assert (variables["less_tied_up"], variables["outcome"]) == ("agreement", "required")

    nothing = security_required(Decimal("0"), rules_with(newer, agreement_share="1")).as_variables()
    assert (nothing["agreement"], nothing["crossing"], nothing["less_tied_up"]) == (None, None, None)

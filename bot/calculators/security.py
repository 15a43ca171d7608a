"""The financial security a business needs for Release Prior to Payment (RPP): both ways, with their working.

Pure arithmetic on figures that are passed in; nothing here knows that the minimum is $5,000. Each RM account stands on its own:
several of one business are ``bot.calculators.accounts``'s work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.calculators.history import MONTHS_IN_A_YEAR, HighestMonth, MonthTotal, highest_month
from bot.calculators.money import ZERO, monthly_total, share_of, to_cent, whole_for
from bot.calculators.results import Basis, Form, Outcome, SecurityOptions, Step, StepKind
from bot.calculators.rules import SecurityRules


def security_required(highest_month: Decimal, rules: SecurityRules, *, estimate: bool = False) -> SecurityOptions:
    """Return the two ways of securing release prior to payment, with their working.

    ``highest_month`` is the largest monthly total owed to CBSA in the review period, in dollars: duties, taxes including GST, and
    fees. ``estimate`` says that it is the person's own guess, for want of twelve months of history. Amounts are exact; half a
    cent goes up (see ``to_cent``).

    Raises ``InvalidAmount`` (a ``ValueError``) when ``highest_month`` can't be a monthly total.
    Source: CFIB, CARM page, "How much financial security do I need?" (June 2025); the maximum: see the rules' own source.

    >>> security_required(Decimal("38400"), RULES).cash
    Decimal('38400.00')
    >>> security_required(Decimal("38400"), RULES).agreement
    Decimal('19200.00')
    >>> security_required(Decimal("8200.00"), RULES).agreement
    Decimal('5000.00')
    """
    basis = Basis.OWN_ESTIMATE if estimate else Basis.STATED_HIGHEST
    return _options(HighestMonth(monthly_total(highest_month)), basis, None, rules)


def security_from_months(months: Sequence[MonthTotal], rules: SecurityRules, *, estimate: bool = False) -> SecurityOptions:
    """Return the two ways for a history of up to twelve monthly totals; fewer than twelve make it an estimate.

    ``estimate`` says that the totals are the person's own guess of a year to come.

    Raises ``InvalidAmount`` and ``InvalidMonths``, both naming the entry at fault.

    >>> options = security_from_months([MonthTotal(Decimal("4200"), 1), MonthTotal(Decimal("12600.01"), 2)], RULES)
    >>> options.agreement, options.highest.month, options.estimate
    (Decimal('6300.01'), 2, True)
    """
    highest = highest_month(months)
    basis = Basis.TWELVE_MONTHS if len(months) == MONTHS_IN_A_YEAR else Basis.FEWER_MONTHS
    return _options(highest, Basis.OWN_ESTIMATE if estimate else basis, len(months), rules)


def crossing_month(rules: SecurityRules) -> Decimal | None:
    """Return the monthly total at which both ways cost the same; below it cash ties up less money, above it an agreement does.

    Cash rises with the month from the first dollar, an agreement only once its share exceeds the minimum, so the two meet where
    cash reaches the minimum. ``None`` when an agreement's share is not below cash's: then no total makes it cost less.

    >>> crossing_month(RULES)
    Decimal('5000.00')
    """
    if rules.agreement_share.value >= rules.cash_share.value:
        return None
    return whole_for(rules.agreement_minimum.value, rules.cash_share.value)


def _options(highest: HighestMonth, basis: Basis, months_given: int | None, rules: SecurityRules) -> SecurityOptions:
    maximum = to_cent(rules.maximum.value)
    nothing = highest.amount == ZERO
    by_cash_share = to_cent(share_of(highest.amount, rules.cash_share.value))
    by_agreement_share = to_cent(share_of(highest.amount, rules.agreement_share.value))
    at_least = max(by_agreement_share, to_cent(rules.agreement_minimum.value))
    cash = min(by_cash_share, maximum)
    agreement = None if nothing else min(at_least, maximum)
    options = SecurityOptions(
        outcome=Outcome.NOTHING_PAYABLE if nothing else Outcome.REQUIRED,
        basis=basis,
        highest=highest,
        months_given=months_given,
        cash=cash,
        agreement=agreement,
        minimum_applied=not nothing and by_agreement_share < at_least,
        cash_maximum_applied=by_cash_share > maximum,
        agreement_maximum_applied=not nothing and at_least > maximum,
        crossing=crossing_month(rules),
        less_tied_up=_less_tied_up(cash, agreement),
        rules=rules,
        steps=(),
    )
    return replace(options, steps=tuple(_working(options)))


def _less_tied_up(cash: Decimal, agreement: Decimal | None) -> Form | None:
    if agreement is None or cash == agreement:
        return None
    return Form.CASH if cash < agreement else Form.AGREEMENT


def _working(options: SecurityOptions) -> Iterator[Step]:
    highest = options.highest
    yield Step(
        StepKind.HIGHEST_MONTH,
        {
            "amount": highest.amount,
            "position": highest.position,
            "month": highest.month,
            "year": highest.year,
            "tied": highest.tied,
            "months_given": options.months_given,
        },
    )
    if options.estimate:
        yield Step(StepKind.ESTIMATE, {"basis": options.basis.value, "months_given": options.months_given})
    if options.agreement is None:
        # The minimum belongs to an agreement one has to give; with nothing payable none is asked for, so none is quoted.
        yield Step(StepKind.NOTHING_PAYABLE, {"amount": options.cash})
        yield Step(StepKind.ENROLMENT_STILL_NEEDED, {})
        return
    yield from _cash_working(options)
    yield from _agreement_working(options, options.agreement)
    if options.crossing is not None:
        yield Step(StepKind.CROSSING, {"month_total": options.crossing}, options.rules.agreement_minimum.source)


def _cash_working(options: SecurityOptions) -> Iterator[Step]:
    rules = options.rules
    amount = to_cent(share_of(options.highest.amount, rules.cash_share.value))
    base = {"base": options.highest.amount, "share": rules.cash_share.value}
    yield Step(StepKind.CASH_SHARE, {**base, "amount": amount}, rules.cash_share.source)
    yield Step(StepKind.CASH_NO_MINIMUM, {}, rules.cash_share.source)
    yield Step(
        StepKind.CASH_MAXIMUM,
        {"maximum": rules.maximum.value, "applied": options.cash_maximum_applied, "amount": options.cash},
        rules.maximum.source,
    )


def _agreement_working(options: SecurityOptions, agreement: Decimal) -> Iterator[Step]:
    rules = options.rules
    exact = share_of(options.highest.amount, rules.agreement_share.value)
    amount = to_cent(exact)
    base = {"base": options.highest.amount, "share": rules.agreement_share.value}
    yield Step(StepKind.AGREEMENT_SHARE, {**base, "amount": amount if amount == exact else exact}, rules.agreement_share.source)
    if amount != exact:
        yield Step(StepKind.AGREEMENT_TO_CENT, {"exact": exact, "amount": amount})
    minimum = rules.agreement_minimum
    yield Step(
        StepKind.AGREEMENT_MINIMUM,
        {"minimum": minimum.value, "applied": options.minimum_applied, "amount": max(amount, to_cent(minimum.value))},
        minimum.source,
    )
    yield Step(
        StepKind.AGREEMENT_MAXIMUM,
        {"maximum": rules.maximum.value, "applied": options.agreement_maximum_applied, "amount": agreement},
        rules.maximum.source,
    )

"""The mapping that a finished calculation is kept and sent as: JSON throughout, money as plain decimals ("19200.00")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.calculators import AccountSecurity, BusinessSecurity, Review, SecurityOptions, SecurityRules, Sourced, StepKind
from bot.interview.draft import Account, Draft

Calculation = Mapping[str, Any]

VERSION = 1
"""Raised when a reader of stored calculations would no longer understand them."""

_HUNDRED = Decimal(100)


def calculation_of(security: BusinessSecurity, draft: Draft) -> dict[str, Any]:
    """Return the calculation that ``security`` is the result and ``draft`` the input of, account by account in the same order."""
    return {
        "version": VERSION,
        "on": security.reviews.day.isoformat(),
        "outcome": security.outcome.value,
        "estimate": security.estimate,
        "accounts": [_account(result, given) for result, given in zip(security.accounts, draft.accounts, strict=True)],
        "cash_total": str(security.cash_total),
        "agreement_total": None if security.agreement_total is None else str(security.agreement_total),
        "rules": _rules(security.rules),
        "review": _review(security.reviews.next_due, security.reviews.day),
        "sources": _sources(security.rules),
    }


def _account(result: AccountSecurity, given: Account) -> dict[str, Any]:
    options = result.options
    mentioned = {month.month for month in given.months if month.month}
    return {
        "number": given.number,
        "approximate": given.approximate,
        "months": [
            {"amount": str(month.amount), "month": month.month, "year": month.year, "position": place}
            for place, month in enumerate(given.months, start=1)
        ],
        "missing": [month for month in range(1, 13) if month not in mentioned] if mentioned else [],
        **options.as_variables(),
        "tied_positions": list(options.highest.tied),
        "steps": [
            {"kind": step.kind.value, "values": {name: _plain(value) for name, value in step.values.items()}} for step in options.steps
        ],
        **_shares(options),
    }


def _shares(options: SecurityOptions) -> dict[str, Any]:
    """Return the amounts before minimum and maximum, as the working has them."""
    found = {step.kind: _plain(step.values.get("amount")) for step in options.steps}
    agreement = found.get(StepKind.AGREEMENT_TO_CENT, found.get(StepKind.AGREEMENT_SHARE))
    return {"cash_share": found.get(StepKind.CASH_SHARE), "agreement_share": agreement}


def _rules(rules: SecurityRules) -> dict[str, Any]:
    return {
        "in_force_from": rules.in_force.start.isoformat(),
        "in_force_until": rules.in_force.end.isoformat() if rules.in_force.end else None,
        "cash_percent": _number(rules.cash_share.value * _HUNDRED),
        "agreement_percent": _number(rules.agreement_share.value * _HUNDRED),
        "minimum": str(rules.agreement_minimum.value),
        "maximum": str(rules.maximum.value),
    }


def _review(review: Review, day: date) -> dict[str, Any]:
    return {
        "start": review.start.isoformat(),
        "end": review.end.isoformat(),
        "due": review.due.isoformat(),
        "closed": review.closed_on(day),
        # Dates that later rules have moved are told as such.
        "superseded": review.rules.in_force.end is not None,
    }


def _sources(rules: SecurityRules) -> list[dict[str, str]]:
    """Return each source of the rules once, with the day it was checked."""
    figures: Sequence[Sourced[Any]] = (
        rules.cash_share, rules.agreement_share, rules.agreement_minimum, rules.maximum,
        rules.window_start, rules.window_end, rules.due,
    )  # fmt: skip
    found: dict[str, str] = {}
    for figure in figures:
        found.setdefault(figure.source.id, figure.source.checked.isoformat())
    return [{"link": link, "checked": checked} for link, checked in found.items()]


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value

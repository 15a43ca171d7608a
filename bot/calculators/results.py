"""What a security calculation gives back: both ways, how they were reached, and nothing in words.

Kept apart from the arithmetic (``bot.calculators.security``) for those who only show a result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Union

from bot.calculators.history import HighestMonth
from bot.calculators.rules import SecurityRules, Source

StepValue = Union[Decimal, int, str, None, "tuple[int, ...]"]


class Form(Enum):
    """The two ways of giving security."""

    CASH = "cash"
    AGREEMENT = "agreement"


class Basis(Enum):
    """What the highest month rests on. The last two make the result an estimate."""

    TWELVE_MONTHS = "twelve_months"
    STATED_HIGHEST = "stated_highest"
    FEWER_MONTHS = "fewer_months"
    OWN_ESTIMATE = "own_estimate"


class Outcome(Enum):
    """Whether an amount of security is needed. With nothing payable there is none, but enrolment in RPP is still needed."""

    REQUIRED = "required"
    NOTHING_PAYABLE = "nothing_payable"


class StepKind(Enum):
    """The steps of the working, in the order they are shown."""

    HIGHEST_MONTH = "highest_month"
    ESTIMATE = "estimate"
    CASH_SHARE = "cash_share"
    CASH_NO_MINIMUM = "cash_no_minimum"
    CASH_MAXIMUM = "cash_maximum"
    AGREEMENT_SHARE = "agreement_share"
    AGREEMENT_TO_CENT = "agreement_to_cent"
    AGREEMENT_MINIMUM = "agreement_minimum"
    AGREEMENT_MAXIMUM = "agreement_maximum"
    CROSSING = "crossing"
    NOTHING_PAYABLE = "nothing_payable"
    ENROLMENT_STILL_NEEDED = "enrolment_still_needed"
    CASH_TOTAL = "cash_total"
    AGREEMENT_TOTAL = "agreement_total"


@dataclass(frozen=True)
class Step:
    """One line of the working. Minimum and maximum come as a step whether or not they changed the amount (``applied``)."""

    kind: StepKind
    values: Mapping[str, StepValue]
    source: Source | None = None


@dataclass(frozen=True)
class SecurityOptions:
    """Both ways of securing one RM account; ``agreement`` is ``None`` when nothing is payable: none is required then."""

    outcome: Outcome
    basis: Basis
    highest: HighestMonth
    months_given: int | None
    cash: Decimal
    agreement: Decimal | None
    minimum_applied: bool
    cash_maximum_applied: bool
    agreement_maximum_applied: bool
    crossing: Decimal | None
    """Below this monthly total cash ties up less money than an agreement; ``None`` when cash never does."""
    less_tied_up: Form | None
    """The way that ties up less money; ``None`` when both tie up the same."""
    rules: SecurityRules = field(repr=False)
    steps: tuple[Step, ...]

    @property
    def estimate(self) -> bool:
        return self.basis in {Basis.FEWER_MONTHS, Basis.OWN_ESTIMATE}

    def as_variables(self) -> dict[str, str | int | bool | None]:
        """Return what a phrase may need, safe for JSON: money as plain decimals ("19200.00"), closed sets by their value."""
        return {
            "outcome": self.outcome.value,
            "basis": self.basis.value,
            "estimate": self.estimate,
            "months_given": self.months_given,
            "highest_month": str(self.highest.amount),
            "highest_position": self.highest.position,
            "highest_month_number": self.highest.month,
            "highest_year": self.highest.year,
            "tied": len(self.highest.tied),
            "cash": str(self.cash),
            "agreement": None if self.agreement is None else str(self.agreement),
            "minimum_applied": self.minimum_applied,
            "cash_maximum_applied": self.cash_maximum_applied,
            "agreement_maximum_applied": self.agreement_maximum_applied,
            "crossing": None if self.crossing is None else str(self.crossing),
            "less_tied_up": None if self.less_tied_up is None else self.less_tied_up.value,
        }

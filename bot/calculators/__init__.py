"""Calculations of the trade: pure functions on ``Decimal`` and ``date``, standard library only.

Rates and dates are passed in as data (see ``bot.content.rates``); results carry their working.
"""

from __future__ import annotations

from bot.calculators.accounts import AccountSecurity, BusinessSecurity, RmAccount, security_for_business
from bot.calculators.history import HighestMonth, MonthTotal, highest_month
from bot.calculators.money import LARGEST_MONTH
from bot.calculators.results import Basis, Form, Outcome, SecurityOptions, Step, StepKind
from bot.calculators.reviews import Review, ReviewDates, review_dates, review_of, reviews_on
from bot.calculators.rules import Evidence, MonthDay, Page, Period, RuleBook, SecurityRules, Source, Sourced
from bot.calculators.security import crossing_month, security_from_months, security_required

__all__ = [
    "LARGEST_MONTH",
    "AccountSecurity",
    "Basis",
    "BusinessSecurity",
    "Evidence",
    "Form",
    "HighestMonth",
    "MonthDay",
    "MonthTotal",
    "Outcome",
    "Page",
    "Period",
    "Review",
    "ReviewDates",
    "RmAccount",
    "RuleBook",
    "SecurityOptions",
    "SecurityRules",
    "Source",
    "Sourced",
    "Step",
    "StepKind",
    "crossing_month",
    "highest_month",
    "review_dates",
    "review_of",
    "reviews_on",
    "security_for_business",
    "security_from_months",
    "security_required",
]

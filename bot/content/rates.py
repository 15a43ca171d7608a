"""Reads ``bot/content/rates/*.yml``: dated figures with their sources, and the rules of financial security built from them.

The one place where YAML becomes typed rates. Calculators get the result as arguments; phrases take single figures by key and day
(``{rate:rpp_review_due@2025-06-30}``). Titles and addresses come from ``links.yml``, so that each is written once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from bot.calculators.rules import ONE_DAY, MonthDay, Period, RuleBook, SecurityRules, Sourced
from bot.content.files import yaml_files
from bot.content.rate_fields import RateReader, RateValue, Unit, read_mapping
from bot.content.reloading import Reloading
from bot.errors import ContentProblem, InvalidContent, InvalidRules, NoRulesInForce

CONTENT = Path(__file__).parent

_SECURITY_FILE = "rates/security.yml"

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Rate:
    """A figure through time. Its values are in order and never overlap."""

    key: str
    unit: Unit
    values: tuple[Sourced[RateValue], ...]

    def on(self, day: date) -> Sourced[RateValue]:
        """Return the value in force on ``day``; raises ``NoRulesInForce`` when there is none."""
        for value in self.values:
            if day in value.in_force:
                return value
        raise NoRulesInForce(key=self.key, day=day, covered=[(value.in_force.start, value.in_force.end) for value in self.values])


Rates = dict[str, Rate]


def load_rates(content: Path = CONTENT) -> Rates:
    """Return every rate under ``content/rates`` by its key.

    Raises ``InvalidContent`` with all problems at once, each as ``file: field: cause``.
    """
    problems: list[ContentProblem] = []
    reader = RateReader(read_mapping(content / "links.yml", "links.yml", problems), problems)
    rates: Rates = {}
    for path in yaml_files(content / "rates"):
        file = f"rates/{path.name}"
        for key, entry in read_mapping(path, file, problems).items():
            if key in rates:
                problems.append(ContentProblem(file, key, "is given in another file of rates/ too"))
            elif (read := reader.rate(file, key, entry)) is not None:
                rates[key] = Rate(key, *read)
    if problems:
        raise InvalidContent(problems=problems)
    return rates


def security_rules(rates: Rates) -> RuleBook:
    """Return the rule sets of financial security: one for each stretch of days over which no figure changes.

    Days on which a figure is missing belong to no set. Raises ``InvalidContent`` for a missing key, a wrong unit or rules that
    contradict themselves.
    """
    problems = list(_missing(rates))
    if problems:
        raise InvalidContent(problems=problems)
    used = [rates[key] for key in _UNITS]
    starts = {value.in_force.start for rate in used for value in rate.values}
    starts |= {value.in_force.end + ONE_DAY for rate in used for value in rate.values if value.in_force.end is not None}
    turns = sorted(starts)
    sets = []
    for start, following in zip(turns, [*turns[1:], None], strict=True):
        if all(any(start in value.in_force for value in rate.values) for rate in used):
            period = Period(start, None if following is None else following - ONE_DAY)
            try:
                sets.append(_rules(rates, period))
            except InvalidRules as error:
                problems.append(ContentProblem(_SECURITY_FILE, error.field, f"{error.cause} (from {start.isoformat()})"))
    if problems:
        raise InvalidContent(problems=problems)
    return RuleBook(sets)


def security_rule_book() -> RuleBook:
    """Return the shipped rules; an edit of them is taken up within a second."""
    return _shipped_rules().current()


@lru_cache(maxsize=1)
def _shipped_rules() -> Reloading[RuleBook]:
    return Reloading([CONTENT / "rates"], lambda: security_rules(load_rates()))


_UNITS = {
    "rpp_deposit_share": Unit.PERCENT,
    "rpp_agreement_share": Unit.PERCENT,
    "rpp_agreement_minimum": Unit.CAD,
    "rpp_maximum": Unit.CAD,
    "rpp_review_window_start": Unit.MONTH_DAY,
    "rpp_review_window_end": Unit.MONTH_DAY,
    "rpp_review_due": Unit.MONTH_DAY,
}


def _missing(rates: Rates) -> Iterable[ContentProblem]:
    for key, unit in _UNITS.items():
        if key not in rates:
            yield ContentProblem(_SECURITY_FILE, key, "is missing, and the security calculation needs it")
        elif rates[key].unit is not unit:
            yield ContentProblem(_SECURITY_FILE, f"{key}.unit", f"is {rates[key].unit.value}, must be {unit.value}")


def _rules(rates: Rates, period: Period) -> SecurityRules:
    def sourced(key: str) -> Sourced[RateValue]:
        return rates[key].on(period.start)

    def money(key: str) -> Sourced[Decimal]:
        found = sourced(key)
        return Sourced(_decimal(found.value), found.source, found.in_force)

    def share(key: str) -> Sourced[Decimal]:
        found = sourced(key)
        return Sourced(_decimal(found.value) / _HUNDRED, found.source, found.in_force)

    def month_day(key: str) -> Sourced[MonthDay]:
        found = sourced(key)
        assert isinstance(found.value, MonthDay)  # _missing has checked the unit
        return Sourced(found.value, found.source, found.in_force)

    return SecurityRules(
        in_force=period,
        cash_share=share("rpp_deposit_share"),
        agreement_share=share("rpp_agreement_share"),
        agreement_minimum=money("rpp_agreement_minimum"),
        maximum=money("rpp_maximum"),
        window_start=month_day("rpp_review_window_start"),
        window_end=month_day("rpp_review_window_end"),
        due=month_day("rpp_review_due"),
    )


def _decimal(value: RateValue) -> Decimal:
    assert isinstance(value, Decimal)  # _missing has checked the unit
    return value


__all__ = ["CONTENT", "Rate", "RateValue", "Rates", "Unit", "load_rates", "security_rule_book", "security_rules"]

"""Finds the one sum in a sentence that can be the highest month, or says why there is none.

A number that is a bond, a year's total, an average or the goods' value must never be calculated with as if it were the month.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.money import total
from bot.interview import words
from bot.interview.draft import Trouble, TroubleCode, in_cents, quoted
from bot.interview.ranges import range_up_to
from bot.nlu.extract import Amount, AmountProblem, Currency, Extraction, WarningCode
from bot.nlu.extract.characters import plain

_PROBLEMS = {
    AmountProblem.AMBIGUOUS: TroubleCode.AMBIGUOUS,
    AmountProblem.NEGATIVE: TroubleCode.NEGATIVE,
    AmountProblem.TOO_LARGE: TroubleCode.TOO_LARGE,
    AmountProblem.TOO_MANY_DECIMALS: TroubleCode.AMBIGUOUS,
}
_CLAUSE_END = re.compile(r"[;?!\n]|[.,](?=\s)|\b(?:but|so|and|mais|donc|et|pis)\b", re.IGNORECASE)
_BARE_SMALL = re.compile(r"[0-9]{1,2}")
_THOUSAND = Decimal(1000)
_NEAR = 40


@dataclass(frozen=True)
class Sum:
    """``amount`` when there is exactly one usable; ``amounts`` all usable ones; ``trouble`` why there is not one."""

    amount: Decimal | None = None
    amounts: tuple[Decimal, ...] = ()
    approximate: bool = False
    trouble: Trouble | None = None
    nothing: bool = False


def sums_in(text: str, found: Extraction) -> Sum:
    """Return what the sums in ``text`` come to. ``found`` is what was extracted from it."""
    line = plain(text)
    if is_arithmetic(line):
        return Sum()
    amounts = [amount for amount in found.amounts if not _is_security(line, amount)]
    taken = [(each.start, each.end) for each in (*found.dates, *found.identifiers)]
    for amount in amounts:
        known = range_up_to(line, amount, taken)
        if known is not None:
            return Sum(trouble=_of_range(line, text[known.start : known.end], [amount], (known.lower, known.upper)))
    spans = [(warning.start, warning.end) for warning in found.warnings if warning.code is WarningCode.RANGE]
    for start, end in spans:
        inside = [amount for amount in amounts if start <= amount.start < end]
        if len(inside) > 1:
            return Sum(trouble=_of_range(line, text[start:end], inside, _values(inside)))
    bad = next((amount for amount in amounts if not amount.usable), None)
    if bad is not None:
        return Sum(trouble=_trouble(bad))
    amounts = _of_the_month(line, amounts)
    values = _values(amounts)
    if not values or words.VAGUE.search(line):
        return _without_amount(line, found)
    if len(values) > 1:
        readings = (*values, total(values)) if len(values) == 2 else values
        texts = ", ".join(amount.text.strip() for amount in amounts)
        return Sum(amounts=values, trouble=Trouble(TroubleCode.SEVERAL, quoted(texts), readings=readings))
    only = amounts[0]
    code = _not_monthly(line, only)
    if code is not None:
        return Sum(trouble=Trouble(code, quoted(only.text)))
    if 0 < values[0] < 100 and _BARE_SMALL.fullmatch(only.text.strip()):
        return Sum(trouble=Trouble(TroubleCode.SMALL, quoted(only.text), readings=(values[0], values[0] * _THOUSAND)))
    return Sum(amount=values[0], amounts=values, approximate=any(each.approximate for each in amounts))


def _of_range(line: str, said: str, amounts: Sequence[Amount], ends: tuple[Decimal, ...]) -> Trouble:
    """Return what must be asked about a range: which end, unless neither could be the month."""
    bad = next((amount for amount in amounts if not amount.usable), None)
    if bad is not None:
        return _trouble(bad)
    code = _not_monthly(line, amounts[-1])
    return Trouble(code, quoted(said)) if code is not None else Trouble(TroubleCode.RANGE, quoted(said), readings=ends)


def is_arithmetic(line: str) -> bool:
    """Whether a message is a sum to be done that has nothing to do with what was owed: "what's 15% of 300"."""
    telling = (words.OWED, words.PEAK, words.MONTHLY, words.SECURITY)
    return bool(words.SHARE_OF.search(line)) and not any(pattern.search(line) for pattern in telling)


def _values(amounts: Sequence[Amount]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(amount.value for amount in amounts if amount.value is not None))


def _trouble(amount: Amount) -> Trouble:
    if amount.problem is None:
        return Trouble(TroubleCode.FOREIGN_CURRENCY, quoted(amount.text))
    if amount.currency is not Currency.CAD:
        return Trouble(TroubleCode.FOREIGN_CURRENCY, quoted(amount.text))
    return Trouble(_PROBLEMS[amount.problem], quoted(amount.text), readings=in_cents(amount.readings))


def _without_amount(line: str, found: Extraction) -> Sum:
    for warning in found.warnings:
        if warning.code is WarningCode.YEAR_OR_AMOUNT:
            readings = (Decimal(re.sub("[^0-9]", "", warning.text) + ".00"),)
            return Sum(trouble=Trouble(TroubleCode.YEAR_OR_AMOUNT, warning.text, readings=readings))
    for warning in found.warnings:
        if warning.code is WarningCode.VAGUE_AMOUNT:
            return Sum(trouble=Trouble(TroubleCode.VAGUE, quoted(warning.text)))
    if words.VAGUE.search(line):
        return Sum(trouble=Trouble(TroubleCode.VAGUE, quoted(line)))
    return Sum(nothing=bool(words.NOTHING.search(line)) and not re.search("[1-9]", line))


def _is_security(line: str, amount: Amount) -> bool:
    """Whether an amount is the security itself, or a limit of it, and not what was owed."""
    before, after = line[max(0, amount.start - _NEAR) : amount.start], line[amount.end : amount.end + _NEAR]
    if words.SHARE_BEFORE.search(before):
        return False
    return bool(words.SECURITY_BEFORE.search(before) or words.SECURITY_AFTER.search(after)) and not words.PEAK.search(
        before[-_NEAR:] + after
    )


def _clause(line: str, amount: Amount) -> str:
    """Return the stretch between marks and conjunctions that the amount stands in."""
    start = max((match.end() for match in _CLAUSE_END.finditer(line, 0, amount.start)), default=0)
    following = _CLAUSE_END.search(line, amount.end)
    return line[start : following.start() if following else len(line)]


def _of_the_month(line: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Return, of several amounts, the one that is said to be the highest month's, if one only is."""
    if len({amount.value for amount in amounts}) > 1:
        peaks = [amount for amount in amounts if words.PEAK.search(_clause(line, amount))]
        if len({amount.value for amount in peaks}) == 1:
            return peaks
    return list(amounts)


def _not_monthly(line: str, amount: Amount) -> TroubleCode | None:
    clause = _clause(line, amount)
    if words.PEAK.search(line):
        return None
    if words.AVERAGE.search(line):
        return TroubleCode.AVERAGE
    if words.MONTHLY.search(clause):
        return None
    is_total = words.OF_THE_YEAR.search(clause) and not words.HIGHEST.search(clause)
    if is_total or words.YEARLY.search(clause) or words.OTHER_SPAN.search(clause):
        return TroubleCode.YEARLY
    if words.GOODS.search(clause) and not words.OWED.search(clause):
        return TroubleCode.GOODS
    return None

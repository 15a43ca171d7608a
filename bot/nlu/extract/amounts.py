"""Finds sums of money in a message, written in digits or in words, in either language whatever the message's own.

What could mean two things is returned with its readings and without a value; see ``bot.nlu.extract.numerals``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.language import Language
from bot.nlu.extract import context
from bot.nlu.extract.characters import plain
from bot.nlu.extract.currency import AFTER, BEFORE, SCALE, currency_of, scale_of
from bot.nlu.extract.numerals import Numeral, in_cents, read_numeral
from bot.nlu.extract.pipelines import Match, pipeline
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import Amount, AmountProblem, Currency
from bot.nlu.extract.vocabulary import APPROXIMATE_AFTER, APPROXIMATE_BEFORE, NEGATIVE_BEFORE
from bot.nlu.extract.word_amounts import find_in_words, with_tail

_NUMBER = r"[0-9]{1,3}(?:[ '][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,'][0-9]+)*"

CANDIDATE = re.compile(
    rf"(?<![0-9A-Za-zÀ-ÿ_])(?<![0-9][.,'])(?P<sign>-)?(?:(?P<before>{BEFORE})\ ?(?P<inner>-)?)?(?P<number>{_NUMBER})"
    rf"(?:\ ?(?P<scale>{SCALE}))?(?:\ ?(?P<after>{AFTER}))?"
    r"(?![0-9]|(?<=[0-9])[A-Za-zÀ-ÿ_]|[.,'][0-9]|(?<=[0-9])\ [0-9]{3}(?![0-9]))"
)
_SPLIT_THOUSANDS = re.compile(r"(?<![0-9.,])(?<![0-9,.] )\$?([0-9]{1,3}), ([0-9]{3})(?![0-9]|[.,]?[ ]?[0-9]|, [0-9])")
_CENTS_AFTER = re.compile(r"(?: (?:and|et)|,)? ([0-9]{1,2}) ?(?:cents?\b|¢|sous\b)", re.IGNORECASE)
_RANGE_LINK = re.compile(r"\s?(?:-|–|to|à|a|or|ou|and|et|pis|puis)\s?", re.IGNORECASE)


def find_amounts(text: str, language: Language, *, taken: Iterable[Span] = (), matches: Sequence[Match] | None = None) -> list[Amount]:
    """Return the sums of money in ``text``, in order of place.

    ``taken`` are stretches known to be something else (dates, identifiers, contacts), ``matches`` those of the language's
    pipeline when they are already at hand.
    """
    line = plain(text)
    if matches is None:
        matches = pipeline(language).matches(line)
    blocked = list(taken)
    found = [split for split in _split_thousands(line) if not overlaps(split, blocked)]
    blocked.extend((amount.start, amount.end) for amount in found)
    candidates = [match for match in CANDIDATE.finditer(line) if not overlaps(match.span(), blocked)]
    for place, match in enumerate(candidates):
        following = candidates[place + 1] if place + 1 < len(candidates) else None
        amount = _range_start(line, match, following, language) or _amount(line, match, language, matches)
        if amount is None and found and context.goes_on_with_sums(line, *match.span("number"), match["number"], matches):
            amount = _read(line, match, language)
        if amount is not None:
            found.append(amount)
    digits = [(match.start(), match.end()) for match in candidates]
    found.extend(find_in_words(line, language, matches, [*blocked, *digits]))
    found.sort(key=lambda amount: amount.start)
    return [replace(amount, text=text[amount.start : amount.end]) for amount in _joined(line, found)]


def read_amount(text: str, language: Language) -> Amount | None:
    """Return the one sum that ``text`` consists of (a cell, an entry of a list), or ``None`` when it is anything else."""
    line = plain(text).strip()
    inner = line[1:-1].strip() if line.startswith("(") and line.endswith(")") else line
    is_negative = inner != line or bool(re.search(r"[0-9$]-$", inner))  # accountants' minus signs: brackets, or behind
    match = CANDIDATE.fullmatch(inner[:-1] if inner.endswith("-") else inner)
    if match is None:
        words = find_in_words(line, language, pipeline(language).matches(line), [], bare=True)
        whole = [amount for amount in words if (amount.start, amount.end) == (0, len(line))]
        return whole[0] if whole else None
    amount = _read(line, match, language)
    if amount is not None and is_negative:
        amount = replace(amount, value=None, readings=(), problem=AmountProblem.NEGATIVE)
    return amount


def _amount(line: str, match: re.Match[str], language: Language, matches: Sequence[Match]) -> Amount | None:
    """Return the amount that a candidate is, ``None`` when the words around it say that it is none."""
    start, end = match.start("number"), match.end("number")
    if context.is_never_money(line, match.start(), match.end(), match["number"]):
        return None
    amount = _read(line, match, language)
    if amount is None:
        return None
    is_bracketed = len(line) < 60 and (line[: match.start()].strip(), line[match.end() :].strip()) == ("(", ")")
    if is_bracketed:
        return replace(amount, value=None, readings=(), problem=AmountProblem.NEGATIVE)
    if amount.problem is AmountProblem.NEGATIVE:
        return amount
    is_marked = bool(match["before"] or match["after"] or match["scale"])
    if is_marked and _is_count_of_declarations(match):
        return None
    return amount if is_marked or context.is_bare_sum(line, start, end, match["number"], matches) else None


def _read(line: str, match: re.Match[str], language: Language) -> Amount | None:
    scale, before, after = scale_of(match["scale"]), match["before"], match["after"]
    if match["scale"] in {"m", "G"} and not (before or after):
        return None  # "5 m" is a length, "5G" a network
    number = match["number"]
    if scale is None:  # "40 mil"
        readings = [read_numeral(number, language, scale=Decimal(1000)), read_numeral(number, language, scale=Decimal(1_000_000))]
        values = tuple(reading.value for reading in readings if reading is not None and reading.value is not None)
        numeral: Numeral | None = Numeral(None, values, AmountProblem.AMBIGUOUS)
    else:
        numeral = read_numeral(number, language, money=bool(before or after), money_after=bool(after), scale=scale)
    if numeral is None:
        return None
    if after and numeral.value is not None and re.fullmatch(r"¢|cents?|sous", after, re.IGNORECASE):
        numeral = in_cents(numeral.value / 100)
    start, end = match.span()
    approximate = APPROXIMATE_BEFORE.search(context.before(line, start))
    if softened := APPROXIMATE_AFTER.match(context.after(line, end)):
        end += softened.end()
    amount = Amount(
        start,
        end,
        line[start:end],
        numeral.value,
        currency_of(before, after),
        bool(approximate or softened),
        numeral.readings,
        numeral.problem,
    )
    if match["sign"] or match["inner"] or NEGATIVE_BEFORE.search(context.before(line, start)):
        return replace(amount, value=None, readings=(), problem=AmountProblem.NEGATIVE)
    return amount


def _is_count_of_declarations(match: re.Match[str]) -> bool:
    # CAD is also the Commercial Accounting Declaration: "we filed 12 CAD last month".
    marks = (match["before"] or "") + (match["after"] or "")
    return marks.upper() == "CAD" and not match["scale"] and len(match["number"]) <= 3


def _range_start(line: str, match: re.Match[str], following: re.Match[str] | None, language: Language) -> Amount | None:
    """Return "20" of "20 to 25k" as an amount of two readings: twenty dollars, or twenty thousand."""
    if following is None or match["scale"] or not following["scale"] or len(match["number"]) > 3:
        return None
    if not _RANGE_LINK.fullmatch(line[match.end() : following.start()]):
        return None
    scale = scale_of(following["scale"])
    plainly = read_numeral(match["number"], language, money=True)
    scaled = read_numeral(match["number"], language, money=True, scale=scale or Decimal(1000))
    values = tuple(numeral.value for numeral in (plainly, scaled) if numeral is not None and numeral.value is not None)
    return Amount(*match.span(), match[0], None, Currency.CAD, True, values, AmountProblem.AMBIGUOUS)


def _split_thousands(line: str) -> list[Amount]:
    """Return each ``38, 400``: a slip for 38,400 or two numbers, and nobody can tell."""
    return [
        Amount(*match.span(), match[0], None, Currency.CAD, False, (Decimal(f"{match[1]}{match[2]}.00"),), AmountProblem.AMBIGUOUS)
        for match in _SPLIT_THOUSANDS.finditer(line)
    ]


def _joined(line: str, amounts: list[Amount]) -> list[Amount]:
    """Return the amounts with "12 dollars and 50 cents", "1 million 200 thousand" and "12 mille cinq cents" made one each."""
    joined: list[Amount] = []
    for amount in amounts:
        previous = joined[-1] if joined else None
        if previous and amount.start < previous.end:
            continue
        if previous and previous.value is not None and amount.value is not None:
            between = line[previous.end : amount.start]
            if _CENTS_AFTER.fullmatch(between + amount.text) and re.search(r"[^\W\d_]{5,}", previous.text):
                joined[-1] = replace(previous, end=amount.end, value=previous.value + amount.value)
                continue
            if re.fullmatch(r" (?:(?:and|et) )?", between) and _continues(previous, amount):
                joined[-1] = replace(previous, end=amount.end, value=previous.value + amount.value, currency=amount.currency)
                continue
        joined.append(with_tail(line, amount))
    return joined


def _continues(one: Amount, other: Amount) -> bool:
    """Whether two neighbours are one number by their scales: "1 million 200 thousand", "12 thousand 500"."""
    scale = re.search(r"(million|thousand|mille)s?$", one.text, re.IGNORECASE)
    if scale is None or one.value is None or other.value is None:
        return False
    return other.value < (scale_of(scale[1]) or 0)

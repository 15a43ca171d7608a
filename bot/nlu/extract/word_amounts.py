"""Finds sums of money written in words: "about forty thousand", "douze mille cinq cents dollars", "half a million"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.calculators.money import CENT
from bot.language import Language
from bot.nlu.extract import context
from bot.nlu.extract.currency import AFTER, currency_of, scale_of
from bot.nlu.extract.number_words import read_words
from bot.nlu.extract.numerals import in_cents
from bot.nlu.extract.pipelines import NUMBER_WORDS, VAGUE, Match
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import Amount, AmountProblem
from bot.nlu.extract.vocabulary import AFTER_MONEY, APPROXIMATE_AFTER, APPROXIMATE_BEFORE, NEGATIVE_BEFORE
from bot.nlu.text import fold

_CURRENCY = re.compile(rf"[ -]?(?P<after>{AFTER})")
_LOOSE_END = re.compile(r"(?:\s*(?:-|\b(?:and|et|a|de|d'))\s*)+$", re.IGNORECASE)
_LARGE = re.compile(r"thousand|grand|million|billion|mille|milliard", re.IGNORECASE)
_ONE_WORD = re.compile(r"(?:a )?[^\W\d_]+", re.IGNORECASE)
_ABOUT = re.compile(r"(?:dizaine|douzaine|quinzaine|vingtaine|[ao]ntaine)", re.IGNORECASE)
_DIGIT_BEFORE = re.compile(r"[0-9] (?:(?:and|et) )?$")
_THOUSAND = Decimal(1_000)
_HUNDRED = 100
_HALF_TAIL = re.compile(r" (?:and a half|et demie?)\b", re.IGNORECASE)
_SCALE_AT_END = re.compile(r"(million|thousand|mille)s?$", re.IGNORECASE)
_DIGITS_TAIL = re.compile(
    r" (?:and |et )?(?P<number>[0-9]{1,3})(?![0-9]|[.,][0-9]|\ [0-9])(?P<hundred> (?:hundred|cents?)\b)?", re.IGNORECASE
)
_WORDS_TAIL = re.compile(r" ((?:[^\W\d_]+[ -]){0,5}[^\W\d_]+)")
_ZERO = re.compile(r"zero|zéro", re.IGNORECASE)


def find_in_words(line: str, language: Language, matches: Sequence[Match], taken: Sequence[Span], *, bare: bool = False) -> list[Amount]:
    """Return the sums in words. ``bare`` takes every number for one, as in a list of sums; else small ones need a currency."""
    vague = [(match.start, match.end) for match in matches if match.label == VAGUE]
    found = []
    for match in matches:
        if match.label != NUMBER_WORDS:
            continue
        loose = _LOOSE_END.search(line[match.start : match.end])
        start, end = match.start, match.end - (len(loose[0]) if loose else 0)
        if start < end and not overlaps((start, end), [*taken, *vague]):
            amount = _amount(line, start, end, language, matches, bare)
            if amount is not None and _DIGIT_BEFORE.search(context.before(line, start)):
                amount = replace(amount, value=None, problem=AmountProblem.AMBIGUOUS)  # "2 and a half million"
            if amount is not None:
                found.append(amount)
    return found


def with_tail(line: str, amount: Amount) -> Amount:
    """Return ``amount`` with what goes on with it after its scale: "12 mille cinq cents", "thirty-eight thousand 400".

    Stopping at the scale would lose the rest in silence.
    """
    scale = _SCALE_AT_END.search(amount.text)
    if scale is None or amount.value is None:
        return amount
    limit = scale_of(scale[1]) or Decimal(0)
    if half := _HALF_TAIL.match(context.after(line, amount.end)):
        tail: tuple[Decimal, int] | None = (limit / 2, amount.end + half.end())
    else:
        tail = _digits_tail(line, amount.end) or _words_tail(line, amount)
    if tail is None or not 0 < tail[0] < limit:
        return amount
    value, end = tail
    if limit > _THOUSAND and value < _THOUSAND and line[end - 1].isdigit():  # "1 million 250": 1,000,250 or 1,250,000
        readings = (amount.value + value.quantize(CENT), amount.value + (value * _THOUSAND).quantize(CENT))
        return replace(amount, end=end, text=line[amount.start : end], value=None, readings=readings, problem=AmountProblem.AMBIGUOUS)
    currency = _CURRENCY.match(context.after(line, end))
    return replace(
        amount,
        end=end + (currency.end() if currency else 0),
        text=line[amount.start : end],
        value=amount.value + value.quantize(CENT),
        currency=currency_of(currency["after"]) if currency else amount.currency,
    )


def _digits_tail(line: str, end: int) -> tuple[Decimal, int] | None:
    match = _DIGITS_TAIL.match(context.after(line, end))
    if match is None:
        return None
    following = context.after(line, end + match.end())
    is_sum = bool(match["hundred"]) or len(match["number"]) == 3
    is_counting = re.match(r"\s*([^\W\d_]+)", following)
    if not is_sum or (is_counting and fold(is_counting[1]) not in AFTER_MONEY and not _CURRENCY.match(following)):
        return None
    return Decimal(match["number"]) * (100 if match["hundred"] else 1), end + match.end()


def _words_tail(line: str, amount: Amount) -> tuple[Decimal, int] | None:
    match = _WORDS_TAIL.match(context.after(line, amount.end)) if amount.text[:1].isdigit() else None
    words = match[1].split(" ") if match else []
    for count in range(len(words), 0, -1):
        tail = " ".join(words[:count])
        for language in Language:
            value = read_words(tail, language)
            if value is not None:
                return value, amount.end + 1 + len(tail)
    return None


def _amount(line: str, start: int, end: int, language: Language, matches: Sequence[Match], bare: bool) -> Amount | None:
    words = line[start:end]
    value = read_words(words, language)
    currency = _CURRENCY.match(context.after(line, end))
    is_large = bool(_LARGE.search(words))
    if currency and currency["after"].lower() in {"cent", "cents", "sous"}:
        currency = None  # "cinquante cents": nobody owes CBSA that, and "cents" is a hundred too
    approximate = bool(APPROXIMATE_BEFORE.search(context.before(line, start)) or _ABOUT.search(words))
    if not currency:
        if context.PERCENT.match(context.after(line, end)) or re.search(r"pour $|per $", context.before(line, start)):
            return None
        if context.is_counted(line, start, end, matches, large=is_large):
            return None
        is_sum = is_large and (not _ONE_WORD.fullmatch(words) or approximate)
        is_hundreds = value is not None and value >= _HUNDRED  # "twelve hundred", said as a sum
        is_led_to = bool(is_hundreds or _ZERO.fullmatch(words)) and context.is_led_to(line, start, end)
        if not (is_sum or bare or is_led_to):
            return None
    end += currency.end() if currency else 0
    if softened := APPROXIMATE_AFTER.match(context.after(line, end)):
        end += softened.end()
    numeral = in_cents(value) if value is not None else None
    amount = Amount(
        start,
        end,
        line[start:end],
        numeral.value if numeral else None,
        currency_of(currency["after"] if currency else None),
        approximate or bool(softened),
        (),
        numeral.problem if numeral else AmountProblem.AMBIGUOUS,
    )
    if NEGATIVE_BEFORE.search(context.before(line, start)):
        return replace(amount, value=None, problem=AmountProblem.NEGATIVE)
    return amount

"""Puts the extractors together: what one of them has taken, the next leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bot.language import Language
from bot.nlu.extract import context
from bot.nlu.extract.amounts import CANDIDATE, find_amounts
from bot.nlu.extract.characters import plain
from bot.nlu.extract.contacts import URL, find_contacts
from bot.nlu.extract.dates import find_dates
from bot.nlu.extract.identifiers import find_identifiers
from bot.nlu.extract.pipelines import VAGUE, Match, pipeline
from bot.nlu.extract.spans import Span, overlaps
from bot.nlu.extract.values import (
    Amount,
    AmountProblem,
    Currency,
    DateMention,
    DateProblem,
    Extraction,
    ExtractionWarning,
    Found,
    Identifier,
    WarningCode,
)

_AMOUNT_WARNINGS = {
    AmountProblem.AMBIGUOUS: WarningCode.AMBIGUOUS_AMOUNT,
    AmountProblem.NEGATIVE: WarningCode.NEGATIVE_AMOUNT,
    AmountProblem.TOO_LARGE: WarningCode.TOO_LARGE_AMOUNT,
    AmountProblem.TOO_MANY_DECIMALS: WarningCode.TOO_MANY_DECIMALS,
}
_DATE_WARNINGS = {
    DateProblem.AMBIGUOUS: WarningCode.AMBIGUOUS_DATE,
    DateProblem.IMPOSSIBLE: WarningCode.IMPOSSIBLE_DATE,
}
_RANGE = re.compile(r"\s?(?:-|–|\bto\b|\bà|\bor\b|\bou\b)\s?", re.IGNORECASE)
_RANGE_AND = re.compile(r"\s(?:and|et|pis|puis|à)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|entre)\s+$", re.IGNORECASE)


def extract(text: str, language: Language, today: date | None = None) -> Extraction:
    """Return the amounts, dates, identifiers and contacts in ``text``, with their places, and what to ask about.

    ``language`` is the message's; numbers of both languages are read in either, and it only decides where it truly does.
    ``today`` is needed for "yesterday" and for days without a year.

    >>> found = extract("our worst month was 38,400, how much bond do I need", Language.EN)
    >>> found.amount.value, found.amount.text
    (Decimal('38400.00'), '38,400')
    """
    line = plain(text)
    matches = pipeline(language).matches(line)
    contacts = find_contacts(text)
    taken: list[Span] = [(contact.start, contact.end) for contact in contacts]
    taken.extend(match.span() for match in URL.finditer(line))
    identifiers = find_identifiers(text, taken=taken)
    taken.extend((identifier.start, identifier.end) for identifier in identifiers)
    dates = find_dates(text, language, today, taken=taken, matches=matches)
    taken.extend((mention.start, mention.end) for mention in dates)
    amounts = find_amounts(text, language, taken=taken, matches=matches)
    warnings = sorted(
        {
            *_about_amounts(text, amounts),
            *_about_dates(dates),
            *_about_identifiers(identifiers),
            *_about_words(text, line, matches, amounts, taken),
        },
        key=lambda warning: (warning.start, warning.code.value),
    )
    return Extraction(tuple(amounts), tuple(dates), tuple(identifiers), tuple(contacts), tuple(warnings))


def _warn(found: Found, code: WarningCode) -> ExtractionWarning:
    return ExtractionWarning(found.start, found.end, found.text, code)


def _about_amounts(text: str, amounts: Sequence[Amount]) -> Iterator[ExtractionWarning]:
    for amount in amounts:
        if amount.problem is not None:
            yield _warn(amount, _AMOUNT_WARNINGS[amount.problem])
        if amount.currency is not Currency.CAD:
            yield _warn(amount, WarningCode.FOREIGN_CURRENCY)
    for one, other in pairwise(amounts):
        between = text[one.end : other.start]
        is_range = _RANGE.fullmatch(between) or (_RANGE_AND.fullmatch(between) and _BETWEEN.search(context.before(text, one.start)))
        if is_range:
            yield ExtractionWarning(one.start, other.end, text[one.start : other.end], WarningCode.RANGE)


def _about_dates(dates: Sequence[DateMention]) -> Iterator[ExtractionWarning]:
    for mention in dates:
        if mention.problem in _DATE_WARNINGS:
            yield _warn(mention, _DATE_WARNINGS[mention.problem])


def _about_identifiers(identifiers: Sequence[Identifier]) -> Iterator[ExtractionWarning]:
    for identifier in identifiers:
        if not identifier.valid:
            yield _warn(identifier, WarningCode.INVALID_CHECK_DIGIT)


def _about_words(
    text: str, line: str, matches: Sequence[Match], amounts: Sequence[Amount], taken: Sequence[Span]
) -> Iterator[ExtractionWarning]:
    sums = [(amount.start, amount.end) for amount in amounts]
    for vague in matches:
        if vague.label == VAGUE and not overlaps((vague.start, vague.end), sums):
            yield ExtractionWarning(vague.start, vague.end, text[vague.start : vague.end], WarningCode.VAGUE_AMOUNT)
    for match in CANDIDATE.finditer(line):
        start, end = match.span("number")
        is_bare_year = match[0] == match["number"] and context.is_year(match[0])
        if is_bare_year and not overlaps((start, end), [*taken, *sums]) and context.looks_like_a_sum_all_the_same(line, start, end):
            yield ExtractionWarning(start, end, text[start:end], WarningCode.YEAR_OR_AMOUNT)

"""Both languages give the same figures, and every figure that can change comes from ``rates/``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.calculators.rules import ONE_DAY
from bot.content.check.facts import facts, prose
from bot.content.check.material import Kind, Material
from bot.content.check.parity import differences
from bot.content.rates import security_rules
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language
from bot.nlu.extract.number_words import number_vocabulary

_SPACE = r"[ \u00a0\u202f]"
_NUMBERS = "|".join(sorted(number_vocabulary(Language.EN) | number_vocabulary(Language.FR)))
_MONEY = re.compile(
    rf"\${_SPACE}?\d|\d{_SPACE}?k?\$|\bCAD{_SPACE}?\$?\d|\d{_SPACE}?CAD\b|(?:\d|\b(?:{_NUMBERS})){_SPACE}(?:de{_SPACE})?dollars?\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"\d{_SPACE}?%|\bper[ -]?cent\b|\bpour{_SPACE}?cent\b", re.IGNORECASE)
_DAY_IN_FIGURES = re.compile(r"(?<![\w-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d){1,2})(?![\w-])")


def dates_are_the_same(material: Material) -> Iterator[ContentProblem]:
    for piece in material.pieces:
        for cause in differences(facts(piece.en, Language.EN).dates, facts(piece.fr, Language.FR).dates):
            yield piece.problem(Language.FR, cause)


def numbers_are_the_same(material: Material) -> Iterator[ContentProblem]:
    """The same numbers, in digits or in words, each as often."""
    for piece in material.pieces:
        for cause in differences(facts(piece.en, Language.EN).numbers, facts(piece.fr, Language.FR).numbers):
            yield piece.problem(Language.FR, cause)


def contacts_are_the_same(material: Material) -> Iterator[ContentProblem]:
    """The same web addresses, phone numbers and e-mail addresses, where they are written out."""
    for piece in material.pieces:
        english, french = facts(piece.en, Language.EN), facts(piece.fr, Language.FR)
        for one, other in (
            (english.addresses, french.addresses), (english.phones, french.phones), (english.emails, french.emails)
        ):  # fmt: skip
            for cause in differences(one, other):
                yield piece.problem(Language.FR, cause)


def money_comes_from_rates(material: Material) -> Iterator[ContentProblem]:
    yield from _written_out(material, _MONEY, "an amount of money")


def percentages_come_from_rates(material: Material) -> Iterator[ContentProblem]:
    yield from _written_out(material, _PERCENT, "a percentage")


def yearly_dates_come_from_rates(material: Material) -> Iterator[ContentProblem]:
    """A day that comes back every year changes with the rules, so it is a rate. A date with its year is history."""
    for piece, language, text in material.texts():
        for day in facts(text, language).yearly_dates:
            yield piece.problem(language, f"writes out the yearly date {day}: put it in rates/ and use {{rate:...}}, or give its year")


def days_are_written_out(material: Material) -> Iterator[ContentProblem]:
    """05/06/2025 is a day of May to one reader and of June to another."""
    for piece, language, text in material.texts(Kind.ANSWER, Kind.TITLE, Kind.PHRASE, Kind.BUTTON):
        match = _DAY_IN_FIGURES.search(prose(text))
        if match:
            form = "May 20, 2025" if language is Language.EN else "20 mai 2025"
            yield piece.problem(language, f"has the day {match.group()} in figures: write it like {form}")


def security_figures_are_complete(material: Material) -> Iterator[ContentProblem]:
    """The figures that the security calculation needs are all there, of the right unit, and don't contradict one another."""
    try:
        security_rules(material.content.rates)
    except InvalidContent as error:
        yield from error.problems


def figures_have_no_gaps(material: Material) -> Iterator[ContentProblem]:
    """Each value starts on the day after the one before it ended."""
    for key, rate in material.content.rates.items():
        for earlier, later in pairwise(rate.values):
            end = earlier.in_force.end
            if end and later.in_force.start > end + ONE_DAY:
                cause = f"no value holds after {end.isoformat()} and before {later.in_force.start.isoformat()}: correct until or from"
                yield ContentProblem(material.rate_files.get(key, "rates/"), f"{key}.values", cause)


def _written_out(material: Material, pattern: re.Pattern[str], what: str) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts(Kind.ANSWER, Kind.TITLE, Kind.PHRASE, Kind.BUTTON, Kind.WEB):
        # A link's words and a placeholder aren't figures written out, the text between them may be.
        match = pattern.search(prose(text))
        if match:
            yield piece.problem(language, f"writes out {what} ({match.group()!r}): put it in rates/ and use {{rate:...}} here")

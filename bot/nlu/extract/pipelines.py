"""The spaCy pipelines: one blank one per language, with matchers for what depends on words and their order.

Tokens help where words do the deciding: numbers in words, things counted, "last Tuesday". What is written in digits and marks is
read from the raw text, because a tokenizer cuts ``38 400,50 $`` and ``Oct. 21`` in ways a matcher would then have to undo.

Nothing is built on import. The first call for a language takes about a tenth of a second; ``warm_up`` does it beforehand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.language import Language
from bot.nlu.extract.french import blank_french
from bot.nlu.extract.number_words import number_vocabulary
from bot.nlu.extract.vocabulary import BEFORE_COUNTED, COUNTED, WEEKDAYS
from bot.nlu.text import fold

if TYPE_CHECKING:
    from spacy.language import Language as Nlp
    from spacy.matcher import Matcher

NUMBER_WORDS = "number_words"
COUNT = "count"
VAGUE = "vague"
RELATIVE_DATE = "relative_date"

Pattern = list[dict[str, Any]]

MOST_STRINGS = 300_000
"""spaCy keeps every word it ever saw; above this many the pipeline is built anew, so that memory stays bounded."""

# Patterns only ask whether a token is a number. With all digits alike, people's numbers don't stay in spaCy's memory.
_DIGITS_AS_ONES = {ord(digit): "1" for digit in "0123456789"}

# The tokenizer's time grows with the square of a run of signs: 5,000 dollar signs would take it four seconds.
_MOST_NUMBER_WORDS = 10
_LONG_RUN = re.compile(r"\S{60,}")


@dataclass(frozen=True)
class Match:
    """A matched stretch of text, by characters."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Pipeline:
    """A tokenizer and its matcher."""

    nlp: Nlp
    matcher: Matcher

    def matches(self, text: str) -> list[Match]:
        """Return the matches in ``text``, in order of place; of one label, the longest where they overlap."""
        doc = self.nlp.make_doc(_LONG_RUN.sub(lambda run: "x" * len(run[0]), text.translate(_DIGITS_AS_ONES)))
        found = []
        for label, start, end in self.matcher(doc):
            span = doc[start:end]
            found.append(Match(self.nlp.vocab.strings[label], span.start_char, span.end_char))
        if len(self.nlp.vocab.strings) > MOST_STRINGS:
            pipeline.cache_clear()
        return sorted(found, key=lambda match: (match.start, match.end))


@lru_cache(maxsize=2)
def pipeline(language: Language) -> Pipeline:
    """Return the pipeline of a language, built on first use."""
    import spacy  # half a second: not at import, which every process pays for
    from spacy.attrs import NORM  # type: ignore[import-not-found]
    from spacy.matcher import Matcher

    nlp = blank_french() if language is Language.FR else spacy.blank(language.value)
    # NORM is the word without case and accents, so that "Février", "fevrier" and "FÉVRIER" meet one pattern.
    nlp.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined, union-attr, unused-ignore]
    matcher = Matcher(nlp.vocab)
    for label, patterns in _patterns(language).items():
        matcher.add(label, patterns, greedy="LONGEST")
    return Pipeline(nlp, matcher)


def warm_up() -> None:
    """Build both pipelines, so that the first message doesn't wait for them."""
    for language in Language:
        pipeline(language).matches("12 345,67 $")


def _one_of(words: object) -> dict[str, Any]:
    return {"NORM": {"IN": sorted(words)}}  # type: ignore[call-overload]


def _patterns(language: Language) -> dict[str, list[Pattern]]:
    french = language is Language.FR
    words = number_vocabulary(language)
    joiners = {"-", "et", "de"} if french else {"-", "and", "a"}
    spelled = "|".join(sorted(words, key=len, reverse=True))
    number_word: dict[str, Any] = {"NORM": {"REGEX": rf"^(?:{spelled})(?:-(?:{spelled}|et))*$"}} if french else _one_of(words)
    joiner = {**_one_of(joiners), "OP": "*"}
    # A pattern for each length: with words that may be left out, "half a half a half a..." could be read in millions of ways.
    numbers: list[Pattern] = [[number_word, *[joiner, number_word] * more] for more in range(_MOST_NUMBER_WORDS)]
    if not french:
        numbers = [[{**_one_of({"a"}), "OP": "?"}, *number] for number in numbers]
    vague = {"quelques", "plusieurs"} if french else {"few", "several", "couple", "some"}
    scales = {"mille", "milles", "milliers", "millions", "million"} if french else {"thousand", "thousands", "million", "millions", "grand"}
    return {
        NUMBER_WORDS: numbers,
        COUNT: [[{"LIKE_NUM": True}, {**_one_of(BEFORE_COUNTED), "OP": "*"}, _one_of(COUNTED)]],
        VAGUE: [
            [_one_of(vague), {**_one_of({"of", "de"}), "OP": "?"}, _one_of(scales)],
            [_one_of({"milliers", "thousands"})],
            [_one_of({"des", "in"}), {**_one_of({"the"}), "OP": "?"}, _one_of({"millions"})],
        ],
        RELATIVE_DATE: _relative_dates(french),
    }


def _relative_dates(french: bool) -> list[Pattern]:
    weekday = _one_of(WEEKDAYS)
    amount: dict[str, Any] = {"LIKE_NUM": True}
    if french:
        return [
            [_one_of({"hier", "aujourd'hui", "demain", "avant-hier", "apres-demain"})],
            [_one_of({"avant", "apres"}), {"ORTH": "-"}, _one_of({"hier", "demain"})],
            [weekday, _one_of({"dernier", "prochain", "passe"})],
            [_one_of({"depuis"}), weekday],
            [_one_of({"il"}), _one_of({"y"}), _one_of({"a"}), amount, _one_of({"jour", "jours", "semaine", "semaines"})],
            [_one_of({"semaine", "mois"}), _one_of({"derniere", "dernier", "passee", "passe"})],
        ]
    return [
        [_one_of({"yesterday", "today", "tomorrow"})],
        [_one_of({"day"}), _one_of({"before", "after"}), _one_of({"yesterday", "tomorrow"})],
        [_one_of({"last", "next", "this", "past"}), weekday],
        [_one_of({"since"}), weekday],
        [amount, _one_of({"day", "days", "week", "weeks"}), _one_of({"ago"})],
        [_one_of({"last"}), _one_of({"week", "month"})],
    ]

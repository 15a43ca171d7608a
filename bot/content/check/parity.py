"""Both languages say the same: each text has its twin, with the same placeholders, variables and links in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.content.check.material import Kind, Material
from bot.content.render import LINK, PLACEHOLDER, VARIABLE
from bot.errors import ContentProblem
from bot.language import Language

_WORDS_THAT_MAY_BE_ALIKE = 2


def both_languages_are_there(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts():
        if not text.strip():
            yield piece.problem(language, "is empty: write it, there is no falling back on the other language")


def languages_are_not_copies(material: Material) -> Iterator[ContentProblem]:
    """A text of three words or more isn't the same in both languages, nor a sentence in it. One or two words can be: "Conversation"."""
    for piece in material.pieces:
        if piece.en.strip() == piece.fr.strip():
            if len(VARIABLE.sub("", piece.en).split()) > _WORDS_THAT_MAY_BE_ALIKE:
                yield piece.problem(Language.FR, "is the same as the English text: translate it")
            continue
        # A sentence in the other language, after a slash, is for people whose language isn't known.
        french = set() if " / " in piece.fr else set(_sentences(piece.fr))
        for sentence in _sentences(piece.en):
            if sentence in french and len(VARIABLE.sub("", sentence).split()) > _WORDS_THAT_MAY_BE_ALIKE:
                yield piece.problem(Language.FR, f"says {sentence[:40]!r} as the English text does: translate it")


def _sentences(text: str) -> list[str]:
    return [sentence.strip(" -*") for sentence in re.split(r"[.!?:;]\s|\n", PLACEHOLDER.sub("", text))]


def variants_come_in_pairs(material: Material) -> Iterator[ContentProblem]:
    for key, phrase in material.content.phrases.items():
        if len(phrase.en) != len(phrase.fr):
            cause = f"has {len(phrase.fr)} variants and en has {len(phrase.en)}: each variant needs its twin, in the same order"
            yield ContentProblem(material.phrase_files[key], f"{key}.fr", cause)


def placeholders_are_the_same(material: Material) -> Iterator[ContentProblem]:
    """The same ``{rate:…}``, ``{contact:…}`` and ``{age:…}``, each as often."""
    for piece in material.of(Kind.ANSWER, Kind.PHRASE):
        found = [Counter(match.group() for match in PLACEHOLDER.finditer(text)) for text in (piece.en, piece.fr)]
        for cause in differences(*found):
            yield piece.problem(Language.FR, cause)


def variables_are_the_same(material: Material) -> Iterator[ContentProblem]:
    for piece in material.of(Kind.ANSWER, Kind.PHRASE, Kind.WEB):
        english, french = ({match.group() for match in VARIABLE.finditer(text)} for text in (piece.en, piece.fr))
        for name in sorted(english - french):
            yield piece.problem(Language.FR, f"lacks {name}, which the English text has: put it in, or take it out there")
        for name in sorted(french - english):
            yield piece.problem(Language.FR, f"has {name}, which the English text lacks: take it out, or put it in there")


def links_are_the_same(material: Material) -> Iterator[ContentProblem]:
    for piece in material.of(Kind.ANSWER, Kind.PHRASE):
        found = [Counter(f"link:{match['id']}" for match in LINK.finditer(text)) for text in (piece.en, piece.fr)]
        for cause in differences(*found):
            yield piece.problem(Language.FR, cause)


def differences(english: Counter[str], french: Counter[str]) -> Iterator[str]:
    """Return a cause for each thing that one language has more often than the other."""
    for thing in sorted(english.keys() | french.keys()):
        if english[thing] != french[thing]:
            yield (f"has {thing} {_times(french[thing])} and the English text {_times(english[thing])}: make the two agree")


def _times(count: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")

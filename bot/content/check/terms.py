"""Words that French content doesn't use, each with what to write instead and why.

The official words are those of CBSA's own French pages and of its news releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.check.facts import prose
from bot.content.check.material import Kind, Material
from bot.errors import ContentProblem
from bot.language import Language


@dataclass(frozen=True)
class Term:
    """With ``never`` it may stand nowhere; else in brackets or quotation marks, for readers of English screens."""

    pattern: re.Pattern[str]
    instead: str
    reason: str
    never: bool = False


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/])(?:{pattern})(?!\w)")


TERMS = (
    Term(_word("MDCR"), "GCRA", "nobody uses this abbreviation", never=True),
    Term(_word("PCG"), "portail client de la GCRA", "a trade abbreviation that owners don’t know", never=True),
    Term(
        re.compile(r"\bpubli\w+\s+(?:\w+\s+){0,2}(?:garantie|caution|sûreté)", re.IGNORECASE),
        "fournir ou déposer une garantie",
        "“publier” is a word-for-word copy of “to post”",
        never=True,
    ),
    Term(
        re.compile(r"\bcomptes? (?:à recevoir|recevables?)", re.IGNORECASE), "ce que vous devez à l’ASFC",
        "a word-for-word copy of “accounts receivable”", never=True,
    ),
    Term(re.compile(r"\bpré-autoris", re.IGNORECASE), "préautorisé", "one word, as banks write it", never=True),
    Term(_word("CBSA"), "ASFC", "the English abbreviation"),
    Term(_word("CARM"), "GCRA", "the English abbreviation"),
    Term(_word("RPP"), "MAP", "the English abbreviation"),
    Term(_word("CFIB"), "FCEI", "the English abbreviation"),
    Term(_word("CRA"), "ARC", "the English abbreviation"),
    Term(_word("GST|HST"), "TPS, TVH", "the English abbreviation"),
    Term(_word("PAD"), "DPA", "the English abbreviation"),
    Term(_word("GCKey"), "CléGC", "the English name"),
)  # fmt: skip

_ASIDE = re.compile(r"\([^()]*\)|«[^«»]*»|[\w.+-]+@[\w.-]+")


def french_terms(material: Material) -> Iterator[ContentProblem]:
    """French texts use the official French words. English names may stand in brackets or quotation marks."""
    for piece in material.pieces:
        whole = prose(piece.fr)
        # A sentence in the other language, after a slash, is for people whose language isn't known.
        plain = _ASIDE.sub(" ", whole.split(" / ")[0] if piece.kind is Kind.PHRASE else whole)
        for term in TERMS:
            match = term.pattern.search(whole if term.never else plain)
            if match:
                yield piece.problem(Language.FR, f"says {match.group()!r}: write {term.instead} ({term.reason})")

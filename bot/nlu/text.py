"""Cleans a message before it is understood, and cuts it into clauses. Pure functions on text, no language model."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 2_000

_SLASHES = re.compile(r"^[\s/\\⁄∕]+")
_SPACES = re.compile(r"[^\S\n]+")
_ASKING = (
    r"how|what|who|whom|when|where|why|which|can|could|do|does|did|is|are|should|will|"
    r"comment|combien|quand|où|qui|quoi|quel|quels|quelle|quelles|pourquoi|est-ce|puis-je|y a-t-il"
)
_QUESTION_WORD = rf"{_ASKING}|c'est|faut|dois|peut|peux"
"""The last ones begin answers as well: "c'est 5 000", "dois 4 200 par mois"."""
_ASKED = re.compile(rf"\W*(?:{_QUESTION_WORD})\b", re.IGNORECASE)
_PLAINLY_ASKED = re.compile(rf"\W*(?:{_ASKING})\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"(?<=[?!;])\s+|(?<=[^\d.]\.)\s+|\n+|"
    r",?\s+(?:and also|also,|oh and|plus,|et aussi|aussi,|pis aussi|et puis|une autre question|another question)\s+|"
    rf",?\s+(?:and|but|also|et|pis|puis|mais|aussi)\s+(?=(?:{_QUESTION_WORD})\b)",
    re.IGNORECASE,
)
_LETTER_RUN = re.compile(r"[^\W\d_]+")
MIN_CLAUSE_WORDS = 3
_LEAST_NOISE = 6
# A command of Rasa's with its slots, a JSON object or list, or nothing but tags: written by a program, not by an owner.
_CODE = re.compile(r"^\s*(?:[\w/]*\s*[{\[].*[}\]]|(?:<[^<>]*>\s*)+)\s*$", re.DOTALL)
_CODE_SIGNS = re.compile(r"[\"']\s*:|</?\w|=[\"']")


def clean(text: str) -> str:
    """Return ``text`` as the pipeline reads it: compatibility forms folded, control characters gone, no leading slash.

    Rasa takes a message that starts with ``/`` for a command that sets intent and slots. People's words must never be that, so
    the slash goes, in any width and after any spaces. What is too long keeps its beginning and its end, where questions are.
    """
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(ch if ch == "\n" or unicodedata.category(ch)[0] != "C" else " " for ch in folded)
    tidy = _SLASHES.sub("", _SPACES.sub(" ", visible)).strip()
    if len(tidy) <= MAX_CHARACTERS:
        return tidy
    half = MAX_CHARACTERS // 2
    return f"{tidy[:half]} {tidy[-half:]}"


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, for comparing what people type with what they mean."""
    lowered = text.lower().replace("’", "'").replace("œ", "oe")
    if lowered.isascii():
        return lowered
    # What has no ASCII base letter (another script, an emoji) plays no part in comparing French with English.
    return unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()


def key(text: str) -> str:
    """Return the letters and digits of ``text`` only, folded: equal for texts that differ in case, accents or punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def clauses(text: str, most: int = 6) -> list[str]:
    """Return the sentences of a message that has several, each of at least three words, else an empty list."""
    parts = [part.strip() for part in _CLAUSE_END.split(text) if part and part.strip()]
    long_enough = [part for part in parts if len(part.split()) >= MIN_CLAUSE_WORDS]
    return long_enough[-most:] if len(long_enough) > 1 else []


def asks(clause: str) -> bool:
    """Say whether a clause is put as a question, by its mark or by its first word."""
    return "?" in clause or bool(_ASKED.match(clause))


def asks_plainly(text: str) -> bool:
    """Say whether a text begins as a question does and can't be an answer, as "c'est 5 000" can."""
    return bool(_PLAINLY_ASKED.match(text))


def letters(text: str) -> str:
    """Return the letters of ``text``, whatever their script."""
    return "".join(_LETTER_RUN.findall(text))


def latin_share(text: str) -> float:
    """Return the share of the letters that are Latin, 0 to 1; 0 when there are no letters."""
    found = letters(text)
    if not found:
        return 0.0
    latin = sum(1 for ch in found if unicodedata.name(ch, "").startswith("LATIN"))
    return latin / len(found)


def is_noise(text: str) -> bool:
    """Say whether the letters of ``text`` are one and the same over and over ("xxxxxx"), which is no word of any language."""
    found = letters(text).lower()
    return len(found) >= _LEAST_NOISE and len(set(found)) == 1


def is_code(text: str) -> bool:
    """Say whether ``text`` is a program's writing from end to end, in which the words are no question."""
    return bool(_CODE.match(text) and _CODE_SIGNS.search(text))

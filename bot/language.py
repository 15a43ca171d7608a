"""The two languages of the product. Everything a person reads exists in both; there is no fallback from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum


class Language(str, Enum):
    """A language the assistant speaks; the value is its BCP 47 primary tag."""

    EN = "en"
    FR = "fr"

    @property
    def tag(self) -> str:
        """The regional tag for markup and browsers: ``en-CA`` or ``fr-CA``."""
        return f"{self.value}-CA"

    @property
    def other(self) -> Language:
        return Language.FR if self is Language.EN else Language.EN

    @classmethod
    def of(cls, tag: object) -> Language | None:
        """Return the language that a tag such as ``fr``, ``FR-ca`` or ``en_US`` names, ``None`` when it is neither.

        >>> Language.of("fr-CA")
        <Language.FR: 'fr'>
        >>> Language.of("de") is None
        True
        """
        if not isinstance(tag, str):
            return None
        primary = tag.strip().lower().replace("_", "-").split("-")[0]
        return next((language for language in cls if language.value == primary), None)


LANGUAGE_SLOTS = ("chosen_language", "language", "language_hint", "language_guess")
"""What a conversation knows of its language, strongest first: the person's choice, the language they surely wrote in, their page's
or client's, and what their words look like."""


def conversation_language(slot: Callable[[str], object]) -> Language:
    """Return the language to answer in, given how to look up a slot; English when nothing tells."""
    found = (Language.of(slot(name)) for name in LANGUAGE_SLOTS)
    return next((language for language in found if language is not None), Language.EN)

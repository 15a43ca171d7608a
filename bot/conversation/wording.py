"""How services get words for people: by key and language. ``bot.content.web`` fulfils it from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.language import Language


class Wording(Protocol):
    def say(self, key: str, language: Language, **values: object) -> str:
        """Return the words for a key such as ``notices.outage``. Raises ``KeyError`` for one that doesn't exist."""

    def group(self, prefix: str, language: Language) -> Mapping[str, str]:
        """Return all words under a prefix, by the rest of their key."""

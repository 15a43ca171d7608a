"""Reads what ``bot.nlg`` puts beside each reply; shared by every way of reaching the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.engine.model import Button, Reply, SourceNote
from bot.language import Language


def reply_from(parts: Mapping[str, Any]) -> Reply:
    """Return the reply that the parts (``bot.nlg.ContentNLG``, under ``reply`` and ``custom``) describe."""
    return Reply(
        text=str(parts.get("text") or ""),
        footer=str(parts.get("footer") or ""),
        notes=str(parts.get("notes") or ""),
        language=Language.of(parts.get("language")) or Language.EN,
        outcome=str(parts.get("outcome") or ""),
        key=str(parts.get("key") or ""),
        buttons=tuple(Button(**button) for button in parts.get("buttons") or []),
        sources=tuple(SourceNote(**source) for source in parts.get("sources") or []),
        data=dict(parts.get("data") or {}),
    )


def message_metadata(language: Language | None, hint: Language | None) -> dict[str, str]:
    """Return the metadata that tells the pipeline a person's choice of language and their page's (``LanguageDetector``)."""
    found = {"language": language, "language_hint": hint}
    return {name: value.value for name, value in found.items() if value is not None}

"""Reads what ``bot.nlg`` puts beside each reply; shared by every way of reaching the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.engine.model import Button, Reply, SourceNote, Turn
from bot.language import Language


def reply_from(parts: Mapping[str, Any]) -> Reply:
    """Return the reply that the parts (``bot.nlg.ContentNLG``, under ``reply`` and ``custom``) describe; what else is in them is left.

    Raises ``ValueError`` for parts of another shape: what a channel shows and the record keeps must be what it says it is.
    """
    return Reply(
        text=_words(parts, "text"),
        footer=_words(parts, "footer"),
        notes=_words(parts, "notes"),
        language=Language.of(_words(parts, "language")) or Language.EN,
        outcome=_words(parts, "outcome"),
        key=_words(parts, "key"),
        buttons=tuple(_button(each) for each in _all(parts, "buttons")),
        sources=tuple(SourceNote(*(_words(each, name) for name in ("title", "url", "checked"))) for each in _all(parts, "sources")),
        data=dict(_mapping(parts.get("data") or {}, "data")),
    )


def turn_from(answer: object) -> Turn:
    """Return the turn that the Rasa server's answer describes. Raises ``ValueError`` for one of another shape.

    A reply that shows nothing is none.
    """
    replies = [reply_from(parts) for parts in _all(_mapping(answer, "answer"), "replies")]
    return Turn(tuple(reply for reply in replies if reply.text or reply.buttons or reply.data))


def _button(parts: Mapping[str, Any]) -> Button:
    return Button(_words(parts, "title"), _words(parts, "says"), _words(parts, "answer") or None)


def _words(parts: Mapping[str, Any], name: str) -> str:
    value = parts.get(name)
    if not isinstance(value, (str, type(None))):
        raise ValueError(f"{name}: no words")
    return value or ""


def _all(parts: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = parts.get(name) or []
    if not isinstance(value, list):
        raise ValueError(f"{name}: no list")
    return [_mapping(each, name) for each in value]


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: no object")
    return value


def message_metadata(language: Language | None, hint: Language | None) -> dict[str, str]:
    """Return the metadata that tells the pipeline a person's choice of language and their page's (``LanguageDetector``)."""
    found = {"language": language, "language_hint": hint}
    return {name: value.value for name, value in found.items() if value is not None}

"""What the components of the pipeline tell one another about a message, beyond Rasa's own attributes."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language import Language
from bot.nlu.text import MAX_CHARACTERS

CLAUSES = "clauses"
"""The sentences of a message that has several (``list[str]``)."""
RAW = "raw"
"""The text as the person sent it: tabs tell the cells of a pasted table apart."""
SPELLED = "spelled"
"""The whole text and its clauses with their spelling mended (``list[str]``): what the encoders and n-grams read."""
FRENCH = "french"
"""The probability that the message is in French, 0 to 1."""


def text_of(message: Message) -> str:
    return str(message.get(TEXT) or "")


def raw_text_of(message: Message) -> str:
    """Return the text as the person sent it, at most ``MAX_CHARACTERS`` of it."""
    return str(message.get(RAW) or text_of(message))[:MAX_CHARACTERS]


def texts_of(message: Message) -> list[str]:
    """Return the whole text, then its clauses, with their spelling mended where that was done."""
    return message.get(SPELLED) or [text_of(message), *(message.get(CLAUSES) or [])]


def metadata_of(message: Message) -> dict[str, Any]:
    found = message.get(METADATA)
    return found if isinstance(found, dict) else {}


def language_of_example(message: Message) -> Language | None:
    """Return the language that a training example's file states (``metadata: language:`` beside its intent)."""
    stated = metadata_of(message).get("intent")
    return Language.of(stated.get("language")) if isinstance(stated, dict) else None


def add_entity(message: Message, entity: str, value: object, extractor: str, start: int = 0, end: int | None = None) -> None:
    """Add an entity to the message's output; by default it spans the whole text."""
    found = {
        "entity": entity,
        "value": value,
        "start": start,
        "end": len(text_of(message)) if end is None else end,
        "extractor": extractor,
    }
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), found], add_to_output=True)

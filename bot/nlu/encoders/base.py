"""The interface of a sentence encoder, and the table of those there are."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.errors import BotError

_ENCODERS = {
    "minilm": "bot.nlu.encoders.minilm:MiniLmEncoder",
    "use": "bot.nlu.encoders.use:UseEncoder",
}


class UnknownEncoder(BotError, LookupError):
    """``config.yml`` names an encoder that doesn't exist."""

    code = "unknown_encoder"


class SentenceEncoder(Protocol):
    """Turns sentences into vectors of unit length whose dot product says how alike in meaning they are."""

    fingerprint: str
    """Changes whenever the vectors would: part of the model's fingerprint, so that Rasa trains again."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one row per text, shape ``(len(texts), dimension)``. An empty text gives some vector, never an error."""


def encoder_class(name: str) -> type[SentenceEncoder]:
    """Return the encoder called ``name`` without loading its weights. Raises ``UnknownEncoder``."""
    if name not in _ENCODERS:
        raise UnknownEncoder(name=name, known=sorted(_ENCODERS))
    module, _, attribute = _ENCODERS[name].partition(":")
    found: type[SentenceEncoder] = getattr(import_module(module), attribute)
    return found


@cache
def load_encoder(name: str) -> SentenceEncoder:
    """Return the encoder called ``name``, loaded once per process."""
    return encoder_class(name)()

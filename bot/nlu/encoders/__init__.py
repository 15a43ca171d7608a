"""Sentence encoders behind one interface, chosen by name in ``config.yml``. All run on the CPU from files in the environment."""

from __future__ import annotations

from bot.nlu.encoders.base import SentenceEncoder, UnknownEncoder, encoder_class, load_encoder

__all__ = ["SentenceEncoder", "UnknownEncoder", "encoder_class", "load_encoder"]

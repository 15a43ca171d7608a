"""Loads the assistant into this process for the commands that talk to it, training it first when it is stale."""

from __future__ import annotations

import sys

from bot.engine.embedded import EmbeddedEngine
from bot.settings import Settings
from bot.training import is_stale, train


def load_engine() -> EmbeddedEngine:
    """Return the assistant. Says on standard error what takes long."""
    settings = Settings.from_environment()
    if is_stale(settings.model):
        say("The model is missing or older than what it is made of: training (about 20 seconds).")
        train(settings.model, say=say)
    say("Loading the assistant…")
    return EmbeddedEngine(settings.model)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

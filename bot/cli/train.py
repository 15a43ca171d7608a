"""``carm train``."""

from __future__ import annotations

import argparse

from bot.cli.engine import say
from bot.settings import Settings
from bot.training import is_stale, train

HELP = "Train the assistant if what it is made of has changed since the last model."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="train even if nothing has changed")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    if not arguments.force and not is_stale(settings.model):
        say(f"{settings.model} is up to date.")
        return 0
    say("Training…")
    seconds = train(settings.model, say=say)
    say(f"Trained {settings.model} in {seconds:.0f} seconds.")
    return 0

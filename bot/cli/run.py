"""``carm run``."""

from __future__ import annotations

import argparse
import subprocess

from bot.cli import check
from bot.cli.engine import say
from bot.processes.services import environment, services
from bot.processes.supervisor import Supervisor, python
from bot.settings import Settings
from bot.training import is_stale

HELP = "Train if stale, check the content, start every process, and watch over them until Ctrl-C."

_READY = """Ready. Ctrl-C stops everything.
  In another terminal, talk to it:  uv run carm chat
  or ask one question:              uv run carm ask "my goods are stuck at the border"
  Off: Telegram (no token set), e-mail (no server set)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: everything comes from the environment and .env (docs/operations.md)."""


def run(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    if is_stale(settings.model) and _train():
        return 1
    if check.run(argparse.Namespace(errors_only=True)):
        say("Not started: the content has the errors above.")
        return 1
    say("Starting…")
    Supervisor(services(settings), environment(settings), say).run(lambda: say(_READY))
    say("Stopped.")
    return 0


def _train() -> int:
    # In a process of its own: Rasa's half a gigabyte would stay with the supervisor for good.
    return subprocess.run(python("-m", "bot.cli", "train"), check=False).returncode

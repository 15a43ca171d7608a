"""``carm``: one command for everything an operator, an editor or an engineer does. Each command is a module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.errors import BotError
from bot.logs import configure_logs, keep_libraries_quiet
from bot.settings import load_env_file

COMMANDS = ("run", "train", "chat", "ask", "calculate", "check", "evaluate", "desk")
"""Modules of this package. Each has ``HELP``, ``add_arguments(parser)`` and ``run(arguments) -> int``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 the thing asked about is wrong, 2 the command can't be carried out."""
    keep_libraries_quiet()
    parser = argparse.ArgumentParser(prog="carm", description="CFIB's CARM assistant.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {name: import_module(f"bot.cli.{name}") for name in COMMANDS}
    for name, module in modules.items():
        module.add_arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    given = parser.parse_args(arguments)
    try:
        load_env_file()
        configure_logs()
        status: int = modules[given.command].run(given)
        sys.stdout.flush()
    except BotError as error:
        print(f"carm {given.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # who read what we print has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more as it ends
        return 141
    except OSError as error:  # a file that can't be read or written, a full disk
        print(f"carm {given.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status

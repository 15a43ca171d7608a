"""What a process that gateways are forked off imports: the gateway's code, and its content as read."""

from __future__ import annotations

import os
from pathlib import Path

from bot.desk.build import load_parts
from tests.fakes import gateway_process

load_parts()  # kept for the life of the process, and so for each that is forked off it


def run(environment: dict[str, str], log: Path) -> None:
    """Be the gateway of ``tests.fakes.gateway_process``."""
    with log.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(environment)
    gateway_process.main()

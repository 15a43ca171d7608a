"""The Rasa server: ``rasa run`` itself, with the token kept out of the command line, where every user of the machine could read it.

Run as ``python -m bot.processes.rasa_server PORT MODEL ENDPOINTS``; the token comes from ``CARM_TOKEN``.
"""

from __future__ import annotations

import os
import sys

from bot.logs import keep_libraries_quiet
from bot.paths import ROOT
from bot.settings import TOKEN_VARIABLE

HOST = "127.0.0.1"


def main() -> None:
    """Serve until stopped."""
    port, model, endpoints = sys.argv[1:4]
    keep_libraries_quiet()
    credentials = str(ROOT / "credentials.yml")
    options = ["-i", HOST, "-p", port, "-m", model, "--endpoints", endpoints, "--credentials", credentials, "--quiet"]
    sys.argv = ["rasa", "run", "--enable-api", f"--auth-token={os.environ[TOKEN_VARIABLE]}", *options]
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main()

"""The gateway: the only process that people reach. Run as ``python -m bot.processes.gateway``; settings come from the environment."""

from __future__ import annotations

import os
import sys

from bot.app import serve
from bot.channels.settings import GatewaySettings
from bot.engine.client import RasaEngine
from bot.errors import BotError
from bot.logs import configure_logs, keep_libraries_quiet
from bot.paths import var_folder
from bot.settings import Settings, refusing


def main() -> None:
    """Serve until stopped. A setting or a database that can't be is told in a line."""
    keep_libraries_quiet()
    configure_logs()
    try:
        with refusing():
            settings = GatewaySettings.from_environment(os.environ, var_folder())
        rasa = Settings.from_environment()
        serve(settings, RasaEngine(rasa.rasa_url, rasa.token, timeout_seconds=settings.engine_timeout_seconds))
    except BotError as error:
        sys.exit(f"gateway: {error}")


if __name__ == "__main__":
    main()

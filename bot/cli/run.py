"""``carm run``."""

from __future__ import annotations

import argparse
import os
import subprocess

from bot.channels.settings import GatewaySettings
from bot.cli import check
from bot.cli.engine import say
from bot.desk.mail.settings import MailSettings
from bot.processes.only_one import only_one
from bot.processes.services import environment, services
from bot.processes.supervisor import Supervisor, python
from bot.settings import InvalidSetting, Settings, refusing
from bot.training import is_stale

HELP = "Train if stale, check the content, start every process, and watch over them until Ctrl-C."

_READY = """
Ready: open {address} (français: {address}/fr)
  Without JavaScript:  {address}/chat
  In a terminal:       .venv/bin/carm chat
  {telegram}
  Advisors' console:   {address}/console  (make an advisor: .venv/bin/carm desk add-advisor NAME EMAIL)
  {mail}
Ctrl-C stops everything."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: everything comes from the environment and .env (docs/operations.md)."""


def run(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    gateway, mail = _gateway_settings(settings), _mail()
    with only_one(settings.var):
        if is_stale(settings.model) and _train():
            return 1
        if check.run(argparse.Namespace(errors_only=True)):
            say("Not started: the content has the errors above.")
            return 1
        say("Starting…")
        ready = _READY.format(address=gateway.local_address, telegram=_telegram(), mail=mail)
        Supervisor(services(settings, gateway), environment(settings), say).run(lambda: say(ready))
    say("Stopped.")
    return 0


def _train() -> int:
    # In a process of its own: Rasa's half a gigabyte would stay with the supervisor for good.
    return subprocess.run(python("-m", "bot.cli", "train"), check=False).returncode


def _gateway_settings(settings: Settings) -> GatewaySettings:
    with refusing():
        gateway = GatewaySettings.from_environment(os.environ, settings.var)
    if gateway.port == 0:
        raise InvalidSetting(cause="CARM_GATEWAY_PORT: 0 is any port, and nobody would know which")
    return gateway


def _mail() -> str:
    with refusing():
        settings = MailSettings.from_environment()
    if settings.is_on:
        return f"E-mail to advisors is on, through {settings.host}:{settings.port}."
    return "E-mail is off (no CARM_SMTP_URL is set): notices to advisors are printed to the log."


def _telegram() -> str:
    if os.environ.get("CARM_TELEGRAM_TOKEN", "").strip():
        return "Telegram is on: the gateway's lines above say whether its token works."
    return "Telegram is off (no CARM_TELEGRAM_TOKEN is set)."

"""``carm desk add-advisor NAME EMAIL``: gives someone access to the advisors' console and prints what to do next."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
from datetime import datetime, timezone

from bot.channels.settings import GatewaySettings
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.meter import NoMeter
from bot.desk.model import Role
from bot.desk.sign_in import SignIn
from bot.errors import BotError
from bot.language import Language
from bot.paths import var_folder
from bot.settings import refusing
from bot.storage.database import SqlDatabase

HELP = "Give advisors access to the console."

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DONE = """Added {name} ({role}).
  1. Open     {address}/console/sign-in
  2. Sign in  {email}
  3. Password {password}   (shown only now; change it under "My account")
To try the whole path, ask for a person in the chat at {address}/ in a second window."""


class InvalidEmail(BotError):
    """What was given is no e-mail address."""

    code = "invalid_email"


class InvalidName(BotError):
    """People in the chat would read an empty name."""

    code = "invalid_name"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    add = steps.add_parser("add-advisor", help="give someone access and print their first password")
    add.add_argument("name", metavar="NAME", help="as people in the chat will read it")
    add.add_argument("email", metavar="EMAIL", help="what they sign in with")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.ADVISOR.value)
    add.add_argument("--lang", choices=[language.value for language in Language], default=Language.EN.value)


def run(arguments: argparse.Namespace) -> int:
    with refusing():
        settings = GatewaySettings.from_environment(os.environ, var_folder())
    if not arguments.name.strip():
        raise InvalidName()
    if not _EMAIL.fullmatch(arguments.email):
        raise InvalidEmail(email=arguments.email)
    password = secrets.token_urlsafe(12)
    asyncio.run(_add(settings.database_url, arguments, password))
    given = {"name": arguments.name, "role": arguments.role, "email": arguments.email.lower()}
    print(_DONE.format(**given, address=settings.address, password=password))
    return 0


async def _add(database_url: str, arguments: argparse.Namespace, password: str) -> None:
    with refusing():
        database = await SqlDatabase.open(database_url)
    try:
        sign_in = SignIn(Ledger(database, Hub(), NoMeter()), lambda: datetime.now(timezone.utc))
        await sign_in.add(arguments.name, arguments.email, Role(arguments.role), Language(arguments.lang), password)
    finally:
        await database.close()

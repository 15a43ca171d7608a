"""What an operator can set of the assistant's processes, read once from the environment and ``.env``.

``docs/operations.md`` has one table of every variable; a test holds it to ``VARIABLES``. The gateway's own settings are in
``bot.channels.settings``.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import load_dotenv

from bot.errors import BotError
from bot.logs import LEVELS
from bot.paths import ROOT, var_folder

TOKEN_VARIABLE = "CARM_TOKEN"  # noqa: S105 - the name, not the token

VARIABLES = {
    "CARM_RASA_PORT": "5005",
    "CARM_ACTIONS_PORT": "5055",
    TOKEN_VARIABLE: "",
    "CARM_MODEL": "models/carm.tar.gz",
    "CARM_VAR_DIR": "var",
    "CARM_LOG_LEVEL": "INFO",
}
"""Each variable with its default."""


class InvalidSetting(BotError, ValueError):
    """A variable holds something that can't be."""

    code = "invalid_setting"


@dataclass(frozen=True)
class Settings:
    """The settings of ``carm run`` and the commands beside it. The token is hidden in ``repr``."""

    rasa_port: int
    actions_port: int
    model: Path
    var: Path
    token: str = field(repr=False)

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings. Raises ``InvalidSetting`` with the variable and the cause.

        Without ``CARM_TOKEN`` a new token is made: it only has to be the same for the processes started together.
        """

        def value(name: str) -> str:
            return (environment.get(name) or "").strip() or VARIABLES[name]

        model, token = Path(value("CARM_MODEL")), value(TOKEN_VARIABLE)
        if not model.name.endswith(".tar.gz"):
            raise InvalidSetting(variable="CARM_MODEL", value=model, cause="must be a file whose name ends in .tar.gz")
        if not (token.isascii() and token.isprintable()):
            raise InvalidSetting(variable=TOKEN_VARIABLE, cause="may have no letters outside ASCII: it travels in a header")
        if value("CARM_LOG_LEVEL").upper() not in LEVELS:
            raise InvalidSetting(variable="CARM_LOG_LEVEL", value=value("CARM_LOG_LEVEL"), cause=f"must be one of {', '.join(LEVELS)}")
        return cls(
            rasa_port=_port(value("CARM_RASA_PORT"), "CARM_RASA_PORT"),
            actions_port=_port(value("CARM_ACTIONS_PORT"), "CARM_ACTIONS_PORT"),
            model=model if model.is_absolute() else ROOT / model,
            var=var_folder(),
            token=token or secrets.token_urlsafe(32),
        )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the readers of settings raise, which names the variable or the file, into ``InvalidSetting``."""
    try:
        yield
    except BotError:
        raise
    except ValueError as error:
        raise InvalidSetting(cause=str(error)) from None
    except OSError as error:
        raise InvalidSetting(cause=f"{error.filename}: {error.strerror}") from None


def load_env_file() -> None:
    """Take variables from ``.env`` at the top of the project; what the environment has already wins.

    Raises ``InvalidSetting`` for a file that can't be read.
    """
    try:
        load_dotenv(ROOT / ".env", override=False)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(file=".env", cause=error) from None


def _port(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise InvalidSetting(variable=name, value=text, cause="must be a port from 1 to 65535")
    return int(text)

"""A real gateway in a process of its own with the scripted assistant: ``python -m tests.fakes.gateway_process``.

Settings come from the environment, as for the real one; ``SCRIPT_CLOCK`` is the seconds that its clock is ahead, and
``SCRIPT_TELEGRAM_LEASE_SECONDS`` how long a dead gateway keeps others from Telegram. It is steered by files in ``SCRIPT_FOLDER``: while
``down`` is there the assistant can't be reached, while ``hold`` is there it doesn't answer; each message it is asked is appended to
``said``, each conversation it is to forget to ``forgot``. With ``SCRIPT_HOLDS``, while ``hold-commit`` names an author, a transaction
that adds a message of theirs waits before its commit, and with ``hold-tell`` after it, before anybody hears of it; ``held`` appears then.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import now, serve
from bot.channels.settings import GatewaySettings
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.events import Event, MessageAdded
from bot.engine.model import EngineUnavailable, Turn
from bot.language import Language
from bot.storage.database import SqlDatabase
from tests.fakes.desk import answer_or_person


class FileScriptedEngine:
    def __init__(self, folder: Path, delay_seconds: float) -> None:
        self._folder, self._delay_seconds = folder, delay_seconds

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        if not await self.ready():
            raise EngineUnavailable()
        self._note("said", text)
        await asyncio.sleep(self._delay_seconds)
        while (self._folder / "hold").exists():  # noqa: ASYNC110  # another process removes the file
            await asyncio.sleep(0.02)
        return answer_or_person(text, language or hint or Language.EN)

    async def forget(self, conversation: str) -> None:
        if not await self.ready():
            raise EngineUnavailable()
        self._note("forgot", conversation)

    async def ready(self) -> bool:
        return not (self._folder / "down").exists()

    def _note(self, file: str, line: str) -> None:
        with (self._folder / file).open("a", encoding="utf-8") as lines:  # a test's small file
            lines.write(line + "\n")


def hold_transactions(folder: Path) -> None:
    """Have the database's transactions wait where the test says, so that the process can be killed there."""
    original: Any = SqlDatabase.write

    def is_held(point: str, events: list[tuple[str, Event]]) -> bool:
        try:
            author = (folder / f"hold-{point}").read_text()
        except FileNotFoundError:
            return False
        return any(isinstance(event, MessageAdded) and event.message.author.value == author for _, event in events)

    async def write(self: SqlDatabase, work: Any) -> Any:
        def held(unit: Any) -> Any:
            result = work(unit)
            while is_held("commit", unit.events):
                (folder / "held").touch()
                time.sleep(0.01)
            return result

        result, events = await original(self, held)
        while is_held("tell", events):
            (folder / "held").touch()
            await asyncio.sleep(0.01)
        return result, events

    SqlDatabase.write = write  # type: ignore[method-assign]


def main() -> None:
    folder = Path(os.environ["SCRIPT_FOLDER"])
    ahead = timedelta(seconds=float(os.environ.get("SCRIPT_CLOCK", "0")))

    def clock() -> datetime:
        return now() + ahead

    if os.environ.get("SCRIPT_HOLDS"):
        hold_transactions(folder)
    if lease_seconds := os.environ.get("SCRIPT_TELEGRAM_LEASE_SECONDS"):
        given = replace(TelegramSettings.from_environment(), lease_seconds=float(lease_seconds))
        TelegramSettings.from_environment = lambda: given  # type: ignore[method-assign,assignment,misc]
    serve(
        GatewaySettings.from_environment(var=folder / "var"),
        FileScriptedEngine(folder, float(os.environ.get("SCRIPT_DELAY_SECONDS", "0"))),
        clock,
    )


if __name__ == "__main__":
    main()

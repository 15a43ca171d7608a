"""A real gateway in a process of its own with the scripted assistant: ``python -m tests.fakes.gateway_process``.

Settings come from the environment, as for the real one. The assistant is steered by files in ``SCRIPT_FOLDER``: while ``down`` is there
it can't be reached, while ``hold`` is there it doesn't answer; each message it is asked is appended to ``said``.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.app import serve
from bot.channels.settings import GatewaySettings
from bot.engine.model import EngineUnavailable, Turn
from bot.language import Language
from tests.fakes.scripted_engine import answer_by_rote


class FileScriptedEngine:
    def __init__(self, folder: Path, delay_seconds: float) -> None:
        self._folder, self._delay_seconds = folder, delay_seconds

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        if not await self.ready():
            raise EngineUnavailable()
        with (self._folder / "said").open("a", encoding="utf-8") as said:  # a test's small file
            said.write(text + "\n")
        await asyncio.sleep(self._delay_seconds)
        while (self._folder / "hold").exists():  # noqa: ASYNC110  # another process removes the file
            await asyncio.sleep(0.02)
        return answer_by_rote(text, language or hint or Language.EN)

    async def forget(self, conversation: str) -> None:
        return None

    async def ready(self) -> bool:
        return not (self._folder / "down").exists()


if __name__ == "__main__":
    folder = Path(os.environ["SCRIPT_FOLDER"])
    serve(
        GatewaySettings.from_environment(var=folder / "var"),
        FileScriptedEngine(folder, float(os.environ.get("SCRIPT_DELAY_SECONDS", "0"))),
    )

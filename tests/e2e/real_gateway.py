"""The product's own gateway on a real database, with the scripted assistant behind it and a clock that can be set off."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from starlette.applications import Starlette

from bot.app import create_app
from bot.channels.settings import GatewaySettings
from bot.engine.model import Button, Reply, SourceNote, Turn
from bot.language import Language
from tests.e2e.script import answer, language_of
from tests.fakes.scripted_engine import ScriptedEngine


class RealGateway:
    """``set_off`` is added to the true time; ``app`` is what was made last."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.set_off = timedelta()
        self.app: Starlette | None = None
        self.engine = ScriptedEngine(answer=_turn)
        self.settings = GatewaySettings(
            secret_keys=("a key of the browser tests",),
            database_url=f"sqlite:///{folder / 'e2e.db'}",
            allowed_origins=frozenset({origin}),
            heartbeat_seconds=5,
            slow_after_seconds=60,
        )

    def make_app(self) -> Starlette:
        self.app = create_app(self.settings, engine=self.engine, clock=self.clock)
        return self.app

    def clock(self) -> datetime:
        return datetime.now(timezone.utc) + self.set_off

    def begin_at(self, moment: datetime) -> None:
        self.set_off = moment - datetime.now(timezone.utc)


def _turn(text: str, spoken: Language) -> Turn:
    language = Language(language_of(text, spoken.value))
    return Turn(
        tuple(
            Reply(
                said.text,
                language,
                outcome=said.outcome,
                buttons=tuple(Button(title, title) for title in said.buttons),
                sources=tuple(SourceNote(source["title"], source["url"], source["checked"]) for source in said.sources),
                data=said.data,
            )
            for said in answer(text, language.value)
        ),
        0.9,
    )

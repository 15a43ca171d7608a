"""Whether the assistant can be reached, known once for all conversations: one probe while it is down, instead of one from each."""

from __future__ import annotations

import asyncio

import structlog

from bot.engine.model import Engine

_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0
_PROBE_TIMEOUT_SECONDS = 3.0
log = structlog.get_logger(__name__)


class EngineWatch:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._up = asyncio.Event()
        self._up.set()
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether a message is worth sending; true until shown otherwise."""
        return self._up.is_set()

    async def until_up(self) -> None:
        await self._up.wait()

    async def check(self) -> bool:
        """Ask the assistant now; when it isn't ready, take it as down until a probe finds it back."""
        if await self._ready():
            return True
        if self._up.is_set():
            self._up.clear()
            log.warning("engine.down")
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._probe(), name="engine-probe")
        return False

    async def stop(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _probe(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not await self._ready():
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
        self._up.set()
        log.info("engine.back")

    async def _ready(self) -> bool:
        try:
            return await asyncio.wait_for(self._engine.ready(), _PROBE_TIMEOUT_SECONDS)
        except Exception as error:  # a probe may fail in any way; each of them means: not ready
            log.debug("engine.probe_failed", kind=type(error).__name__)
            return False

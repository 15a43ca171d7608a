"""The assistant behind HTTP: a client of ``bot.rasa_channel`` in the Rasa server, on loopback and behind a token."""

from __future__ import annotations

from typing import Any

import httpx

from bot.engine.model import Condition, EngineUnavailable, Turn
from bot.engine.payload import message_metadata, turn_from
from bot.language import Language


class RasaEngine:
    """Fulfils ``bot.engine.model.Engine``. One instance serves all conversations; close it when done."""

    def __init__(self, url: str, token: str, *, timeout_seconds: float = 10.0, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._token = token
        self.condition = Condition()
        # A proxy of the surroundings is for the way out, not for this machine.
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout_seconds, transport=transport, trust_env=False)

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        body: dict[str, Any] = {"sender": conversation, "text": text, "metadata": message_metadata(language, hint)}
        if message is not None:
            body["message"] = message
        found = await self._request("POST", "/webhooks/engine/turn", json=body)
        return turn_from(found)

    async def forget(self, conversation: str) -> None:
        await self._request("POST", "/webhooks/engine/forget", json={"sender": conversation})

    async def ready(self) -> bool:
        try:
            found = await self._request("GET", "/webhooks/engine/ready")
        except EngineUnavailable:
            return False
        self.condition = Condition(bool(found.get("actions", True)), int(found.get("unworded", 0)))
        return True

    async def close(self) -> None:
        await self._client.aclose()

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        try:
            headers = {"Authorization": f"Bearer {self._token}"}
            answer = await self._client.request(method, path, headers=headers, **options)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            status = {"status": error.response.status_code} if isinstance(error, httpx.HTTPStatusError) else {}
            raise EngineUnavailable(path=path, cause=type(error).__name__, **status) from error

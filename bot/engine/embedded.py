"""The assistant inside this process: the trained model, its dialogue and its actions, without a server or a port.

For ``carm ask``, ``carm chat``, ``carm evaluate`` and tests. The gateway uses ``bot.engine.client`` instead: a server that falls
over must not take the conversations with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from bot.engine.model import Turn
from bot.engine.payload import message_metadata, reply_from
from bot.errors import BotError
from bot.language import Language


class ModelMissing(BotError, FileNotFoundError):
    """There is no trained model: ``carm train`` makes one."""

    code = "model_missing"


class EmbeddedEngine:
    """Fulfils ``bot.engine.model.Engine``; also tells how sure each turn was. Conversations live in memory."""

    def __init__(self, model: Path) -> None:
        if not model.exists():
            raise ModelMissing(path=str(model), hint="run: carm train")
        # Rasa reads this when it is imported, which takes seconds: both happen only for those who use the engine.
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
        from rasa.core.agent import Agent
        from rasa.shared.core.domain import Domain

        from bot import rasa_speed
        from bot.conversation_memory import ConversationMemory
        from bot.nlg import ContentNLG

        rasa_speed.apply()
        memory = ConversationMemory(Domain.empty())  # Rasa gives it the model's domain
        self._agent = Agent.load(str(model), generator=ContentNLG(), tracker_store=memory, action_endpoint=_actions_here())

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        """Return the assistant's answer to ``text`` in ``conversation``. ``message`` is not heeded: nobody asks twice within a process."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        metadata = message_metadata(language, hint)
        await self._agent.handle_message(UserMessage(text, output, conversation, metadata=metadata))
        replies = tuple(reply_from(message["custom"]) for message in output.messages if "custom" in message)
        tracker = await self._agent.tracker_store.get_or_create_tracker(conversation)
        latest = tracker.latest_message
        if latest is None:
            return Turn(replies)
        return Turn(replies, latest.intent.get("confidence"), latest.parse_data.get("inside"))

    async def forget(self, conversation: str) -> None:
        from rasa.shared.core.trackers import DialogueStateTracker

        # Rasa's stores can't delete; in memory, an empty conversation put in its place is the same.
        store = self._agent.tracker_store
        await store.save(DialogueStateTracker.from_events(conversation, [], store.domain.slots))

    async def ready(self) -> bool:
        return bool(self._agent.is_ready())


def _actions_here() -> Any:
    """Return an action endpoint that runs ``actions`` in this process, as the action server would."""
    from rasa.utils.endpoints import ClientResponseError, EndpointConfig
    from rasa_sdk.executor import ActionExecutor
    from rasa_sdk.interfaces import ActionExecutionRejection

    executor = ActionExecutor()
    executor.register_package("actions")

    class ActionsHere(EndpointConfig):  # type: ignore[misc]
        async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> Any:
            try:
                return await executor.run(json)
            except ActionExecutionRejection as rejection:
                # What the action server would answer, and what Rasa turns into its own rejection.
                body = f'{{"error": "rejected", "action_name": "{rejection.action_name}"}}'
                raise ClientResponseError(400, str(rejection), body) from rejection

    return ActionsHere("http://in-process", enable_selective_domain=True)

"""Sends messages that hold the figures of a calculation to the calculator, whatever question they were taken for."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.interview import is_without_words, language_of_figures, route
from bot.language import Language
from bot.nlu.components.messages import FRENCH, add_entity, raw_text_of

ABOUT = "about"
"""The answer that a message would have had, had it held no figure."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class FigureRouter(GraphComponent):
    """Must stand behind the classifier. Sets the intent ``calculator`` for a question that brings its own amount ("worst month
    38,400, what bond do I need"), ``inform`` for a message made of figures ("no, March was 5,100"), and ``clarify`` for a sum that has
    nothing to do with security."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FigureRouter:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._route(message)
            self._tell_language(message)
        return messages

    def _tell_language(self, message: Message) -> None:
        """Take back the language of a message that has hardly a word in it: "entry 3" must not turn a conversation French."""
        text, guessed = raw_text_of(message), _language(message)
        if not is_without_words(text, guessed):
            return
        entities = [each for each in message.get(ENTITIES) or [] if each["entity"] not in ("language", "language_guess")]
        message.set(ENTITIES, entities, add_to_output=True)
        named = language_of_figures(text, guessed)
        if named is not None:
            add_entity(message, "language", named.value, type(self).__name__)

    def _route(self, message: Message) -> None:
        understood = message.get(INTENT) or {}
        answer = next((entity["value"] for entity in message.get(ENTITIES) or [] if entity["entity"] == "answer"), "")
        found = route(
            raw_text_of(message),
            _language(message),
            intent=str(understood.get(INTENT_NAME_KEY) or ""),
            answer=answer,
            candidates=message.get("candidates") or [],
        )
        if found is None:
            return
        confidence = understood.get(PREDICTED_CONFIDENCE_KEY, 1.0) if found.value == understood.get(INTENT_NAME_KEY) else 1.0
        message.set(INTENT, {INTENT_NAME_KEY: found.value, PREDICTED_CONFIDENCE_KEY: confidence}, add_to_output=True)
        message.set(ENTITIES, [each for each in message.get(ENTITIES) or [] if each["entity"] != "answer"], add_to_output=True)
        message.set("response_selector", {}, add_to_output=True)
        message.set(ABOUT, answer, add_to_output=True)


def _language(message: Message) -> Language:
    return Language.FR if (message.get(FRENCH) or 0.0) > 0.5 else Language.EN

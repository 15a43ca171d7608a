"""First component: cleans the text, takes Rasa's command syntax away from people, and finds the clauses of long messages."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import text
from bot.nlu.components.messages import CLAUSES, RAW, text_of


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER], is_trainable=False)
class MessageCleaner(GraphComponent):
    """Must stand first. Rasa's RegexMessageHandler runs after the whole pipeline and reads the text that this leaves it.

    Only messages are cleaned, not training data, which editors write.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MessageCleaner:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(RAW, text_of(message))
            message.set(TEXT, text.clean(text_of(message)))
            message.set(CLAUSES, text.clauses(text_of(message)))
        return messages

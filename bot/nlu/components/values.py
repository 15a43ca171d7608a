"""Adds the amounts, dates, identifiers and contacts of a message as entities (``bot.nlu.extract``, spaCy pipelines per language)."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import Language
from bot.nlu.components.messages import FRENCH, add_entity, text_of
from bot.nlu.extract import Extraction, extract, warm_up
from bot.ottawa import today


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class ValueExtractor(GraphComponent, EntityExtractorMixin):
    """Entities ``amount`` and ``date`` hold values as text (dollars with two decimals, ISO dates), the identifiers and contacts
    their own kind (``bn9``, ``rm``, ``email``…). What can't be used as it stands is left to whoever asks for it."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ValueExtractor:
        if not execution_context.is_finetuning:
            warm_up()
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        day = today()
        for message in messages:
            language = Language.FR if (message.get(FRENCH) or 0.0) > 0.5 else Language.EN
            self._add(message, extract(text_of(message), language, day))
        return messages

    def _add(self, message: Message, found: Extraction) -> None:
        name = type(self).__name__
        for amount in found.amounts:
            if amount.value is not None:
                add_entity(message, "amount", f"{amount.value:.2f}", name, amount.start, amount.end)
        for mention in found.dates:
            if mention.value is not None:
                add_entity(message, "date", mention.value.isoformat(), name, mention.start, mention.end)
        for identifier in found.identifiers:
            if identifier.valid:
                add_entity(message, identifier.kind.value, identifier.value, name, identifier.start, identifier.end)
        for contact in found.contacts:
            add_entity(message, contact.kind.value, contact.value, name, contact.start, contact.end)

"""Mends the spelling of what the encoders and n-grams read; the message itself and its entities stay as written."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import source_fingerprint
from bot.nlu.components.messages import CLAUSES, FRENCH, SPELLED, language_of_example, text_of
from bot.nlu.packing import read_json, write_json
from bot.nlu.spelling import Speller


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class SpellingMender(GraphComponent):
    """Learns each language's words from the examples. Stands after the language detector, before the encoders."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return source_fingerprint()

    def __init__(self, model_storage: ModelStorage, resource: Resource, spellers: dict[str, Speller]) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._spellers = spellers

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SpellingMender:
        return cls(model_storage, resource, {})

    def train(self, training_data: TrainingData) -> Resource:
        texts: dict[str, list[str]] = {}
        for example in training_data.intent_examples:
            language = language_of_example(example)
            texts.setdefault(language.value if language else "any", []).append(text_of(example))
        self._spellers = {language: Speller.of(found) for language, found in texts.items()}
        with self._model_storage.write_to(self._resource) as folder:
            uses = {language: speller.uses for language, speller in self._spellers.items()}
            write_json(folder / "words.json.gz", uses)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingMender:
        with model_storage.read_from(resource) as folder:
            uses = read_json(folder / "words.json.gz")
        return cls(model_storage, resource, {language: Speller(words) for language, words in uses.items()})

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            speller = self._speller(message)
            if speller is not None:
                others = [other for other in self._spellers.values() if other is not speller]
                texts = [text_of(message), *(message.get(CLAUSES) or [])]
                message.set(SPELLED, [speller.mended(text, others) for text in texts])
        return messages

    def _speller(self, message: Message) -> Speller | None:
        french = message.get(FRENCH)
        if french is None:
            return self._spellers.get("any")
        return self._spellers.get("fr" if french > 0.5 else "en")

"""Tells the language of each message, and passes on the language that a person chose or that their page is in."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import Language
from bot.nlu.components.messages import FRENCH, add_entity, language_of_example, metadata_of, text_of
from bot.nlu.language import LanguageModel
from bot.nlu.packing import read_json, write_json

_NAMED = re.compile(r"\b(?:(?P<en>english|anglais|anglaise|eng|en)|(?P<fr>french|fran[cç]ais|fran[cç]aise|fr))\b", re.IGNORECASE)
_SHORT = {"en", "fr", "eng"}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class LanguageDetector(GraphComponent):
    """Adds the entities ``language`` (detected, only when sure and by a word it knows), ``language_guess`` (when not),
    ``chosen_language`` and ``language_hint`` (from the message's metadata) and ``requested_language`` (a language that the text
    names); the domain maps them to slots."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"sure_at": 0.75}

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: LanguageModel | None) -> None:
        self._sure_at = float(config["sure_at"])
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LanguageDetector:
        return cls(config, model_storage, resource, None)

    def train(self, training_data: TrainingData) -> Resource:
        known = [(text_of(example), language_of_example(example)) for example in training_data.intent_examples]
        labelled = [(text, language is Language.FR) for text, language in known if language is not None]
        if len({french for _, french in labelled}) == 2:
            self._model = LanguageModel.fitted(*zip(*labelled, strict=True))
        with self._model_storage.write_to(self._resource) as folder:
            found = {"weights": self._model.weights, "bias": self._model.bias, "own": self._model.own} if self._model else None
            write_json(folder / "language.json.gz", found)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        with model_storage.read_from(resource) as folder:
            found = read_json(folder / "language.json.gz")
        return cls(config, model_storage, resource, LanguageModel(found["weights"], found["bias"], found["own"]) if found else None)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for example in training_data.training_examples:
            language = language_of_example(example)
            if language is not None:
                example.set(FRENCH, 1.0 if language is Language.FR else 0.0)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._tell(message)
        return messages

    def _tell(self, message: Message) -> None:
        text = text_of(message)
        if self._model is not None:
            french = self._model.french(text)
            message.set(FRENCH, french)
            likelier = Language.FR if french > 0.5 else Language.EN
            if self._model.is_sure(text, self._sure_at):
                self._add(message, "language", likelier)
            elif french != 0.5:
                self._add(message, "language_guess", likelier)
        stated = metadata_of(message)
        for entity, name in (("chosen_language", "language"), ("language_hint", "language_hint")):
            language = Language.of(stated.get(name))
            if language is not None:
                self._add(message, entity, language)
        requested = requested_language(text)
        if requested is not None:
            self._add(message, "requested_language", requested)

    def _add(self, message: Message, entity: str, language: Language) -> None:
        add_entity(message, entity, language.value, type(self).__name__)


def requested_language(text: str) -> Language | None:
    """Return the language that a text names last ("from English to French"); bare ``en`` and ``fr`` only as the whole text."""
    named = list(_NAMED.finditer(text))
    if len(text.split()) > 1:
        named = [match for match in named if match[0].lower() not in _SHORT]
    if not named:
        return None
    return Language.EN if named[-1]["en"] else Language.FR

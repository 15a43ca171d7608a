"""Turns messages into sentence vectors with one of ``bot.nlu.encoders``."""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import Language
from bot.nlu.components.messages import FRENCH, text_of, texts_of
from bot.nlu.encoders import encoder_class, load_encoder


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a sentence vector (shape ``(1, d)``) to each message in one of its languages, and one row per clause as sequence
    features (shape ``(clauses, d)``).

    A message that may be in either language gets the vectors of both encoders; in one that is surely not its own an encoder stays
    silent, which saves its milliseconds.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "use", "languages": ["en", "fr"], "silent_below": 0.2}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        # Rasa's fingerprint covers this class's source only, not the weights.
        name = config.get("encoder", cls.get_default_config()["encoder"])
        return encoder_class(name).fingerprint

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = load_encoder(config["encoder"])
        self._languages = {language for tag in config["languages"] if (language := Language.of(tag))}
        self._silent_below = float(config["silent_below"])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEncoderFeaturizer:
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        encoder_class(config["encoder"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [example for example in training_data.training_examples if self._speaks(example)]
        for example, vector in zip(examples, self._encoder.encode([text_of(example) for example in examples]), strict=True):
            features = Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            # Rasa 3.6.21 writes each vector out as text to take its digest.
            features._cached_fingerprint = hashlib.md5(self._identifier.encode() + vector.tobytes(), usedforsecurity=False).hexdigest()
            example.add_features(features)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._speaks(message):
                vectors = self._encoder.encode(texts_of(message))
                message.add_features(Features(vectors[:1], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
                if len(vectors) > 1:
                    message.add_features(Features(vectors[1:], FEATURE_TYPE_SEQUENCE, TEXT, self._identifier))
        return messages

    def _speaks(self, message: Message) -> bool:
        french = message.get(FRENCH)
        if french is None:  # one language in the training data: no detector
            return True
        share = {Language.FR: french, Language.EN: 1 - french}
        return sum(share[language] for language in self._languages) >= self._silent_below

"""Words and letter groups, weighted by rarity: what is left of a question when its spelling is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.components.messages import text_of, texts_of
from bot.nlu.packing import read_json, write_json
from bot.nlu.text import fold

_KINDS: dict[str, dict[str, Any]] = {
    # A letter group that one example alone has tells nothing that its words don't.
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds one sparse row (shape ``(1, v)``) to each message, and one per clause as sequence features.

    Accents and case are folded away. Beside Rasa's CountVectorsFeaturizer it weighs by inverse document frequency and scales to unit
    length, which is worth about 2 points here.
    """

    _fitted: ClassVar[tuple[list[str], list[scipy.sparse.csr_matrix]]] = ([], [])
    """What fitting found in the texts: in a training, the next step asks another instance for just that."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        vectorizers: list[TfidfVectorizer],
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers = vectorizers

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> NgramFeaturizer:
        vectorizers = [_vectorizer(kind) for kind in _KINDS]
        return cls(config, execution_context.node_name, model_storage, resource, vectorizers)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to configure."""

    def train(self, training_data: TrainingData) -> Resource:
        texts = [text_of(example) for example in training_data.training_examples if text_of(example)]
        parts = []
        with self._model_storage.write_to(self._resource) as folder:
            for kind, vectorizer in zip(_KINDS, self._vectorizers, strict=True):
                parts.append(vectorizer.fit_transform(texts))
                terms = [str(term) for term in vectorizer.get_feature_names_out()]
                write_json(folder / f"{kind}.json.gz", terms)
                np.savez_compressed(folder / f"{kind}.npz", idf=vectorizer.idf_)
        NgramFeaturizer._fitted = (texts, parts)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        vectorizers = []
        with model_storage.read_from(resource) as folder:
            for kind in _KINDS:
                terms = read_json(folder / f"{kind}.json.gz")
                vectorizer = _vectorizer(kind, vocabulary=terms)
                vectorizer._validate_vocabulary()
                with np.load(folder / f"{kind}.npz", allow_pickle=False) as arrays:
                    vectorizer.idf_ = arrays["idf"]
                vectorizers.append(vectorizer)
        return cls(config, execution_context.node_name, model_storage, resource, vectorizers)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [example for example in training_data.training_examples if text_of(example)]
        texts = [text_of(example) for example in examples]
        fitted, parts = NgramFeaturizer._fitted
        NgramFeaturizer._fitted = ([], [])
        if texts != fitted:
            parts = [each.transform(texts) for each in self._vectorizers]
        matrix = scipy.sparse.hstack(parts, format="csr", dtype=np.float32)
        for example, row in zip(examples, matrix, strict=True):
            features = Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            # Rasa 3.6.21 fingerprints a sparse row through a text of all its cells: 1.4 seconds for our examples.
            features._cached_fingerprint = hashlib.md5(row.indices.tobytes() + row.data.tobytes(), usedforsecurity=False).hexdigest()
            example.add_features(features)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            whole, *clauses = texts_of(message)
            message.add_features(Features(self._matrix([whole]), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
            if clauses:
                message.add_features(Features(self._matrix(clauses), FEATURE_TYPE_SEQUENCE, TEXT, self._identifier))
        return messages

    @cached_property
    def _parts(self) -> list[_Part]:
        # scikit-learn makes the analyzer and the weights anew each time they are asked for, which takes longer than using them.
        return [_Part(each.build_analyzer(), each.vocabulary_, each.idf_) for each in self._vectorizers]

    def _matrix(self, texts: list[str]) -> scipy.sparse.csr_matrix:
        """Return what stacking each vectorizer's ``transform`` does, without its milliseconds of checks: faster for a few texts."""
        indices: list[int] = []
        values: list[NDArray[np.float64]] = []
        ends = [0]
        for text in texts:
            start = 0
            for part in self._parts:
                places, weights = part.row(text)
                indices += [start + place for place in places]
                values.append(weights)
                start += len(part.vocabulary)
            ends.append(len(indices))
        data = np.concatenate(values).astype(np.float32) if values else np.zeros(0, np.float32)
        shape = (len(texts), sum(len(part.vocabulary) for part in self._parts))
        return scipy.sparse.csr_matrix((data, np.array(indices, np.int32), np.array(ends, np.int32)), shape)


@dataclass(frozen=True)
class _Part:
    """A fitted vectorizer's analyzer, its terms' places, and their weights."""

    analyze: Callable[[str], list[str]]
    vocabulary: dict[str, int]
    idf: NDArray[np.float64]

    def row(self, text: str) -> tuple[list[int], NDArray[np.float64]]:
        """Return the places of a text's terms, in order, and their weights, scaled to unit length."""
        known = self.vocabulary
        found = sorted((place, count) for term, count in Counter(self.analyze(text)).items() if (place := known.get(term)) is not None)
        places = [place for place, _ in found]
        if not places:
            return places, np.zeros(0)
        weights = (1 + np.log([count for _, count in found])) * self.idf[places]
        return places, weights / (np.sqrt(weights @ weights) or 1.0)


def _vectorizer(kind: str, **options: Any) -> TfidfVectorizer:
    return TfidfVectorizer(preprocessor=fold, sublinear_tf=True, dtype=np.float32, **_KINDS[kind], **options)

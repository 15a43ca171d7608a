"""The intent classifier: calibrated, with a reject and a grey zone; fills what Rasa's response selector would fill."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.store import ContentStore, shipped_content
from bot.nlu import source_fingerprint
from bot.nlu.answers import OUTSIDE, AnswerModel, Features, Opinion, fit_answers
from bot.nlu.components.messages import CLAUSES, FRENCH, add_entity, language_of_example, text_of
from bot.nlu.decision import Decision, Thresholds, Verdict, decide, learn_thresholds
from bot.nlu.linear import Matrix
from bot.nlu.text import asks, is_code, is_noise, latin_share, letters
from bot.nlu.titles import Titles

FAQ = "faq"
TOOL_INTENTS = frozenset({"calculator", "human"})
"""Intents besides the answers that a message can ask for, and a button can offer."""
CANDIDATES = "candidates"
"""Ids of the nearest topics, likeliest first: what "did you mean" and "I can help with" offer."""
SEVERAL = "several"
"""Ids that a message with several questions asks for."""
INSIDE = "inside"
"""The probability that the message is on a subject the assistant covers, which the thresholds are compared with."""
DOUBT = "doubt"
"""Why a message can't be understood at all: ``unreadable`` or ``script``."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class AnswerClassifier(IntentClassifier, GraphComponent):
    """Predicts ``faq`` with the answer's id as a response selector does, another intent, ``clarify``, ``several_questions`` or
    ``out_of_scope``, and adds the entity ``answer`` when it answers.

    ``out_of_scope`` examples in the training data teach what is outside; with none, nothing is ever refused.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "threadpoolctl"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "outside_intent": "out_of_scope",
            # Shares of held-out examples; see bot.nlu.decision.learn_thresholds.
            "false_refusals": 0.03,
            "asked_back": 0.07,
            "wrong_answers": 0.12,
            # How much the best clause of a long message weighs beside the whole of it. On unused training questions of BANKING77,
            # 18% of which have clauses, 0.5 costs 1.1 points of accuracy and 0.1 nothing; on our dev questions all are alike.
            "clause_weight": 0.1,
            # Whether buttons' words are known by heart (off where there is no content, as in benchmarks).
            "titles": True,
            "choices": 3,
            "ranking": 10,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        # Rasa's fingerprint covers this class's source only, not the modules that do the work.
        return source_fingerprint()

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: AnswerModel | None = None,
        thresholds: dict[str, Thresholds] | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._thresholds = thresholds or {}
        self._titles: tuple[int, Titles] | None = None

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> AnswerClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.features]
        intents = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        names = sorted(set(intents) - {self._config["outside_intent"]})
        places = {name: place for place, name in enumerate(names)}
        classes = np.array([places.get(intent, OUTSIDE) for intent in intents])
        self._model, held = fit_answers(names, classes, _features(examples))
        by_language: dict[str, list[int]] = {"any": list(range(len(examples)))}
        for text, example in enumerate(examples):
            language = language_of_example(example)
            if language is not None:
                by_language.setdefault(language.value, []).append(text)
        allowed = {name: float(self._config[name]) for name in ("false_refusals", "asked_back", "wrong_answers")}
        self._thresholds = {name: learn_thresholds(held, texts, **allowed) for name, texts in by_language.items()}
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            described = {name: thresholds.as_dict() for name, thresholds in self._thresholds.items()}
            (folder / "thresholds.json").write_text(json.dumps(described), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerClassifier:
        with model_storage.read_from(resource) as folder:
            model = AnswerModel.read(folder)
            described = json.loads((folder / "thresholds.json").read_text(encoding="utf-8"))
        loaded = cls(config, model_storage, resource, model, {name: Thresholds(**values) for name, values in described.items()})
        _ = loaded._store  # read now rather than with the first message; training needs none
        return loaded

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = text_of(message)
        known = self._known_by_heart(text)
        if known is not None:
            self._set(message, known, 1.0)
        elif not letters(text) or is_code(text) or is_noise(text) or latin_share(text) < 0.5:
            foreign = latin_share(text) < 0.5 and letters(text) and not is_code(text)
            message.set(DOUBT, "script" if foreign else "unreadable", add_to_output=True)
            self._set(message, self._config["outside_intent"], 1.0)
        else:
            self._decide(message)

    @cached_property
    def _store(self) -> ContentStore | None:
        return shipped_content() if self._config["titles"] else None

    def _known_by_heart(self, text: str) -> str | None:
        if self._store is None:
            return None
        content = self._store.current()
        if self._titles is None or self._titles[0] != id(content):
            self._titles = (id(content), Titles(content))
        found = self._titles[1].intent(text)
        return found[0] if found else None

    def _decide(self, message: Message) -> None:
        assert self._model is not None
        whole, *parts = self._model.opinions(_matrices(message))
        thresholds = self._thresholds[_language_key(message, self._thresholds)]
        several = self._several(message, parts, thresholds)
        asking = [part for part in parts if self._is_topic(part)]
        weighed = _weighed(whole, asking, float(self._config["clause_weight"]))
        decision = decide(weighed, thresholds)
        message.set(INSIDE, weighed.inside, add_to_output=True)
        names = self._model.names
        message.set(CANDIDATES, self._candidates(decision), add_to_output=True)
        ranking = [{INTENT_NAME_KEY: names[place], PREDICTED_CONFIDENCE_KEY: float(whole.answers[place])} for place in decision.ranking]
        message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking"]], add_to_output=True)
        if len(several) > 1:
            message.set(SEVERAL, several, add_to_output=True)
            self._set(message, "several_questions", decision.confidence)
        elif decision.verdict is Verdict.REFUSE:
            self._set(message, self._config["outside_intent"], 1 - whole.inside)
        elif decision.verdict is Verdict.CLARIFY:
            self._set(message, "clarify", decision.confidence)
        else:
            self._set(message, names[decision.ranking[0]], decision.confidence)

    def _several(self, message: Message, parts: list[Opinion], thresholds: Thresholds) -> list[str]:
        """Return the answers that several questions in one message ask for, each of them beyond doubt."""
        assert self._model is not None
        asked: list[str] = []
        for clause, opinion in zip(message.get(CLAUSES) or [], parts, strict=False):
            decision = decide(opinion, thresholds)
            name = self._model.names[decision.ranking[0]]
            sure = decision.verdict is Verdict.ANSWER and opinion.inside > 0.8 and decision.confidence > 0.6
            if sure and _is_question(clause) and name.startswith(f"{FAQ}/") and name not in asked:
                asked.append(name)
        return [name.partition("/")[2] for name in asked]

    def _is_topic(self, opinion: Opinion) -> bool:
        """Say whether a clause asks for something: "ok fine." before a question must not outweigh the question."""
        assert self._model is not None
        best = self._model.names[int(opinion.answers.argmax())]
        return best.startswith(f"{FAQ}/") or best in TOOL_INTENTS

    def _candidates(self, decision: Decision) -> list[str]:
        assert self._model is not None
        topics = [self._model.names[place] for place in decision.ranking]
        ids = [name.partition("/")[2] for name in topics if name.startswith(f"{FAQ}/")]
        offered = [name if name in TOOL_INTENTS else name.partition("/")[2] for name in topics[:6]]
        near = [id for id in offered if id in ids or id in TOOL_INTENTS]
        return list(dict.fromkeys([*near, *ids]))[: self._config["choices"]]

    def _set(self, message: Message, intent: str, confidence: float) -> None:
        base, _, id = intent.partition("/")
        message.set(INTENT, {INTENT_NAME_KEY: base, PREDICTED_CONFIDENCE_KEY: confidence}, add_to_output=True)
        if base == FAQ and id:
            add_entity(message, "answer", id, type(self).__name__)
            message.set("response_selector", _as_response_selector(intent, confidence), add_to_output=True)


def _as_response_selector(intent: str, confidence: float) -> dict[str, Any]:
    """Return what Rasa's ResponseSelector would say, so that ``utter_faq`` and ``rasa test`` work as they do with it."""
    response = {
        "responses": [],
        "confidence": confidence,
        "intent_response_key": intent,
        "utter_action": f"utter_{intent}",
    }
    ranking = [{"confidence": confidence, "intent_response_key": intent}]
    return {"all_retrieval_intents": [FAQ], FAQ: {"response": response, "ranking": ranking}}


def _weighed(whole: Opinion, parts: list[Opinion], weight: float) -> Opinion:
    """Return the opinion of a message with its clearest clause counted in: a story blurs the question inside it."""
    if not parts or weight <= 0:
        return whole
    best = max(parts, key=lambda part: part.inside * part.answers.max())
    answers = whole.answers ** (1 - weight) * best.answers**weight
    return Opinion(answers / answers.sum(), max(whole.inside, (1 - weight) * whole.inside + weight * best.inside))


def _is_question(clause: str) -> bool:
    return asks(clause) or len(clause.split()) >= 4


def _language_key(message: Message, known: dict[str, Thresholds]) -> str:
    french = message.get(FRENCH)
    if french is None:
        return "any"
    language = "fr" if french > 0.5 else "en"
    return language if language in known else "any"


def _matrices(message: Message) -> dict[str, Matrix]:
    """Return each kind's features of a message: the whole text's row, then its clauses'."""
    found: dict[str, list[Any]] = {}
    for features in sorted(message.features, key=lambda each: each.type != FEATURE_TYPE_SENTENCE):
        if features.attribute == TEXT:
            found.setdefault(features.origin, []).append(features.features)
    return {kind: _stacked(parts) for kind, parts in found.items()}


def _features(examples: list[Message]) -> Features:
    rows: dict[str, list[int]] = {}
    parts: dict[str, list[Any]] = {}
    for text, example in enumerate(examples):
        for features in example.features:
            if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE:
                rows.setdefault(features.origin, []).append(text)
                parts.setdefault(features.origin, []).append(features.features)
    kinds = sorted(parts)
    return Features(len(examples), {kind: _stacked(parts[kind]) for kind in kinds}, {kind: np.array(rows[kind]) for kind in kinds})


def _stacked(parts: list[Any]) -> Matrix:
    if len(parts) == 1:
        return parts[0]
    return scipy.sparse.vstack(parts, format="csr") if scipy.sparse.issparse(parts[0]) else np.concatenate(parts)

"""One labelled question and what came of it. The label says what should have been answered; every judgement is made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.language import Language

OUT_OF_SCOPE = "out_of_scope"
CLARIFY = "clarify"
PERSON = "human"
_SAME = {"frustration": PERSON}
"""Outcomes that do the same for a person: someone fed up is offered an advisor at once."""
_NO_ANSWER = frozenset({OUT_OF_SCOPE, CLARIFY, PERSON, "error", ""})
"""Outcomes that put nothing in a person's head that could be false."""


@dataclass(frozen=True)
class LabelledQuestion:
    """A question with the id it should lead to; ``language`` is what its file states, if it does."""

    id: str
    text: str
    label: str
    language: Language | None = None


@dataclass(frozen=True)
class Result:
    """What the assistant made of a question.

    ``offered`` are the ids on the buttons when it asked back or refused, ``answered`` all ids it answered (several for a message with
    several questions), ``replied_in`` the language it used. ``inside`` is the probability that the question is on a subject it
    covers, ``None`` when that wasn't asked (a button's words).
    """

    question: LabelledQuestion
    outcome: str
    offered: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    replied_in: Language | None = None
    confidence: float | None = None
    inside: float | None = None
    milliseconds: float = 0.0

    @property
    def label(self) -> str:
        return same(self.question.label)

    @property
    def in_scope(self) -> bool:
        return self.label != OUT_OF_SCOPE

    @property
    def right(self) -> bool:
        return same(self.outcome) == self.label

    @property
    def right_or_offered(self) -> bool:
        """Right, or one press away: on the buttons, or among the answers to several questions."""
        return self.right or self.label in map(same, (*self.offered, *self.answered))

    @property
    def refused(self) -> bool:
        return self.outcome == OUT_OF_SCOPE

    @property
    def asked_back(self) -> bool:
        return self.outcome == CLARIFY

    @property
    def falsely_refused(self) -> bool:
        return self.in_scope and self.refused

    @property
    def falsely_answered(self) -> bool:
        """An out-of-scope question that got an answer, the calculator or small talk. Asking back is none of them."""
        return not self.in_scope and same(self.outcome) not in _NO_ANSWER

    def as_dict(self) -> dict[str, Any]:
        """Return the result as a line of ``results.jsonl`` has it."""
        question = {key: value for key, value in asdict(self.question).items() if key != "language"}
        return {
            **question,
            "lang": _tag(self.question.language),
            "outcome": self.outcome,
            "right": self.right,
            "right_or_offered": self.right_or_offered,
            "offered": list(self.offered),
            "answered": list(self.answered),
            "replied_in": _tag(self.replied_in),
            "confidence": _rounded(self.confidence),
            "inside": _rounded(self.inside),
            "milliseconds": round(self.milliseconds, 1),
        }


def same(id: str) -> str:
    """Return the id that ``id`` counts as."""
    return _SAME.get(id, id)


def by_language(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Return the results of each language that the questions state, ``-`` for those that state none; English first."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(_tag(result.question.language) or "-", []).append(result)
    return dict(sorted(found.items(), key=lambda group: (group[0] == "-", group[0])))


def _tag(language: Language | None) -> str | None:
    return language.value if language else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

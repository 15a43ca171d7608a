"""From an opinion to a decision: answer, ask back with the nearest topics, or say that it is out of scope.

The thresholds are learned on texts that the models had not seen (``learn_thresholds``), at the shares of mistakes that
``config.yml`` allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum

import numpy as np

from bot.nlu.answers import OUTSIDE, Held, Opinion


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Thresholds:
    """Below ``refuse`` a text is taken for out of scope; below ``sure`` (inside) or ``clear`` (best answer) it is asked back."""

    refuse: float
    sure: float
    clear: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Decision:
    """``ranking`` holds the classes' places, likeliest first; ``confidence`` is that of the first."""

    verdict: Verdict
    ranking: tuple[int, ...]
    confidence: float


def learn_thresholds(held: Held, members: Sequence[int], *, false_refusals: float, asked_back: float, wrong_answers: float) -> Thresholds:
    """Choose thresholds on the texts ``members`` of ``held`` (one language's).

    ``false_refusals`` and ``asked_back`` are shares of texts inside: refused at most, and refused or asked back at most for doubt
    about being inside. ``clear`` is the least probability of the best answer above which at most a share ``wrong_answers`` of the
    answers is wrong.
    """
    inside = [text for text in members if held.classes[text] != OUTSIDE]
    chances = np.array([held.opinions[text].inside for text in inside])
    best = np.array([held.opinions[text].answers.max() for text in inside])
    right = np.array([int(held.opinions[text].answers.argmax()) == held.classes[text] for text in inside])
    refuse, sure = (float(np.quantile(chances, share)) for share in (false_refusals, asked_back))
    order = np.argsort(-best)
    wrong_share = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.flatnonzero(wrong_share <= wrong_answers)
    clear = float(best[order][allowed[-1]]) if len(allowed) else 1.0
    return Thresholds(refuse, max(refuse, sure), clear)


def decide(opinion: Opinion, thresholds: Thresholds) -> Decision:
    """Return what to do with a text of which this is the opinion."""
    ranking = tuple(int(place) for place in np.argsort(-opinion.answers))
    confidence = float(opinion.answers[ranking[0]])
    if opinion.inside < thresholds.refuse:
        verdict = Verdict.REFUSE
    elif opinion.inside < thresholds.sure or confidence < thresholds.clear:
        verdict = Verdict.CLARIFY
    else:
        verdict = Verdict.ANSWER
    return Decision(verdict, ranking, confidence)

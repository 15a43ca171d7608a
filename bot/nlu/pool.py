"""Pools what several kinds of features say into one calibrated opinion: which answer, and whether any answer fits at all.

Each group of texts has its own members (English: one encoder and n-grams; French: another encoder and n-grams). The members'
scores are added with weights that make the pooled probabilities honest on texts that the members were not fitted on (log-linear
pooling; averaging concatenated features lets the widest encoder drown the others). Whether a text is inside is a second small
model, over the members' own opinions on that and over how sure the pooled answer is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.nlu.linear import OUTSIDE, Floats, Ints

Scores = Mapping[str, tuple[Floats, Floats]]
"""Each member's answer scores, shape ``(n, k)``, and inside scores, shape ``(n,)``."""


@dataclass(frozen=True)
class Pool:
    """How a group's members are weighed. ``scales`` has one number a member; ``inside`` a weight for each signal, then a bias."""

    members: tuple[str, ...]
    scales: Floats
    centre: Floats
    spread: Floats
    inside: Floats

    def opinion(self, scores: Scores) -> tuple[Floats, Floats]:
        """Return log-probabilities of the answers, shape ``(n, k)``, and the probability of being inside, shape ``(n,)``."""
        total = _total(self.members, self.scales, scores)
        signals = (_signals(self.members, total, scores) - self.centre) / self.spread
        log_p: Floats = total - _log_sum_exp(total)[:, None]
        return log_p, _sigmoid(signals @ self.inside[:-1] + self.inside[-1])


def fit_pool(members: tuple[str, ...], scores: Scores, classes: Ints) -> Pool:
    """Fit the weights on scores of texts that the members were not fitted on."""
    known = classes != OUTSIDE
    inside_scores = {name: (answers[known], inside[known]) for name, (answers, inside) in scores.items()}
    scales = _fit_scales(members, inside_scores, classes[known])
    signals = _signals(members, _total(members, scales, scores), scores)
    centre, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    inside = _fit_logistic((signals - centre) / spread, known)
    return Pool(members, scales, centre, spread, inside)


def _total(members: tuple[str, ...], scales: Floats, scores: Scores) -> Floats:
    """Return the members' answer scores, weighed and added up, shape ``(n, k)``."""
    total: Floats = np.add.reduce([scale * scores[name][0] for name, scale in zip(members, scales, strict=True)])
    return total


def _signals(members: tuple[str, ...], total: Floats, scores: Scores) -> Floats:
    """What tells inside from outside, shape ``(n, 2 * members + 2)``."""
    columns = []
    for name in members:
        answers, inside = scores[name]
        columns += [answers.max(axis=1), inside]
    energy = _log_sum_exp(total)
    columns += [energy, np.exp(total.max(axis=1) - energy)]
    return np.stack(columns, axis=1)


def _log_sum_exp(scores: Floats) -> Floats:
    """Return it for each row. SciPy's takes a tenth of a millisecond longer, each time, for cases that don't arise here."""
    highest = scores.max(axis=1)
    summed: Floats = highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1))
    return summed


def _fit_scales(members: tuple[str, ...], scores: Scores, classes: Ints) -> Floats:
    rows = np.arange(len(classes))

    def loss(log_scales: Floats) -> float:
        total = _total(members, np.exp(log_scales), scores)
        return -float((total[rows, classes] - _log_sum_exp(total)).mean())

    start = np.zeros(len(members))
    # Around zero, SciPy's own first simplex is too small to leave it.
    simplex = np.vstack([start, np.eye(len(members))])
    options = {"maxiter": 120, "xatol": 0.02, "fatol": 1e-4, "initial_simplex": simplex}
    found = minimize(loss, start, method="Nelder-Mead", options=options)
    return np.asarray(np.exp(found.x), dtype=np.float64)


def _fit_logistic(signals: Floats, inside: NDArray[np.bool_]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    if inside.all():
        return np.append(np.zeros(signals.shape[1]), 10.0)
    fitted = LogisticRegression(C=1.0, class_weight="balanced").fit(signals, inside)
    return np.append(fitted.coef_[0], fitted.intercept_[0])


def _sigmoid(values: Floats) -> Floats:
    clipped = np.clip(values, -60, 60)
    result: Floats = 1 / (1 + np.exp(-clipped))
    return result

"""Linear models over one kind of feature: which answer is meant (one row of scores per text), and whether any is (one score).

Fitted with scikit-learn, kept as plain arrays: no pickle in the model file, and predicting needs numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

Matrix = Union[NDArray[np.float32], scipy.sparse.csr_matrix]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTSIDE = -1
"""The class of texts that no answer covers."""

_DENSE_C = 30.0
_SPARSE_C = 1.0
_MOST_ROUNDS = 30
# scikit-learn's own 1e-4 takes twice as long and decides alike, on the development questions and on BANKING77.
_SPARSE_TOLERANCE = 0.1


@dataclass(frozen=True)
class Linear:
    """``scores = features @ weights + bias``; shapes ``(d, k)`` and ``(k,)``."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, features: Matrix) -> Floats:
        """Return one row per row of ``features``, shape ``(n, k)``."""
        return np.asarray(features @ self.weights + self.bias, dtype=np.float64)


@dataclass(frozen=True)
class Member:
    """The two models over one kind of feature: the answers', and inside against outside."""

    answers: Linear
    inside: Linear

    def scores(self, features: Matrix) -> tuple[Floats, Floats]:
        """Return the answers' scores, shape ``(n, k)``, and the inside scores, shape ``(n,)``."""
        return self.answers.scores(features), self.inside.scores(features)[:, 0]


def fit_member(features: Matrix, classes: Ints, count: int) -> Member:
    """Fit both models. ``classes`` holds 0 to ``count`` - 1, or ``OUTSIDE``; ``features`` has a row for each.

    Texts from outside teach only the second model: as one more class among the answers they cost more than they bring
    (docs/adr/0003).
    """
    inside = classes != OUTSIDE
    answers = _fit(_rows(features, inside), classes[inside], count)
    if inside.all():
        width = features.shape[1]
        return Member(answers, Linear(np.zeros((width, 1), np.float32), np.ones(1, np.float32)))
    return Member(answers, _fit(features, inside.astype(np.int64), 2, balanced=True))


def _fit(features: Matrix, classes: Ints, count: int, balanced: bool = False) -> Linear:
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    weight = "balanced" if balanced else None
    if scipy.sparse.issparse(features):
        fitted = LinearSVC(C=_SPARSE_C, class_weight=weight, tol=_SPARSE_TOLERANCE, random_state=0).fit(features, classes)
    else:
        fitted = LogisticRegression(C=_DENSE_C, class_weight=weight, max_iter=_MOST_ROUNDS).fit(features, classes)
    if count == 2:
        return Linear(fitted.coef_.T.astype(np.float32), np.asarray(fitted.intercept_, dtype=np.float32))
    # A class that the rows don't hold (none of its examples has this feature) keeps zero weights and a low bias.
    weights = np.zeros((features.shape[1], count), dtype=np.float32)
    bias = np.full(count, float(np.min(fitted.intercept_)) - 1.0, dtype=np.float32)
    weights[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return Linear(weights, bias)


def _rows(features: Matrix, chosen: Sequence[bool] | NDArray[np.bool_]) -> Matrix:
    return features[np.flatnonzero(chosen)]

"""The classifier of answers: members over features, pooled per group of texts, with thresholds learned beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.nlu.linear import OUTSIDE, Floats, Ints, Linear, Matrix, Member, fit_member
from bot.nlu.pool import Pool, Scores, fit_pool

_FOLDS = 3
_WORKERS = 2


@dataclass(frozen=True)
class Features:
    """The features of some texts. ``rows`` tells, for each kind, which text each row of its matrix belongs to (not all have all)."""

    count: int
    matrices: Mapping[str, Matrix]
    rows: Mapping[str, Ints]

    def kinds_of_each(self) -> list[frozenset[str]]:
        """Return the kinds that each text has."""
        kinds: list[set[str]] = [set() for _ in range(self.count)]
        for kind, rows in self.rows.items():
            for row in rows:
                kinds[row].add(kind)
        return [frozenset(found) for found in kinds]

    def of(self, kind: str, texts: Ints) -> Matrix:
        """Return the rows of ``kind`` for ``texts``, all of which must have it."""
        place = np.full(self.count, -1)
        place[self.rows[kind]] = np.arange(len(self.rows[kind]))
        return self.matrices[kind][place[texts]]


@dataclass(frozen=True)
class Opinion:
    """What the classifier thinks of one text: a probability for each answer (they add up to 1) and that of being inside."""

    answers: Floats
    inside: float


class AnswerModel:
    """Fitted members and pools. ``names`` are the classes, in the order of the probabilities."""

    def __init__(self, names: list[str], members: dict[str, Member], pools: list[Pool]) -> None:
        self.names = names
        self._members = members
        self._pools = pools

    def opinions(self, features: Mapping[str, Matrix]) -> list[Opinion]:
        """Return an opinion for each row. All matrices have the same rows; where several pools apply, their opinions are averaged."""
        usable = [pool for pool in self._pools if set(pool.members) <= set(features)]
        # A pool over part of what another one knows adds nothing to it.
        pools = [pool for pool in usable if not any(set(pool.members) < set(other.members) for other in usable)]
        if not pools:
            # A text with fewer features than any pool knows: whatever is there, unweighed, and no trust in it.
            raise ValueError(f"no pool over {sorted(features)}")
        used = {name for pool in pools for name in pool.members}
        scores = {name: self._members[name].scores(features[name]) for name in used}
        found = [pool.opinion(scores) for pool in pools]
        answers = np.mean([np.exp(log_p) for log_p, _ in found], axis=0)
        inside = np.mean([inside for _, inside in found], axis=0)
        return [Opinion(row, float(chance)) for row, chance in zip(answers, inside, strict=True)]

    def save(self, folder: Path) -> None:
        arrays: dict[str, NDArray[Any]] = {}
        for place, member in enumerate(self._members.values()):
            for part in ("answers", "inside"):
                model: Linear = getattr(member, part)
                weights, steps = _quantised(model.weights)
                arrays |= {f"member{place}.{part}.weights": weights, f"member{place}.{part}.steps": steps}
                arrays[f"member{place}.{part}.bias"] = model.bias
        for place, pool in enumerate(self._pools):
            for part in ("scales", "centre", "spread", "inside"):
                arrays[f"pool{place}.{part}"] = getattr(pool, part)
        # Compressed here, in a quarter of a second: Rasa's own packing, at gzip's highest level, takes two over these numbers.
        np.savez_compressed(folder / "answers.npz", **arrays)
        described = {
            "names": self.names,
            "members": list(self._members),
            "pools": [list(pool.members) for pool in self._pools],
        }
        (folder / "answers.json").write_text(json.dumps(described), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> AnswerModel:
        described = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        with np.load(folder / "answers.npz", allow_pickle=False) as arrays:
            members = {name: _member(arrays, place) for place, name in enumerate(described["members"])}
            pools = [
                Pool(tuple(names), *(arrays[f"pool{place}.{part}"] for part in ("scales", "centre", "spread", "inside")))
                for place, names in enumerate(described["pools"])
            ]
        return cls(described["names"], members, pools)


def _quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights as int8 with one step a column: a quarter of the model file, and scores move in the second decimal at most."""
    steps = (np.abs(weights).max(axis=0) / 127 + 1e-12).astype(np.float32)
    return np.round(weights / steps).astype(np.int8), steps


def _member(arrays: Mapping[str, NDArray[Any]], place: int) -> Member:
    def linear(part: str) -> Linear:
        weights, steps, bias = (arrays[f"member{place}.{part}.{field}"] for field in ("weights", "steps", "bias"))
        return Linear(weights * steps, bias)

    return Member(linear("answers"), linear("inside"))


@dataclass(frozen=True)
class Held:
    """Opinions on training texts by models that had not seen them: what thresholds are chosen on."""

    classes: Ints
    opinions: list[Opinion]


def fit_answers(names: list[str], classes: Ints, features: Features) -> tuple[AnswerModel, Held]:
    """Fit the classifier. ``classes`` has the place in ``names`` of each text's answer, or ``OUTSIDE``."""
    folds = _folds(classes)
    held_scores: dict[str, tuple[Floats, Floats]] = {
        kind: (np.zeros((features.count, len(names))), np.zeros(features.count)) for kind in features.matrices
    }
    members: dict[str, Member] = {}

    def fit(job: tuple[str, int | None]) -> None:
        kind, fold = job
        rows = features.rows[kind]
        train = rows if fold is None else rows[folds[rows] != fold]
        member = fit_member(features.of(kind, train), classes[train], len(names))
        if fold is None:
            members[kind] = member
        else:
            held = rows[folds[rows] == fold]
            for target, found in zip(held_scores[kind], member.scores(features.of(kind, held)), strict=True):
                target[held] = found

    # Sparse fits are the longest: they go first. Each runs on one core; the pool keeps both busy.
    kinds = sorted(features.matrices, key=lambda kind: not scipy.sparse.issparse(features.matrices[kind]))
    jobs = [(kind, fold) for kind in kinds for fold in (None, *range(_FOLDS))]
    with threadpool_limits(limits=1), ThreadPoolExecutor(_WORKERS) as workers:
        list(workers.map(fit, jobs))
    ordered = {kind: members[kind] for kind in features.matrices}
    return _pooled(names, classes, features, ordered, held_scores)


def _pooled(
    names: list[str], classes: Ints, features: Features, members: dict[str, Member], held: dict[str, tuple[Floats, Floats]]
) -> tuple[AnswerModel, Held]:
    groups: dict[frozenset[str], list[int]] = {}
    for text, kinds in enumerate(features.kinds_of_each()):
        groups.setdefault(kinds, []).append(text)
    pools, opinions = [], {}
    for kinds, texts in sorted(groups.items(), key=lambda group: sorted(group[0])):
        rows = np.array(texts)
        scores: Scores = {kind: (held[kind][0][rows], held[kind][1][rows]) for kind in kinds}
        pool = fit_pool(tuple(sorted(kinds)), scores, classes[rows])
        pools.append(pool)
        log_p, inside = pool.opinion(scores)
        opinions.update({text: Opinion(np.exp(log_p[place]), float(inside[place])) for place, text in enumerate(texts)})
    return AnswerModel(names, members, pools), Held(classes, [opinions[text] for text in range(features.count)])


def _folds(classes: Ints) -> Ints:
    """Deal each class's texts over the folds in turn: each fold holds a like share of each answer, the same on every run."""
    folds = np.zeros(len(classes), dtype=np.int64)
    shuffled = np.random.RandomState(0).permutation(len(classes))
    for found in np.unique(classes):
        members = shuffled[classes[shuffled] == found]
        folds[members] = np.arange(len(members)) % _FOLDS
    return folds


__all__ = ["OUTSIDE", "AnswerModel", "Features", "Held", "Opinion", "fit_answers"]

"""False refusals against false answers: what a stricter or a laxer threshold on "is this inside?" would have cost on these questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.results import Result


@dataclass(frozen=True)
class Point:
    """With ``threshold``, the shares of in-scope questions below it and of out-of-scope questions at or above it."""

    threshold: float
    false_refusals: float
    false_answers: float


@dataclass(frozen=True)
class Tradeoff:
    """The curve, strictest threshold last, and what happened in this run.

    The curve knows one threshold: all that is not refused counts as answered. The assistant also asks back, so ``in_use`` lies
    below it; ``not_refused`` is the same point with asking back counted as an answer, and lies on the curve, or near it where other
    reasons decided (the words of a button, another script, several questions).
    """

    curve: tuple[Point, ...]
    in_use: tuple[float, float]
    not_refused: tuple[float, float]

    def nearest(self, false_refusals: float) -> Point:
        """Return the strictest point that refuses at most this share of the in-scope questions."""
        return max((point for point in self.curve if point.false_refusals <= false_refusals), key=lambda point: point.threshold)


def tradeoff(results: Sequence[Result]) -> Tradeoff | None:
    """Return the trade-off, ``None`` when in-scope or out-of-scope questions are missing or the assistant doesn't say ``inside``."""
    inside = [result for result in results if result.in_scope]
    outside = [result for result in results if not result.in_scope]
    if not inside or not outside or all(result.inside is None for result in results):
        return None
    wanted, unwanted = [_chance(result) for result in inside], [_chance(result) for result in outside]
    thresholds = sorted({0.0, *wanted, *unwanted, 1.0})
    curve = tuple(
        Point(
            threshold,
            sum(chance < threshold for chance in wanted) / len(wanted),
            sum(chance >= threshold for chance in unwanted) / len(unwanted),
        )
        for threshold in thresholds
    )
    refused = sum(result.falsely_refused for result in inside) / len(inside)
    answered = sum(result.falsely_answered for result in outside) / len(outside)
    let_through = sum(not result.refused for result in outside) / len(outside)
    return Tradeoff(curve, (refused, answered), (refused, let_through))


def _chance(result: Result) -> float:
    """Return the probability of being inside; where it wasn't asked, what was done says it."""
    if result.inside is not None:
        return result.inside
    return 0.0 if result.refused else 1.0

"""The figures of a run: accuracy, refusals, confusions and time, for the whole of it or any part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.results import Result, same
from bot.evaluation.shares import Share, percentile


@dataclass(frozen=True)
class Summary:
    """The first four are shares of the in-scope questions, ``false_answers`` and the rest of that line of the out-of-scope ones."""

    right: Share
    right_or_offered: Share
    false_refusals: Share
    asked_back: Share
    false_answers: Share
    outside_asked_back: Share
    outside_refused: Share
    language: Share
    """Replied in the language that the question states."""
    p50: float
    p95: float
    """Milliseconds of whole turns."""


@dataclass(frozen=True)
class Confusion:
    """Questions that should have led to ``label`` and led to ``outcome``."""

    label: str
    outcome: str
    results: tuple[Result, ...]


def summarise(results: Sequence[Result]) -> Summary:
    inside = [result for result in results if result.in_scope]
    outside = [result for result in results if not result.in_scope]
    milliseconds = [result.milliseconds for result in results]
    stated = [result for result in results if result.question.language is not None]
    return Summary(
        right=Share.of(result.right for result in inside),
        right_or_offered=Share.of(result.right_or_offered for result in inside),
        false_refusals=Share.of(result.falsely_refused for result in inside),
        asked_back=Share.of(result.asked_back for result in inside),
        false_answers=Share.of(result.falsely_answered for result in outside),
        outside_asked_back=Share.of(result.asked_back for result in outside),
        outside_refused=Share.of(result.refused for result in outside),
        # Asked to change language, the assistant is right to answer in the other one.
        language=Share.of(result.replied_in is result.question.language for result in stated if result.label != "change_language"),
        p50=percentile(milliseconds, 0.5),
        p95=percentile(milliseconds, 0.95),
    )


def by_label(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Return the results of each label, in alphabetical order."""
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        found[result.label].append(result)
    return dict(sorted(found.items()))


def confusions(results: Sequence[Result]) -> list[Confusion]:
    """Return what in-scope questions were taken for instead, most frequent first. Refusing and asking back are not among them."""
    found: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        if misread(result):
            found[result.label, same(result.outcome)].append(result)
    pairs = [Confusion(label, outcome, tuple(each)) for (label, outcome), each in found.items()]
    return sorted(pairs, key=lambda pair: (-len(pair.results), pair.label, pair.outcome))


def misread(result: Result) -> bool:
    """Say whether an in-scope question got another answer than its own."""
    return result.in_scope and not (result.right or result.refused or result.asked_back)

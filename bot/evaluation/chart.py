"""Draws accuracy per id and language and the out-of-scope trade-off into one picture. The report holds the same figures as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.report import language_name
from bot.evaluation.results import Result, by_language
from bot.evaluation.shares import Share
from bot.evaluation.summary import by_label
from bot.evaluation.tradeoff import tradeoff

# Told apart by lightness and by marker too, for readers who don't see colours apart (Okabe and Ito's set).
_LOOKS = (("#0072B2", "o"), ("#E69F00", "s"), ("#009E73", "^"))


def draw(results: Sequence[Result], path: Path) -> None:
    """Write the chart to ``path``."""
    # Imported here: matplotlib takes a second, and only a chart needs it. This way of use touches no global state and no display.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    labels = list(by_label(results))
    height = max(5.0, 2.0 + 0.24 * len(labels))
    figure = Figure(figsize=(14, height), layout="constrained")
    FigureCanvasAgg(figure)
    places = figure.add_gridspec(2, 2, height_ratios=[1, max(0.01, height / 6 - 1)])
    accuracy, outside = figure.add_subplot(places[:, 0]), figure.add_subplot(places[0, 1])
    _accuracy(accuracy, results, labels)
    _outside(outside, results)
    figure.savefig(path, dpi=130)


def _accuracy(axes: Any, results: Sequence[Result], labels: list[str]) -> None:
    groups = by_language(results)
    height = 0.8 / max(1, len(groups))
    for place, (tag, found) in enumerate(groups.items()):
        shares = by_label(found)
        known = [label for label in labels if label in shares]
        rows = [labels.index(label) + (place - (len(groups) - 1) / 2) * height for label in known]
        right = [100 * Share.of(result.right for result in shares[label]).value for label in known]
        near = [100 * Share.of(result.right_or_offered for result in shares[label]).value for label in known]
        colour = _LOOKS[place % len(_LOOKS)][0]
        axes.barh(rows, right, height, color=colour, label=f"{language_name(tag)}: right")
        rest = [most - least for most, least in zip(near, right, strict=True)]
        axes.barh(rows, rest, height, left=right, color=colour, alpha=0.35, label=f"{language_name(tag)}: among the buttons")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the questions")
    axes.set_title("Accuracy per id")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.05), ncol=2, fontsize=8)


def _outside(axes: Any, results: Sequence[Result]) -> None:
    highest = 0.0
    for place, (tag, found) in enumerate(by_language(results).items()):
        curve = tradeoff(found)
        if curve is None:
            continue
        highest = max(highest, *curve.not_refused, *curve.in_use)
        colour, marker = _LOOKS[place % len(_LOOKS)]
        across = [100 * point.false_refusals for point in curve.curve]
        up = [100 * point.false_answers for point in curve.curve]
        axes.step(across, up, where="post", color=colour, label=f"{language_name(tag)}: one threshold on “inside”, moving")
        points = [(100 * x, 100 * y) for x, y in (curve.not_refused, curve.in_use)]
        axes.plot(*zip(*points, strict=True), linestyle=":", color=colour)
        axes.plot(*points[0], marker=marker, markerfacecolor="white", markeredgecolor=colour, linestyle="")
        label = f"{language_name(tag)}: in use (hollow: questions asked back counted too)"
        axes.plot(*points[1], marker=marker, color=colour, markersize=9, linestyle="", label=label)
    axes.set_title("Out of scope: the trade-off")
    axes.set_xlabel("false refusals, % of the in-scope questions")
    axes.set_ylabel("false answers, % of the out-of-scope questions")
    axes.set_xlim(-0.5, 20)
    axes.set_ylim(-0.5, max(20.0, 125 * highest))
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend(loc="upper right", fontsize=8)
    else:
        axes.text(0.5, 0.5, "needs questions in scope and out of scope", ha="center", transform=axes.transAxes)

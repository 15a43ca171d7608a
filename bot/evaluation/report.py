"""Writes a run's figures as Markdown, with every question that went wrong, so that an editor can see what to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.results import OUT_OF_SCOPE, Result, by_language
from bot.evaluation.shares import Share
from bot.evaluation.summary import Summary, by_label, confusions, misread, summarise
from bot.evaluation.tradeoff import Tradeoff, tradeoff

_WORST = 15
_NAMES = {"en": "English", "fr": "French", "-": "language not stated"}
_LINES: tuple[tuple[str, str], ...] = (
    ("In scope: right", "right"),
    ("right, or among the buttons", "right_or_offered"),
    ("falsely refused", "false_refusals"),
    ("asked back", "asked_back"),
    ("Out of scope: falsely answered", "false_answers"),
    ("asked back", "outside_asked_back"),
    ("refused", "outside_refused"),
    ("All: replied in their language", "language"),
)


@dataclass(frozen=True)
class Run:
    """What was measured: for the head of the report."""

    files: tuple[str, ...]
    when: str
    model: str
    typos: int = 0
    languages_stated: bool = False
    bad_lines: int = 0


def language_name(tag: str) -> str:
    return _NAMES.get(tag, tag)


def overview(results: Sequence[Result]) -> list[list[str]]:
    """Return the short table: a heading row, then one row a figure, one column a language and one for all."""
    groups = {language_name(tag): summarise(found) for tag, found in by_language(results).items()}
    if len(groups) > 1:
        groups["all"] = summarise(results)
    rows = [["", *groups]]
    rows += [[title, *(str(getattr(summary, field)) for summary in groups.values())] for title, field in _LINES]
    rows.append(["milliseconds a turn, p50 / p95", *(_milliseconds(summary) for summary in groups.values())])
    return rows


def report(run: Run, results: Sequence[Result], chart: str = "chart.png") -> str:
    """Return the whole report. ``chart`` is where its picture lies."""
    parts = [
        "# Evaluation",
        _head(run, len(results)),
        "## Overview",
        "Shares with their 95% Wilson interval and n.",
        table(overview(results)),
        "## Chart",
        f"![Accuracy per id and language, and the out-of-scope trade-off; the tables below hold the same figures.]({chart})",
        *_tradeoffs(results),
        "## Accuracy per id",
        "Right, then right or among the buttons, of n. Out of scope: refused.",
        table(_per_label(results)),
        "## Worst confusions",
        *(_confusions(results) or ["None."]),
        *_listing("In-scope questions refused", [result for result in results if result.falsely_refused]),
        *_listing("In-scope questions misread", [result for result in results if misread(result)]),
        *_listing("Out-of-scope questions answered", [result for result in results if result.falsely_answered]),
    ]
    return "\n\n".join(parts) + "\n"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first row is its heading."""
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _head(run: Run, count: int) -> str:
    facts = [
        f"- Questions: {count} from {', '.join(run.files)}",
        f"- Model: {run.model}",
        f"- When: {run.when}",
        "- Each question a fresh conversation through the whole dialogue; "
        + ("its stated language given as the person's choice" if run.languages_stated else "its language detected"),
    ]
    if run.typos:
        facts.append(f"- Keyboard typos put into each question: {run.typos}")
    if run.bad_lines:
        facts.append(f"- Lines that could not be asked: {run.bad_lines}")
    return "\n".join(facts)


def _per_label(results: Sequence[Result]) -> list[list[str]]:
    languages = by_language(results)
    groups: Mapping[str, Mapping[str, Sequence[Result]]] = {tag: by_label(found) for tag, found in languages.items()}
    rows = [["id", *(language_name(tag) for tag in languages)]]
    for label in by_label(results):
        rows.append([f"`{label}`", *(_cell(group.get(label, [])) for group in groups.values())])
    return rows


def _cell(results: Sequence[Result]) -> str:
    if not results:
        return "-"
    right = Share.of(result.right for result in results)
    if results[0].label == OUT_OF_SCOPE:
        return f"{right.hits} of {right.count}"
    near = Share.of(result.right_or_offered for result in results)
    return f"{right.hits}, {near.hits} of {right.count}"


def _confusions(results: Sequence[Result]) -> list[str]:
    found = []
    for pair in confusions(results)[:_WORST]:
        questions = "\n".join(f"  - {_question(result)}" for result in pair.results)
        found.append(f"- `{pair.label}` taken for `{pair.outcome}`, {len(pair.results)} times\n{questions}")
    return ["\n".join(found)] if found else []


def _listing(title: str, results: Sequence[Result]) -> list[str]:
    rows = [["question", "id", "should be", "was", "confidence", "inside"]]
    for result in results:
        figures = (_figure(result.confidence), _figure(result.inside))
        rows.append([_shown(result.question.text), result.question.id, result.label, result.outcome or "nothing", *figures])
    return [f"## {title} ({len(results)})", table(rows) if results else "None."]


def _tradeoffs(results: Sequence[Result]) -> list[str]:
    parts = []
    for tag, found in by_language(results).items():
        curve = tradeoff(found)
        if curve is not None:
            parts += [f"### Out of scope, {language_name(tag)}", _in_words(curve), table(_curve_rows(curve))]
    return parts


def _in_words(curve: Tradeoff) -> str:
    refused, answered = (f"{100 * share:.1f}%" for share in curve.in_use)
    let_through = f"{100 * curve.not_refused[1]:.1f}%"
    return (
        f"In use: {refused} of the in-scope questions are refused; {answered} of the out-of-scope questions are answered, and "
        f"{let_through} answered or asked back. With a single threshold on the probability of being inside, and nothing asked back, "
        "it would be:"
    )


def _curve_rows(curve: Tradeoff) -> list[list[str]]:
    rows = [["false refusals at most", "threshold", "false refusals", "false answers"]]
    for most in (0.0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1):
        point = curve.nearest(most)
        shares = (f"{100 * share:.1f}%" for share in (point.false_refusals, point.false_answers))
        rows.append([f"{100 * most:.0f}%", f"{point.threshold:.3f}", *shares])
    return rows


def _question(result: Result) -> str:
    return f"{result.question.id}: {_shown(result.question.text)}"


def _shown(text: str) -> str:
    """Return a question on one line, without anything Markdown would act on."""
    line = " ".join(text.split())
    line = f"{line[:297]}…" if len(line) > 298 else line
    return "".join(f"\\{letter}" if letter in "\\`*_<>[]" else letter for letter in line)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _milliseconds(summary: Summary) -> str:
    return f"{summary.p50:.1f} / {summary.p95:.1f}"

"""Runs the rules over the content and writes down what they found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from bot import ottawa
from bot.content.check.reading import Places, material
from bot.content.check.rules import ERRORS, WARNINGS, Rule, name
from bot.content.desk import load_desk, load_room_words
from bot.content.load import load_content
from bot.content.rates import CONTENT
from bot.content.web import load_news, load_words
from bot.errors import ContentProblem, InvalidContent
from bot.paths import ROOT

SHAPE = "shape"
"""The name under which the problems of loading are reported: YAML that can't be read, fields that are missing or unknown."""


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding(ContentProblem):
    """A problem with the rule that found it. Errors fail the check, warnings don't."""

    severity: Severity = Severity.ERROR
    rule: str = SHAPE


def check(
    folder: Path = CONTENT,
    nlu_folder: Path = ROOT / "data" / "nlu",
    today: date | None = None,
    places: Places | None = None,
) -> list[ContentProblem]:
    """Return everything wrong with the content in ``folder``, errors first; each is a ``Finding``. Empty when all is well.

    Content that doesn't load is reported alone: the other rules have nothing to look at until it does. ``today`` is the day the
    content is judged on, by default the current one; ``places`` is where the domain, the actions and the held-out questions lie.
    """
    try:
        content = load_content(folder)
        if (folder / "web").is_dir():
            load_words(folder / "web")
            load_news(folder / "web")
        if (folder / "desk").is_dir():
            load_desk(folder / "desk")
            load_room_words(folder / "desk")
        looked_at = material(content, folder, nlu_folder, today or ottawa.today(), places or Places())
    except InvalidContent as error:
        return [Finding(problem.file, problem.field, problem.cause) for problem in error.problems]
    found: list[ContentProblem] = []
    for severity, rules in ((Severity.ERROR, ERRORS), (Severity.WARNING, WARNINGS)):
        for rule in rules:
            found += _findings(rule, rule(looked_at), severity)
    return found


def failed(problems: Iterable[ContentProblem]) -> bool:
    """Say whether there is an error among ``problems``."""
    return any(_severity(problem) is Severity.ERROR for problem in problems)


def report(problems: Sequence[ContentProblem]) -> str:
    """Return ``problems`` as lines for a terminal: errors, then warnings, each group by file, then a line that sums up."""
    errors = [problem for problem in problems if _severity(problem) is Severity.ERROR]
    warnings = [problem for problem in problems if _severity(problem) is Severity.WARNING]
    lines = _lines(errors)
    if warnings:
        lines += ["", "To look at (nothing stops for these):", *_lines(warnings)]
    summary = f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}"
    lines += [*([""] if lines else []), f"{'FAILED' if errors else 'OK'}: {summary}. docs/content.md says how to mend each kind."]
    return "\n".join(lines).lstrip("\n")


def _findings(rule: Rule, problems: Iterable[ContentProblem], severity: Severity) -> list[ContentProblem]:
    # One slip can be seen in several places of a text; saying it once is enough.
    unique = dict.fromkeys(problems)
    return [Finding(problem.file, problem.field, problem.cause, severity, name(rule)) for problem in unique]


def _severity(problem: ContentProblem) -> Severity:
    return problem.severity if isinstance(problem, Finding) else Severity.ERROR


def _lines(problems: Sequence[ContentProblem]) -> list[str]:
    return [
        f"{problem}  [{problem.rule}]" if isinstance(problem, Finding) else str(problem)
        for problem in sorted(problems, key=lambda problem: (problem.file, problem.field))
    ]


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

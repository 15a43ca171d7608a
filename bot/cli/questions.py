"""Reads files of questions, plain or labelled, as JSON lines or CSV. A line that can't be used says so and the rest goes on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.evaluation.results import LabelledQuestion, same
from bot.language import Language


class UnreadableLine(BotError, ValueError):
    """A line of the input can't be asked."""

    code = "unreadable_line"


class UnknownLabels(BotError, ValueError):
    """Labels that name nothing the assistant can do: probably a misspelling, and every such question would count as wrong."""

    code = "unknown_labels"


@dataclass(frozen=True)
class BadLine:
    """A line that can't be asked."""

    file: str
    line: int
    field: str
    cause: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line}: {self.field}: {self.cause}"


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file of JSON lines."""
    # Not splitlines(), which also cuts at characters that JSON allows inside a string (U+2028, U+0085).
    return path.read_text(encoding="utf-8-sig").rstrip("\n").split("\n")


def read_line(line: str) -> dict[str, Any]:
    """Return the question on a line. Raises ``UnreadableLine`` with the field and the cause."""
    try:
        question = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableLine(field="line", cause=f"is not JSON: {error}") from None
    if not isinstance(question, dict):
        raise UnreadableLine(field="line", cause="must be an object with id and text")
    return checked(question)


def checked(question: dict[str, Any]) -> dict[str, Any]:
    """Return a question that can be asked. Raises ``UnreadableLine`` with the field and the cause."""
    if not isinstance(question.get("id"), (str, int)) or isinstance(question.get("id"), bool):
        raise UnreadableLine(field="id", cause="is missing, or no string or whole number")
    if not isinstance(question.get("text"), str):
        raise UnreadableLine(field="text", cause="is missing, or no string")
    if question.get("lang") is not None and Language.of(question["lang"]) is None:
        raise UnreadableLine(field="lang", cause="must be en or fr")
    return question


def read_labelled(path: Path) -> tuple[list[LabelledQuestion], list[BadLine]]:
    """Return the questions of a file and its bad lines. A name that ends in ``.csv`` is CSV with a header, any other JSON lines.

    Raises ``OSError``, and ``UnicodeDecodeError`` when the file isn't UTF-8.
    """
    lines = _csv_lines(path) if path.suffix.lower() == ".csv" else _json_lines(path)
    questions: list[LabelledQuestion] = []
    bad: list[BadLine] = []
    for number, load in lines:
        try:
            questions.append(_labelled(load()))
        except UnreadableLine as error:
            bad.append(BadLine(str(path), number, str(error.details["field"]), str(error.details["cause"])))
    return questions, bad


def check_labels(questions: Collection[LabelledQuestion], known: Collection[str]) -> None:
    """Raise ``UnknownLabels`` when a label isn't among the ``known`` ids."""
    strange = sorted({question.label for question in questions if same(question.label) not in known})
    if strange:
        raise UnknownLabels(labels=strange, known=sorted(known))


def _labelled(question: dict[str, Any]) -> LabelledQuestion:
    label = question.get("label")
    if not isinstance(label, str) or not label.strip():
        raise UnreadableLine(field="label", cause="is missing, or no string")
    return LabelledQuestion(str(question["id"]), question["text"], label.strip(), Language.of(question.get("lang")))


_Load = Callable[[], dict[str, Any]]


def _json_lines(path: Path) -> Iterator[tuple[int, _Load]]:
    for number, line in enumerate(lines_of(path), start=1):
        if line.strip():
            yield number, lambda line=line: read_line(line)  # type: ignore[misc]


def _csv_lines(path: Path) -> Iterator[tuple[int, _Load]]:
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    for row in rows:
        # An empty cell is no value; cells beyond the header come under no name.
        found = {name.strip(): value for name, value in row.items() if name and value}
        yield rows.line_num, lambda found=found: checked(found)  # type: ignore[misc]

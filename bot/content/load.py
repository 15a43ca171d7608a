"""Reads the content folder whole into one immutable ``Content``, or says everything that stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.files import yaml_files
from bot.content.model import Answer, ButtonPhrase, Contact, Link, Phrase
from bot.content.rate_fields import read_mapping
from bot.content.rates import CONTENT, Rates, load_rates
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Content:
    """Everything the assistant can say, by key."""

    answers: Mapping[str, Answer]
    phrases: Mapping[str, Phrase]
    buttons: Mapping[str, ButtonPhrase]
    links: Mapping[str, Link]
    contacts: Mapping[str, Contact]
    rates: Rates

    def title(self, id: str, language: Language) -> str:
        """Return what a button that leads to ``id`` says: an answer's title, or the button's own text."""
        if id in self.answers:
            return self.answers[id].text(language).title
        return self.buttons[id].text(language)

    def leads_somewhere(self, id: str) -> bool:
        return id in self.answers or id in self.buttons


def load_content(folder: Path = CONTENT) -> Content:
    """Return the content under ``folder``.

    Raises ``InvalidContent`` with every problem of shape, each as ``file: field: cause``.
    """
    problems: list[ContentProblem] = []
    try:
        rates = load_rates(folder)
    except InvalidContent as error:
        problems.extend(error.problems)
        rates = {}
    content = Content(
        answers=_answers(folder, problems),
        phrases=_many(folder, "phrases", Phrase, problems, leave_out={"buttons.yml"}),
        buttons=_one(folder, "phrases/buttons.yml", ButtonPhrase, problems),
        links=_one(folder, "links.yml", Link, problems),
        contacts=_one(folder, "contacts.yml", Contact, problems),
        rates=rates,
    )
    if problems:
        raise InvalidContent(problems=problems)
    return content


def _answers(folder: Path, problems: list[ContentProblem]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for path in yaml_files(folder / "faq"):
        file = f"faq/{path.name}"
        raw = read_mapping(path, file, problems)
        answer = _parsed(Answer, raw, file, "", problems) if raw else None
        if answer is None:
            continue
        if answer.id != path.stem:
            problems.append(ContentProblem(file, "id", f"is {answer.id!r}, must be the file's name {path.stem!r}"))
        found[answer.id] = answer
    return found


def _many(folder: Path, below: str, kind: Callable[..., _Model], problems: list[ContentProblem], leave_out: set[str]) -> dict[str, _Model]:
    found: dict[str, _Model] = {}
    for path in yaml_files(folder / below):
        if path.name in leave_out:
            continue
        for key, value in _one(folder, f"{below}/{path.name}", kind, problems).items():
            if key in found:
                problems.append(ContentProblem(f"{below}/{path.name}", key, f"is given in another file of {below}/ too"))
            found[key] = value
    return found


def _one(folder: Path, file: str, kind: Callable[..., _Model], problems: list[ContentProblem]) -> dict[str, _Model]:
    found = {}
    for key, raw in read_mapping(folder / file, file, problems).items():
        parsed = _parsed(kind, raw, file, key, problems)
        if parsed is not None:
            found[key] = parsed
    return found


def _parsed(kind: Callable[..., _Model], raw: object, file: str, key: str, problems: list[ContentProblem]) -> _Model | None:
    if not isinstance(raw, dict):
        problems.append(ContentProblem(file, key or "-", "must be a mapping of fields"))
        return None
    try:
        return kind(**{str(name): value for name, value in raw.items()})
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join([key, *(str(part) for part in fault["loc"])]).strip(".")
            problems.append(ContentProblem(file, where, fault["msg"]))
        return None

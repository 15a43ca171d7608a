"""Reads a file of words: pairs of ``en`` and ``fr`` under nested names. Every problem is told as ``file: field: cause``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.files import read_yaml
from bot.errors import ContentProblem
from bot.language import Language

Texts = dict[Language, str]


def read_entries(path: Path, file: str, problems: list[ContentProblem]) -> Iterator[tuple[str, Texts]]:
    """Yield each name with its texts; what is wrong is added to ``problems`` and left out."""
    loaded = read_yaml(path, file, problems)
    if isinstance(loaded, dict):
        yield from _below(loaded, "", file, problems)
    elif loaded is not None:
        problems.append(ContentProblem(file, "-", "must be a mapping of names to {en: ..., fr: ...}"))


def _below(tree: dict[object, object], path: str, file: str, problems: list[ContentProblem]) -> Iterator[tuple[str, Texts]]:
    for name, value in tree.items():
        key = f"{path}{name}"
        if not isinstance(name, str):
            problems.append(ContentProblem(file, key, "write this name in quotation marks: YAML reads it as yes, no or a number"))
        elif not isinstance(value, dict) or not value:
            problems.append(ContentProblem(file, key, "must be {en: ..., fr: ...}"))
        elif all(language in ("en", "fr") for language in value):
            texts = _texts(value, key, file, problems)
            if texts is not None:
                yield key, texts
        elif any(language in ("en", "fr") for language in value):
            other = next(str(name) for name in value if name not in ("en", "fr"))
            problems.append(ContentProblem(file, f"{key}.{other}", "stands beside en or fr: an entry has these two only"))
        else:
            yield from _below(value, f"{key}.", file, problems)


def _texts(entry: dict[object, object], key: str, file: str, problems: list[ContentProblem]) -> Texts | None:
    before = len(problems)
    texts: Texts = {}
    for language in Language:
        text = entry.get(language.value)
        if text is None or text == "":
            problems.append(ContentProblem(file, f"{key}.{language.value}", "is missing"))
        elif not isinstance(text, str):
            problems.append(ContentProblem(file, f"{key}.{language.value}", f"{text!r} is no text: write it in quotation marks"))
        elif not text.strip():
            problems.append(ContentProblem(file, f"{key}.{language.value}", "is missing"))
        else:
            texts[language] = text.strip()
    return texts if len(problems) == before else None

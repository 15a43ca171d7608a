"""The words of the website's chat and of Telegram, in both languages: ``errors.yml``, ``notices.yml``, ``chat.yml``, ``demo.yml``,
``telegram.yml``, ``news.yml``.

Each entry is ``{en: ..., fr: ...}`` under a nested key; ``errors.text_too_long`` names the entry ``text_too_long`` of ``errors.yml``.
Values in braces are filled in by the code. Everything is read and checked once, when the process starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

FOLDER = Path(__file__).parent
_FILES = ("errors", "notices", "chat", "demo", "telegram")
_FIELD = re.compile(r"\{(\w+)\}")


class WebWords:
    """Fulfils ``bot.conversation.wording.Wording``."""

    def __init__(self, entries: Mapping[str, Mapping[Language, str]]) -> None:
        self._entries = entries

    def say(self, key: str, language: Language, **values: object) -> str:
        text = self._entries[key][language]
        return text.format(**values) if values else text

    def group(self, prefix: str, language: Language) -> Mapping[str, str]:
        start = prefix + "."
        return {key[len(start) :]: texts[language] for key, texts in self._entries.items() if key.startswith(start)}

    def joined(self, other: WebWords) -> WebWords:
        """Return the words of both."""
        return WebWords({**self._entries, **other._entries})

    def __contains__(self, key: object) -> bool:
        return key in self._entries


@dataclass(frozen=True)
class News:
    """One dated item of the banner, shown from ``start`` to ``end`` inclusive."""

    id: str
    start: date
    end: date
    texts: Mapping[Language, str]
    urls: Mapping[Language, str]


def load_words(folder: Path = FOLDER, files: Sequence[str] = _FILES) -> WebWords:
    """Return all words of ``files``. Raises ``InvalidContent`` with everything that is missing or differs between the languages."""
    entries: dict[str, Mapping[Language, str]] = {}
    problems: list[ContentProblem] = []
    for name in files:
        file = f"{folder.name}/{name}.yml"
        for key, entry in _entries(yaml.safe_load((folder / f"{name}.yml").read_text("utf-8")), ""):
            texts = {language: str(entry.get(language.value) or "").strip() for language in Language}
            problems += _faults(file, key, texts)
            # The masks and the names of identifiers are used as groups of their own.
            entries[key if key.startswith(("masks.", "identifiers.")) else f"{name}.{key}"] = texts
    if problems:
        raise InvalidContent(problems=problems)
    return WebWords(entries)


def load_news(folder: Path = FOLDER) -> tuple[News, ...]:
    """Return the items of the banner, newest first. Raises ``InvalidContent``."""
    items = []
    problems = []
    for entry in yaml.safe_load((folder / "news.yml").read_text("utf-8")) or []:
        try:
            texts = {language: entry[language.value]["text"].strip() for language in Language}
            urls = {language: entry[language.value]["url"] for language in Language}
            items.append(News(entry["id"], entry["from"], entry["until"], texts, urls))
        except (KeyError, TypeError) as fault:
            problems.append(ContentProblem("web/news.yml", str(entry.get("id", "?")), f"lacks {fault}"))
    if problems:
        raise InvalidContent(problems=problems)
    return tuple(sorted(items, key=lambda item: item.start, reverse=True))


def _entries(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, value in tree.items():
        key = f"{path}{name}"
        if set(value) <= {"en", "fr"}:
            yield key, value
        else:
            yield from _entries(value, f"{key}.")


def _faults(file: str, key: str, texts: Mapping[Language, str]) -> Iterator[ContentProblem]:
    for language, text in texts.items():
        if not text:
            yield ContentProblem(file, f"{key}.{language.value}", "is missing")
    fields = {language: set(_FIELD.findall(text)) for language, text in texts.items()}
    if fields[Language.EN] != fields[Language.FR]:
        yield ContentProblem(file, key, "fills in different values in English and French")
    french = texts[Language.FR]
    if re.search(r"[^\u00a0\s]:(?!//)(\s|$)|\u0020:", french):
        yield ContentProblem(file, f"{key}.fr", "needs a no-break space before a colon")
    if re.search(r"[\s\u00a0\u202f][;!?]", french):
        yield ContentProblem(file, f"{key}.fr", "has a space before ; ! or ?")

"""The words of the website's chat and of Telegram, in both languages: ``errors.yml``, ``notices.yml``, ``chat.yml``, ``demo.yml``,
``telegram.yml``, ``pictures.yml``, ``news.yml``.

Each entry is ``{en: ..., fr: ...}`` under a nested key; ``errors.text_too_long`` names the entry ``text_too_long`` of ``errors.yml``.
Values in braces are filled in by the code. Everything is read and checked once, when the process starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.content.web.entries import read_entries
from bot.content.web.news import News, load_news
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

FOLDER = Path(__file__).parent
_FILES = ("errors", "notices", "chat", "demo", "telegram", "pictures")
_FIELD = re.compile(r"\{(\w+)\}")


class WebWords:
    """Fulfils ``bot.conversation.wording.Wording``."""

    def __init__(self, entries: Mapping[str, Mapping[Language, str]]) -> None:
        self._entries = entries
        self._groups: dict[tuple[str, Language], Mapping[str, str]] = {}

    def say(self, key: str, language: Language, **values: object) -> str:
        text = self._entries[key][language]
        return text.format(**values) if values else text

    def group(self, prefix: str, language: Language) -> Mapping[str, str]:
        """Return the words whose keys begin with ``prefix``, by the rest of the key."""
        if (prefix, language) not in self._groups:
            start = prefix + "."
            found = {key[len(start) :]: texts[language] for key, texts in self._entries.items() if key.startswith(start)}
            self._groups[prefix, language] = MappingProxyType(found)
        return self._groups[prefix, language]

    def joined(self, other: WebWords) -> WebWords:
        """Return the words of both."""
        return WebWords({**self._entries, **other._entries})

    def __contains__(self, key: object) -> bool:
        return key in self._entries


def load_words(folder: Path = FOLDER, files: Sequence[str] = _FILES) -> WebWords:
    """Return all words of ``files``. Raises ``InvalidContent`` with everything that is missing or differs between the languages."""
    entries: dict[str, Mapping[Language, str]] = {}
    problems: list[ContentProblem] = []
    for name in files:
        file = f"{folder.name}/{name}.yml"
        for key, texts in read_entries(folder / f"{name}.yml", file, problems):
            problems += _faults(file, key, texts)
            # The masks and the names of identifiers are used as groups of their own.
            entries[key if key.startswith(("masks.", "identifiers.")) else f"{name}.{key}"] = texts
    if problems:
        raise InvalidContent(problems=problems)
    return WebWords(entries)


def _faults(file: str, key: str, texts: Mapping[Language, str]) -> Iterator[ContentProblem]:
    fields = {language: set(_FIELD.findall(text)) for language, text in texts.items()}
    if fields[Language.EN] != fields[Language.FR]:
        yield ContentProblem(file, key, "fills in different values in English and French")
    french = texts[Language.FR]
    if re.search(r"[^\u00a0\s]:(?!//)(\s|$)|\u0020:", french):
        yield ContentProblem(file, f"{key}.fr", "needs a no-break space before a colon")
    if re.search(r"[\s\u00a0\u202f][;!?]", french):
        yield ContentProblem(file, f"{key}.fr", "has a space before ; ! or ?")


__all__ = ["FOLDER", "News", "WebWords", "load_news", "load_words"]

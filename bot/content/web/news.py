"""The dated items of the banner, ``news.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.files import read_yaml
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language

FILE = "web/news.yml"
_FIELDS = {"id", "from", "until", *(language.value for language in Language)}
_FIELDS_OF_A_LANGUAGE = {"text", "url"}


@dataclass(frozen=True)
class News:
    """One dated item of the banner, shown from ``start`` to ``end`` inclusive."""

    id: str
    start: date
    end: date
    texts: Mapping[Language, str]
    urls: Mapping[Language, str]


def load_news(folder: Path = Path(__file__).parent) -> tuple[News, ...]:
    """Return the items of the banner, newest first. Raises ``InvalidContent``."""
    items: dict[str, News] = {}
    problems: list[ContentProblem] = []
    loaded = read_yaml(folder / "news.yml", FILE, problems)
    if not isinstance(loaded, (list, type(None))):
        problems.append(ContentProblem(FILE, "-", "must be a list of items"))
        loaded = []
    for place, entry in enumerate(loaded or [], start=1):
        where = str((entry.get("id") if isinstance(entry, dict) else None) or f"[{place}]")
        try:
            item = _item(entry)
            if item.id in items:
                raise ValueError("another item has this id, and who has dismissed that one would not see this one")
            items[item.id] = item
        except KeyError as fault:
            problems.append(ContentProblem(FILE, where, f"lacks {fault}"))
        except (TypeError, ValueError, AttributeError) as fault:
            problems.append(ContentProblem(FILE, where, f"can't be read: {fault}"))
    if problems:
        raise InvalidContent(problems=problems)
    return tuple(sorted(items.values(), key=lambda item: item.start, reverse=True))


def _item(entry: Mapping[str, Any]) -> News:
    """Return one item. Raises what reading from a mapping of the wrong shape raises, and ``ValueError``."""
    by_language = {language: entry[language.value] for language in Language}
    texts = {language: words["text"].strip() for language, words in by_language.items()}
    urls = {language: words["url"].strip() for language, words in by_language.items()}
    start, end = entry["from"], entry["until"]
    if type(start) is not date or type(end) is not date:
        raise ValueError("from and until must be days, such as 2026-10-20")
    if end < start:
        raise ValueError("until is before from")
    unknown = {*(entry.keys() - _FIELDS), *(name for words in by_language.values() for name in words.keys() - _FIELDS_OF_A_LANGUAGE)}
    if unknown:
        raise ValueError(f"{', '.join(sorted(map(str, unknown)))}: no field of an item")
    return News(str(entry["id"]), start, end, texts, urls)

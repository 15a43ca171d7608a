"""Words documents from the content, as of a day, without Rasa; and takes the markup of the chat out for paper and terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.content.load import Content
from bot.content.model import SourceRef
from bot.content.render import Renderer
from bot.content.store import shipped_content
from bot.documents.calculation import Calculation
from bot.language import Language

_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
_ESCAPED = re.compile(r"\\([\\*\[\]_`<>])")
_ANSWERS_ON_THE_RULES = ("how_much_security", "security_dates")


class Wording:
    """The words of one document: one language, one day."""

    def __init__(self, language: Language, day: date, content: Content | None = None) -> None:
        self.language = language
        self._content = content or current_content()
        self._renderer = Renderer(self._content, language, day)

    def text(self, key: str, **variables: Any) -> str:
        """Return a phrase in the chat's markup."""
        return self._renderer.line(key, variables)

    def plain(self, key: str, **variables: Any) -> str:
        """Return a phrase without markup."""
        return plain(self.text(key, **variables))

    def line(self, line: tuple[str, Mapping[str, Any]]) -> str:
        return self._renderer.line(*line)

    def sources(self, calculation: Calculation) -> str:
        """Return the line on the sources of a calculation, in the chat's markup."""
        return self._renderer.sources([SourceRef(**source) for source in cited(calculation, self._content)])


def cited(calculation: Calculation, content: Content | None = None) -> list[dict[str, str]]:
    """Return the sources of a calculation as an answer's file writes them.

    A page that shows an older state has it said (``as_of``), as in the answers on the same rules.
    """
    content = content or current_content()
    rules = [content.answers[id] for id in _ANSWERS_ON_THE_RULES if id in content.answers]
    states = {source.link: source.as_of for answer in rules for source in answer.sources if source.as_of}
    return [{**source, **({"as_of": states[source["link"]]} if source["link"] in states else {})} for source in calculation["sources"]]


def current_content() -> Content:
    """Return the content as it is now."""
    return shipped_content().current()


def plain(text: str, *, addresses: bool = False) -> str:
    """Return text without the chat's markup; ``addresses`` keeps links' addresses behind their words."""
    linked = _LINK.sub(r"\1 (\2)" if addresses else r"\1", text).replace("**", "")
    return _ESCAPED.sub(r"\1", linked)


def joined(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

"""Answers fit in a chat: not too long as a whole, and no wall of text within."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.content.check.material import Kind, Material, Piece
from bot.content.load import Content
from bot.content.render import PLACEHOLDER, Renderer
from bot.errors import BotError, ContentProblem
from bot.language import Language

LONGEST_ANSWER = 1_400
LONGEST_PARAGRAPH = 400

_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_ITEM = re.compile(r"^\s*(?:-|\d+\.) ")


def answers_are_short(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in _read(material):
        length = len(visible(text))
        if length > LONGEST_ANSWER:
            yield piece.problem(language, f"has {length} characters as read: shorten it to {LONGEST_ANSWER}")


def paragraphs_are_short(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in _read(material):
        for block in blocks(visible(text)):
            if len(block) > LONGEST_PARAGRAPH:
                start = repr(block[:30])
                cause = f"the paragraph or item {start}… has {len(block)} characters: split it, or shorten it to {LONGEST_PARAGRAPH}"
                yield piece.problem(language, cause)


def visible(text: str) -> str:
    """Return what a person sees of a worded text: links as their words, no marks."""
    return _LINK.sub(r"\1", text).replace("**", "")


def blocks(text: str) -> list[str]:
    """Return the paragraphs and list items of ``text``, without bullets and numbers."""
    found: list[str] = []
    open_block = False
    for line in text.splitlines():
        item = _ITEM.match(line)
        if not line.strip():
            open_block = False
        elif item or not open_block:
            found.append(line[item.end() :].strip() if item else line.strip())
            open_block = True
        else:
            found[-1] += f" {line.strip()}"
    return found


def _read(material: Material) -> Iterator[tuple[Piece, Language, str]]:
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        yield piece, language, _filled(material.content, text, language, material.today)


def _filled(content: Content, text: str, language: Language, today: date) -> str:
    renderer = Renderer(content, language, today)

    def one(match: re.Match[str]) -> str:
        try:
            return renderer.text(match.group())
        except (BotError, ValueError):
            return match.group()  # a placeholder that can't be put in is another rule's to report

    return PLACEHOLDER.sub(one, text)

"""Only the small markup that every channel shows alike: paragraphs, ``- `` items, ``1. `` steps, ``**bold**`` and links by id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.check.material import Kind, Material
from bot.content.render import LINK, PLACEHOLDER, VARIABLE
from bot.errors import ContentProblem

_FORBIDDEN = (
    (re.compile(r"^\s*#", re.MULTILINE), "a heading (#)", "write a line in **bold**"),
    (re.compile(r"\|"), "a table (|)", "write a list"),
    (re.compile(r"</?[A-Za-z!]|&#?\w+;"), "HTML", "write plain text"),
    (re.compile(r"!\["), "an image", "link to the page that shows it"),
    (re.compile(r"^[ \t]+(?:[-*+•]|\d+[.)]) ", re.MULTILINE), "a list within a list", "make it one list or sentences"),
    (re.compile(r"^\s*>", re.MULTILINE), "a quotation (>)", "use quotation marks"),
    (re.compile(r"`"), "code (`)", "use **bold** or quotation marks"),
    (re.compile(r"^(?:[*+•·‣–—] |\d+\) |-[^\s\d-]|\d+\.[^\s\d])", re.MULTILINE), "another kind of list", "start items with '- ' or '1. '"),
    (re.compile(r"~~"), "a line through words (~~)", "leave them out"),
    (re.compile(r"\\"), "a backslash (\\)", "write the sign alone, or begin a new line"),
    (re.compile(r"^\s*(?:-{3,}|={3,}|_{3,})\s*$", re.MULTILINE), "a line across", "leave an empty line"),
    (re.compile(r"(?<!\*)\*(?!\*)|\*{3,}|(?<!\w)_\w|\w_(?!\w)|__"), "italics (* or _)", "use **bold** or nothing"),
)
_PLAIN = re.compile(r"\*\*|[\[\]`#<>|]")


def markup_is_small(material: Material) -> Iterator[ContentProblem]:
    """Answers and phrases use nothing that a channel would show as raw signs."""
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        # The ids behind links stay out of it, their brackets don't: an image is a link with a mark before it.
        shown = _bare(LINK.sub(lambda match: f"[{match['words']}]", text))
        for pattern, what, instead in _FORBIDDEN:
            if pattern.search(shown):
                yield piece.problem(language, f"has {what}, which isn't shown everywhere: {instead}")


def marks_come_in_pairs(material: Material) -> Iterator[ContentProblem]:
    """Each ``**`` is closed within its paragraph or item, each bracket has its other half."""
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        for line in _bare(text).splitlines():
            if line.count("**") % 2:
                yield piece.problem(language, f"** is not closed in {_start(line)}: bold starts and ends in one paragraph")
            elif any(words != words.strip() or not words for words in line.split("**")[1::2]):
                yield piece.problem(language, f"** has a space on its inner side in {_start(line)}: bold starts and ends with a word")
        bare = _bare(text)
        for opening, closing in ("[]", "()", "«»"):
            if not _balanced(bare, opening, closing):
                yield piece.problem(language, f"{opening} and {closing} don't match: each needs its other half")
        if "[" in bare or "]" in bare:
            yield piece.problem(language, "has square brackets that aren't a link: write [words](link:id), or use round brackets")


def steps_are_numbered_in_order(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        numbers = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
        if numbers != list(range(1, len(numbers) + 1)):
            yield piece.problem(language, f"numbers its steps {', '.join(map(str, numbers))}: count from 1")


def titles_have_no_markup(material: Material) -> Iterator[ContentProblem]:
    """Titles, buttons and names are shown as they are."""
    for piece, language, text in material.texts(Kind.TITLE, Kind.BUTTON, Kind.LABEL):
        if _PLAIN.search(text) or "\n" in text.strip():
            yield piece.problem(language, "has markup, which would show as signs: write plain words on one line")


def _bare(text: str) -> str:
    """Return ``text`` with a sign for each placeholder, and links as their words. Nothing in its place would leave "****"."""
    return VARIABLE.sub("…", PLACEHOLDER.sub("…", LINK.sub(lambda match: match["words"], text)))


def _balanced(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return False
    return depth == 0


def _start(line: str) -> str:
    return repr(line.strip()[:30])

"""The small markup as Telegram's HTML, in parts that Telegram takes.

A text becomes blocks (paragraphs and list items) of runs, which are measured as Telegram measures: UTF-16 units, after its tags are read.
Parts are cut between blocks where that is possible, then between lines, sentences, words; a tag is never open at a cut.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.token import Token

TEXT_LIMIT = 4_096
CAPTION_LIMIT = 1_024
_SCHEMES = {"https", "mailto", "tel"}
_CUTS = ("\n", ". ", "? ", "! ", " ")

# The same rules as in ``bot.channels.markup``; only what is made of them differs.
_markdown = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(["list", "emphasis", "link", "newline", "escape"])
_markdown.validateLink = lambda url: url.partition(":")[0].lower() in _SCHEMES  # type: ignore[method-assign]


@dataclass(frozen=True)
class Run:
    """Words with one look."""

    text: str
    bold: bool = False
    href: str = ""

    def html(self) -> str:
        said = html.escape(self.text, quote=False)
        if self.bold:
            said = f"<b>{said}</b>"
        return f'<a href="{html.escape(self.href)}">{said}</a>' if self.href else said


@dataclass(frozen=True)
class Block:
    """A paragraph or an item of a list; ``tight`` ones stand close to the block before."""

    runs: tuple[Run, ...]
    tight: bool = False

    @property
    def length(self) -> int:
        return sum(units(run.text) for run in self.runs)

    def html(self) -> str:
        return "".join(run.html() for run in self.runs)


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def to_telegram(text: str, footer: str = "", *, limit: int = TEXT_LIMIT) -> list[str]:
    """Return the parts of a text as Telegram's HTML; ``footer``, in the same markup, ends the last one."""
    blocks = list(_blocks(text)) + (list(_blocks(footer)) if footer else [])
    return _packed(blocks, limit)


def plain(text: str) -> str:
    """Return Telegram's HTML as bare words, for when Telegram can't read it."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _packed(blocks: Sequence[Block], limit: int) -> list[str]:
    parts: list[str] = []
    said, length = "", 0
    for block in chain.from_iterable(_pieces(each, limit) for each in blocks):
        gap = "" if not said else "\n" if block.tight else "\n\n"
        if said and length + len(gap) + block.length > limit:
            parts.append(said)
            said, length, gap = "", 0, ""
        said += gap + block.html()
        length += len(gap) + block.length
    return [*parts, said] if said else parts


def _pieces(block: Block, limit: int) -> Iterator[Block]:
    """Cut a block that is too long by itself."""
    while block.length > limit:
        room, kept = limit, list[Run]()
        runs = list(block.runs)
        while units(runs[0].text) <= room:
            room -= units(runs[0].text)
            kept.append(runs.pop(0))
        head, tail = _cut(runs[0].text, room, must=not kept)
        if head:
            kept.append(replace(runs[0], text=head))
        runs[0] = replace(runs[0], text=tail)
        yield Block(tuple(kept), block.tight)
        block = Block(tuple(runs), tight=True)
    yield block


def _cut(text: str, room: int, *, must: bool) -> tuple[str, str]:
    fits = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")  # half a character is left to the rest
    for cut in _CUTS:
        at = fits.rfind(cut)
        if at > len(fits) // 2:
            return text[: at + len(cut)].rstrip(), text[at + len(cut) :]
    return (fits, text[len(fits) :]) if must else ("", text)


def _blocks(text: str) -> Iterator[Block]:
    marks: list[str | int] = []  # of each list that is open: its bullet or the next number
    first_of_list = first_of_item = False
    for token in _markdown.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            first_of_list = not marks
            marks.append("•" if token.type == "bullet_list_open" else int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            first_of_item = True
        elif token.type == "inline":
            runs = tuple(_runs(token.children or []))
            if not marks:
                yield Block(runs)
                continue
            indent = "   " * (len(marks) - 1)
            mark = marks[-1] if first_of_item else " "
            if first_of_item and isinstance(mark, int):
                marks[-1] = mark + 1
                mark = f"{mark}."
            yield Block((Run(f"{indent}{mark} "), *runs), tight=not first_of_list)
            first_of_list = first_of_item = False


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    bold, href = False, ""
    inside = ""
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            yield Run("*", bold, href)
        elif token.type == "link_open":
            href, inside = str(token.attrs.get("href", "")), ""
            address, href = href, href if href.startswith("https:") else ""
        elif token.type == "link_close":
            # Telegram makes numbers and addresses touchable by itself, and takes no tel: or mailto: link.
            bare = address.partition(":")[2].partition("?")[0]  # without the subject and the words of a prepared e-mail
            if not href and not address.startswith("https:") and _digits(bare) not in _digits(inside):
                yield Run(f" ({bare})", bold)
            href = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", bold, href)
        elif token.content:
            inside += token.content
            yield Run(token.content, bold, href)


def _digits(address: str) -> str:
    """Return an address without what only sets it: a number is the same with or without hyphens and its country code."""
    bare = re.sub(r"[\s().-]", "", address)
    return bare.removeprefix("+").removeprefix("1") if re.fullmatch(r"\+?[0-9]+", bare) else address

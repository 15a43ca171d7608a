"""The small markup on the server: paragraphs, bullets, steps, bold and links with https, mailto or tel addresses.

markdown-it knows only these rules here, so HTML in a message is text; nh3 then lets nothing else through, so that a mistake in one
is not yet a hole.
"""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

_SCHEMES = {"https", "mailto", "tel"}
_ALLOWED: dict[str, set[str]] = {
    "*": set(),
    "p": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "br": set(),
    "a": {"href"},
}
# A sign made plain by a backslash, a link, or bold words; whichever begins first.
_MARK = re.compile(r"\\([!-/:-@\[-`{-~])|\[((?:\\.|[^\]\\\n])+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*")

# "zero" has every rule off; "newline" and "breaks" keep a person's own line ends.
_markdown = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(["list", "emphasis", "link", "newline", "escape"])
_markdown.validateLink = lambda url: url.partition(":")[0].lower() in _SCHEMES  # type: ignore[method-assign]


def to_html(text: str) -> str:
    """Return the small markup as safe HTML. Links open in the same tab and tell the other site nothing."""
    tags = set(_ALLOWED) - {"*"}
    rendered = _markdown.render(text).replace("<em>", "*").replace("</em>", "*")
    return nh3.clean(rendered, tags=tags, attributes=_ALLOWED, url_schemes=_SCHEMES, link_rel="noopener noreferrer")


def words_to_html(text: str) -> str:
    """Return a person's own words as HTML: their line ends kept, nothing else of theirs is markup."""
    return "<p>" + html.escape(text).replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>"


def plain(text: str) -> str:
    """Return the small markup as it reads without any: bold as it is, links followed by their address."""
    return _MARK.sub(_plain, text)


def _plain(mark: re.Match[str]) -> str:
    sign, words, url, bold = mark.groups()
    return sign or (_address(plain(words), url) if words else plain(bold))


def _address(words: str, url: str) -> str:
    if url.startswith("mailto:"):  # without the subject and the words of a prepared e-mail
        url = url.partition("?")[0]
    return words if words == url.removeprefix("mailto:").removeprefix("tel:") else f"{words} ({url})"

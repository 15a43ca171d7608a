"""The small markup, rendered on the server: what it knows, and that nothing else gets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markup import plain, to_html, words_to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n", id="paragraphs"),
        pytest.param("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", id="bullets"),
        pytest.param("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n", id="steps"),
        pytest.param("**bold**", "<p><strong>bold</strong></p>\n", id="bold"),
        pytest.param(
            "[words](https://x.ca/?a=1&b=2)",
            '<p><a href="https://x.ca/?a=1&amp;b=2" rel="noopener noreferrer">words</a></p>\n',
            id="link",
        ),
    ],
)
def test_what_the_markup_knows(text: str, html: str) -> None:
    assert to_html(text) == html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](http://plain.example)",
    "[x](//elsewhere.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[x](https://x.ca"onmouseover="alert(1))',
    '[x](https://x.ca "title" onclick=alert(1))',
    "![x](https://tracker.example/pixel.png)",
    "<style>*{display:none}</style>",
    "**[x](javascript:alert(1))**",
    "- <svg/onload=alert(1)>",
]


@pytest.mark.parametrize("where", ["{}", "- {}", "1. {}", "**{}**", "text {} text", "[{}](https://x.ca)"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_else_gets_through(hostile: str, where: str) -> None:
    _check(to_html(where.format(hostile)))
    _check(words_to_html(where.format(hostile)))


@given(st.text(alphabet="<>()[]*-1.\n \"'&;:/abjhtps#!`_~|\\", max_size=80))
def test_no_text_at_all_gets_through(text: str) -> None:
    _check(to_html(text))


def test_a_persons_own_words_are_never_markup() -> None:
    assert words_to_html("**a** [b](https://x.ca)\n<b>") == "<p>**a** [b](https://x.ca)<br>&lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Bold** and [words](https://x.ca)", "Bold and words (https://x.ca)"),
        ("[a@b.ca](mailto:a@b.ca)", "a@b.ca"),
        ("- a\n- b", "- a\n- b"),
        ("[Open it](mailto:rm@x.ca?subject=RM&body=Hello)", "Open it (mailto:rm@x.ca)"),
        ("**[Bold link](https://x.ca)** and [**bold** words](https://x.ca)", "Bold link (https://x.ca) and bold words (https://x.ca)"),
        ("\\[not\\](https://x.ca) \\*\\*bold\\*\\*", "[not](https://x.ca) **bold**"),
    ],
)
def test_as_plain_text(text: str, shown: str) -> None:
    assert plain(text) == shown


def _check(html: str) -> None:
    for tag, attributes in re.findall(r"<([a-z0-9]+)((?:\s[^>]*)?)>", html, re.IGNORECASE):
        assert tag in {"p", "ul", "ol", "li", "strong", "br", "a"}
        for name, value in re.findall(r'([a-z-]+)="([^"]*)"', attributes):
            assert (name, value) == ("rel", "noopener noreferrer") or name in ("href", "start")
            if name == "href":
                assert value.startswith(("https:", "mailto:", "tel:"))

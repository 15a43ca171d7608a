"""Taking comments and indentation out of the widget's modules: what surely is one goes, and nothing else."""

from __future__ import annotations

import pytest

from bot.channels.modules import stripped


@pytest.mark.parametrize(
    ("written", "served"),
    [
        pytest.param("// why\nlet a;\n", "\nlet a;\n", id="a line"),
        pytest.param("  // why\n  a();", "\na();", id="an indented comment"),
        pytest.param("if (a) {\n  b();\n\tc();\n}", "if (a) {\nb();\nc();\n}", id="indented code"),
        pytest.param("/** One. */\nlet a;", "\nlet a;", id="a block on a line"),
        pytest.param("/**\n * One.\n // two\n */\nlet a;", "\n\n\n\nlet a;", id="a block over lines keeps their number"),
        pytest.param("/** @type {A} */ (b).c();", "(b).c();", id="the code behind a block stays"),
        pytest.param("a(); // why", "a(); // why", id="behind code it stays"),
        pytest.param('const a = "//x";\nb = /[/*]/;', 'const a = "//x";\nb = /[/*]/;', id="texts and patterns stay"),
    ],
)
def test_what_goes_and_what_stays(written: str, served: str) -> None:
    assert stripped(written) == served


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("const css = `\n// no comment\n`;\n// a comment", id="a text over lines"),
        pytest.param('const a = "b\\\n// c";', id="a text that goes on in the next line"),
        pytest.param("a(); /* why\n// b */\nc();", id="a comment that begins behind code"),
    ],
)
def test_where_it_could_be_wrong_nothing_goes(written: str) -> None:
    assert stripped(written) == written

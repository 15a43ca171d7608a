"""The console's templates and script: every word exists, nothing is inline, nothing is unescaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.desk import load_desk_words
from bot.conversation.model import Owner
from bot.desk.model import Mode, Outcome, Role, Urgency
from bot.language import Language

FOLDER = Path(__file__).parents[3] / "bot" / "console"
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
WORDS = load_desk_words()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_word_of_a_template_is_content(template: Path) -> None:
    keys = re.findall(r't\("([\w.]+)"[),]', template.read_text("utf-8"))
    assert [key for key in keys if key not in WORDS] == []


def test_every_value_that_picks_a_word_has_one() -> None:
    groups = {"role": Role, "outcome": Outcome, "in_chat": Owner}
    keys = [f"{group}.{value.value}" for group, values in groups.items() for value in values]
    keys += [value.value for values in (Mode, Urgency) for value in values]
    keys += [f"languages.in_{language.value}" for language in Language]
    assert [key for key in keys if f"console.{key}" not in WORDS] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_nothing_is_inline_or_unescaped(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"\|\s*safe|\son\w+=|\sstyle=|javascript:|<script(?![^>]* src=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_form_that_changes_something_carries_the_token(template: Path) -> None:
    forms = re.findall(r'<form method="post" action="([^"]+)".*?</form>', template.read_text("utf-8"), re.DOTALL)
    whole = re.findall(r'<form method="post".*?</form>', template.read_text("utf-8"), re.DOTALL)
    without = [action for action, form in zip(forms, whole, strict=True) if "csrf" not in form and "token()" not in form]
    assert [action for action in without if not action.startswith("/console/sign-in")] == []


@pytest.mark.parametrize("script", sorted((FOLDER / "static").glob("*.js")), ids=lambda path: path.stem)
def test_no_script_makes_html_of_strings(script: Path) -> None:
    assert not re.search(r"innerHTML\s*=[^=]|insertAdjacentHTML|document\.write|eval\(", script.read_text("utf-8"))

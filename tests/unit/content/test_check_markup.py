from __future__ import annotations

import pytest

from bot.content.check.markup import (
    marks_come_in_pairs,
    markup_is_small,
    steps_are_numbered_in_order,
    titles_have_no_markup,
)
from tests.unit.content.small_project import SmallProject


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("# Heading", "a heading", id="a heading"),
        pytest.param("a | b\n--|--", "a table", id="a table"),
        pytest.param("A <b>word</b>.", "HTML", id="a tag"),
        pytest.param("Fish &amp; chips.", "HTML", id="an entity"),
        pytest.param("![a](link:page)", "an image", id="an image"),
        pytest.param("- a\n  - b", "a list within a list", id="a nested bullet"),
        pytest.param("1. a\n   1. b", "a list within a list", id="a nested step"),
        pytest.param("> said", "a quotation", id="a quotation"),
        pytest.param("Type `x`.", "code", id="code"),
        pytest.param("* a", "another kind of list", id="a starred list"),
        pytest.param("– a", "another kind of list", id="a list of dashes"),
        pytest.param("-a", "another kind of list", id="a bullet without its space"),
        pytest.param("1.a", "another kind of list", id="a step without its space"),
        pytest.param("Not ~~this~~ that.", "a line through words", id="a line through words"),
        pytest.param("One\\nTwo.", "a backslash", id="a line end as programs write it"),
        pytest.param("1) a", "another kind of list", id="a step with a bracket"),
        pytest.param("a\n\n---\n\nb", "a line across", id="a line"),
        pytest.param("An *important* word.", "italics", id="starred italics"),
        pytest.param("An _important_ word.", "italics", id="underscored italics"),
    ],
)
def test_what_channels_show_as_raw_signs_is_found(project: SmallProject, text: str, what: str) -> None:
    project.change("faq/first.yml", "fr.answer", text)
    assert any(f"fr.answer: has {what}" in problem for problem in project.problems(markup_is_small))


def test_bold_bullets_steps_and_links_are_fine(project: SmallProject) -> None:
    project.change(
        "faq/first.yml", "en.answer", "**A** b:\n\n- c (d)\n- [e](link:page)\n\n1. f-g\n2. 5 < 6\n-5 or 1.5, {contact:cfib_phone}"
    )
    for rule in (markup_is_small, marks_come_in_pairs, steps_are_numbered_in_order):
        assert project.problems(rule) == []


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        pytest.param("**Bold.", "** is not closed in '**Bold.'", id="bold left open"),
        pytest.param("** Bold ** word.", "** has a space on its inner side", id="bold with spaces"),
        pytest.param("**Bold\n\ntoo.**", "** is not closed", id="bold over two paragraphs"),
        pytest.param("A (word.", "( and ) don't match", id="a bracket left open"),
        pytest.param("A )word(.", "( and ) don't match", id="brackets the wrong way round"),
        pytest.param("«\u00a0Un mot.", "« and » don't match", id="a quotation left open"),
        pytest.param("A [word].", "square brackets that aren't a link", id="square brackets"),
    ],
)
def test_marks_and_brackets_come_in_pairs(project: SmallProject, text: str, cause: str) -> None:
    project.change("faq/first.yml", "fr.answer", text)
    assert cause in " ".join(project.problems(marks_come_in_pairs))


def test_steps_count_from_one(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.answer", "1. a\n3. b")
    assert project.problems(steps_are_numbered_in_order) == [
        "faq/first.yml: en.answer: numbers its steps 1, 3: count from 1",
    ]


def test_a_title_has_no_markup(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.title", "What comes **first**?")
    (found,) = project.problems(titles_have_no_markup)
    assert found.startswith("faq/first.yml: en.title: has markup")

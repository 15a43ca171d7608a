from __future__ import annotations

import pytest

from bot.content.check.bubbles import answers_are_short, paragraphs_are_short
from bot.content.check.titles import (
    buttons_are_sound,
    phrase_buttons_lead_somewhere,
    titles_are_questions,
    titles_are_unique,
    titles_fit_on_a_button,
)
from tests.unit.content.small_project import SmallProject


@pytest.mark.parametrize(
    ("file", "field", "title"),
    [
        pytest.param("faq/second.yml", "fr.title", "WHAT COMES FIRST ?", id="another language, case and spacing"),
        pytest.param("faq/second.yml", "en.title", "Qu'est ce qui vient en premier", id="accents and punctuation"),
        pytest.param("phrases/buttons.yml", "human.en", "What comes first", id="a button"),
    ],
)
def test_what_a_button_says_leads_to_one_place(project: SmallProject, file: str, field: str, title: str) -> None:
    project.change(file, field, title)
    assert project.problems(titles_are_unique) == [
        f"{file}: {field}: {title!r} is also said by faq/first.yml: pressed, it could lead to either, so reword one",
    ]


def test_a_title_fits_on_a_button(project: SmallProject) -> None:
    project.change("faq/first.yml", "fr.title", "x" * 59 + "?")
    assert project.problems(titles_fit_on_a_button) == []
    project.change("faq/first.yml", "fr.title", "x" * 60 + "?")
    assert project.problems(titles_fit_on_a_button) == ["faq/first.yml: fr.title: has 61 characters: shorten it to 60"]


def test_a_title_is_a_question(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.title", "First things.")
    assert project.problems(titles_are_questions) == [
        "faq/first.yml: en.title: must end with ?: titles are questions, as people ask them",
    ]


def test_a_button_means_something_of_its_own(project: SmallProject) -> None:
    button = {"intent": "dance", "en": "Dance", "fr": "Danser"}
    project.change("phrases/buttons.yml", "second", button)
    assert project.problems(buttons_are_sound) == [
        "phrases/buttons.yml: second: is an answer's id too: rename the button",
        "phrases/buttons.yml: second.intent: dance is no intent of domain.yml: correct it",
    ]


def test_the_buttons_of_a_phrase_lead_somewhere(project: SmallProject) -> None:
    project.change("phrases/hello.yml", "utter_hello.buttons", ["first", "nowhere", "first"])
    assert project.problems(phrase_buttons_lead_somewhere) == [
        "phrases/hello.yml: utter_hello.buttons: nowhere is no answer or button: correct it or take it out",
        "phrases/hello.yml: utter_hello.buttons: names first twice: keep one",
    ]


def test_an_answer_fits_in_a_chat(project: SmallProject) -> None:
    paragraph = "word " * 70  # 349 characters without the last space, and two line ends between paragraphs
    project.change("faq/first.yml", "en.answer", "\n\n".join([paragraph.strip()] * 3))
    assert project.problems(answers_are_short) == []
    project.change("faq/first.yml", "en.answer", "\n\n".join([paragraph.strip()] * 4))
    assert project.problems(answers_are_short) == [
        "faq/first.yml: en.answer: has 1402 characters as read: shorten it to 1400",
    ]


def test_addresses_behind_links_and_marks_are_not_counted(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.answer", f"**{'x' * 395}** [page](link:page)")
    assert project.problems(paragraphs_are_short) == []


@pytest.mark.parametrize("start", ["", "- ", "1. "])
def test_a_paragraph_or_item_is_no_wall_of_text(project: SmallProject, start: str) -> None:
    project.change("faq/first.yml", "en.answer", f"Hello.\n\n{start}{'x' * 400}")
    assert project.problems(paragraphs_are_short) == []
    project.change("faq/first.yml", "en.answer", f"Hello.\n\n{start}{'x' * 401}")
    (found,) = project.problems(paragraphs_are_short)
    assert found.startswith("faq/first.yml: en.answer: the paragraph or item 'xxx")
    assert "has 401 characters" in found

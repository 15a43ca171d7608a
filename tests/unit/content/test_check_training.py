from __future__ import annotations

import json

import pytest

from bot.content.check.training import (
    answers_have_enough_examples,
    examples_are_in_their_language,
    examples_come_once,
    examples_lead_to_answers,
    held_out_questions_are_not_examples,
)
from tests.unit.content.small_project import SmallProject


def test_an_answer_has_at_least_20_examples_in_each_language(project: SmallProject) -> None:
    project.examples("fr", "second", 19)
    assert project.problems(answers_have_enough_examples) == [
        "data/nlu/fr: faq/second: has 19 examples: write at least 20 varied ones, then train",
    ]


def test_examples_lead_to_an_answer(project: SmallProject) -> None:
    project.examples("en", "third", 3)
    assert project.problems(examples_lead_to_answers) == [
        "data/nlu/en/third.yml: faq/third: there is no answer third: correct the id, or remove its examples",
    ]


def test_examples_are_filed_under_their_language(project: SmallProject) -> None:
    project.examples("fr", "second", 20, declared="en")
    assert project.problems(examples_are_in_their_language) == [
        "data/nlu/fr/second.yml: faq/second: metadata gives en: write language: fr",
    ]


@pytest.mark.parametrize(
    ("id", "where"),
    [pytest.param("first", "this intent", id="within"), pytest.param("second", "faq/first (data/nlu/en/first.yml)", id="across")],
)
def test_an_example_stands_once_whatever_its_case_and_punctuation(project: SmallProject, id: str, where: str) -> None:
    again = "EXAMPLE 3, of what people ask about first?!"
    project.examples("en", id, 20, also=again)
    assert project.problems(examples_come_once) == [
        f"data/nlu/en/{id}.yml: faq/{id}: {again!r} is an example of {where} too: keep it in one place",
    ]


def test_the_languages_may_share_an_example_of_the_same_intent_only(project: SmallProject) -> None:
    project.examples("en", "first", 20, also="RPP")
    project.examples("fr", "first", 20, also="rpp?")
    assert project.problems(examples_come_once) == []
    project.examples("fr", "first", 20)
    project.examples("fr", "second", 20, also="rpp?")
    assert len(project.problems(examples_come_once)) == 1


def test_examples_of_signs_only_are_told_apart(project: SmallProject) -> None:
    project.examples("en", "first", 20, also="👍")
    project.examples("en", "second", 20, also="🚚")
    assert project.problems(examples_come_once) == []


def test_a_held_out_question_is_not_trained_on(project: SmallProject) -> None:
    project.text("tests/nlu/dev.fr.jsonl", json.dumps({"id": "fr-7", "text": "Où est ma marchandise?"}) + "\n")
    project.examples("fr", "first", 20, also="ou est ma marchandise")
    (found,) = project.problems(held_out_questions_are_not_examples)
    assert found.startswith("data/nlu/fr/first.yml: faq/first: 'ou est ma marchandise' is question fr-7 of tests/nlu/dev.fr.jsonl")

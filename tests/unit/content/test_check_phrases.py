from __future__ import annotations

from bot.content.check.phrases import (
    answers_are_in_the_domain,
    phrases_are_in_use,
    said_keys_have_words,
)
from tests.unit.content.small_project import DOMAIN, SmallProject


def test_a_key_that_is_said_has_words(project: SmallProject) -> None:
    project.write("domain.yml", {**DOMAIN, "responses": {**DOMAIN["responses"], "utter_bye": [], "utter_faq/third": []}})
    project.text("actions/farewell.py", 'def run(dispatcher):\n    dispatcher.utter_message(response="utter_farewell")\n')
    assert project.problems(said_keys_have_words) == [
        "domain.yml: responses.utter_bye: has no words: add it under phrases/ in both languages",
        "domain.yml: responses.utter_faq/third: there is no answer third: write it, or remove the key",
        "actions/farewell.py: utter_farewell: has no words: add it under phrases/ in both languages, and to domain.yml",
    ]


def test_an_answer_is_listed_in_the_domain(project: SmallProject) -> None:
    project.write("domain.yml", {**DOMAIN, "responses": {"utter_hello": [], "utter_faq/first": []}})
    assert project.problems(answers_are_in_the_domain) == [
        "domain.yml: responses: lacks utter_faq/second: add it, so that the answer can be given",
    ]


def test_a_phrase_that_nothing_says_is_found(project: SmallProject) -> None:
    project.text("data/stories/rules.yml", "rules: []\n")
    assert project.problems(phrases_are_in_use) == [
        "phrases/hello.yml: utter_hello: is never said: remove it, or use it in a rule or an action",
    ]


def test_a_phrase_said_by_an_action_a_form_or_a_composed_key_is_in_use(project: SmallProject) -> None:
    for key in ("utter_by_action", "utter_ask_amount", "utter_error_limit"):
        project.change("phrases/hello.yml", key, {"en": "Well.", "fr": "Bon."})
    assert len(project.problems(phrases_are_in_use)) == 3
    project.text("actions/a.py", 'KEYS = {"utter_by_action": 1}\nkey = lambda code: f"utter_error_{code}"\n')
    project.write("domain.yml", {**DOMAIN, "forms": {"amount_form": {"required_slots": ["amount"]}}})
    assert project.problems(phrases_are_in_use) == []

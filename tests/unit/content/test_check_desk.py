"""``carm check`` over the desk: its words are held to the rules of all words, its hours and regions to what they point at."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from bot.content.check import Finding, check
from bot.content.check.desk import regions_can_be_called, urgent_topics_are_answers, words_have_one_file
from bot.content.check.figures import contacts_are_the_same, numbers_are_the_same
from bot.content.check.kept import KeptFindings
from bot.content.check.parity import languages_are_not_copies, variables_are_the_same
from bot.content.check.placeholders import braces_are_placeholders
from bot.content.check.reading import Places
from bot.content.check.rules import Rule
from bot.content.check.terms import french_terms
from bot.content.check.typography import english_apostrophes, french_apostrophes, french_colons, french_quotation_marks
from bot.content.desk import FOLDER
from tests.unit.content.small_project import TODAY, SmallProject

HOURS = yaml.safe_load((FOLDER / "hours.yml").read_text("utf-8"))
CLEAN = {"taken": {"en": "Taken: {number} cases, “all” of it’s.", "fr": "Pris\u00a0: {number} dossiers, «\u00a0tous\u00a0» d’ici."}}
WRONG = [
    pytest.param(variables_are_the_same, "{advisor} is here.", "Quelqu’un est là.", id="a value left out"),
    pytest.param(braces_are_placeholders, "{Advisor} is here.", "{Advisor} est là.", id="a value that nothing fills in"),
    pytest.param(languages_are_not_copies, "Close the case", "Close the case", id="not translated"),
    pytest.param(numbers_are_the_same, "Within 10 minutes.", "En 15 minutes.", id="another number"),
    pytest.param(contacts_are_the_same, "Call 1-833-568-2342.", "Appelez au 1-833-568-2343.", id="another telephone"),
    pytest.param(french_apostrophes, "The queue.", "L'attente.", id="an apostrophe"),
    pytest.param(french_quotation_marks, "The “queue”.", "La “file”.", id="English quotation marks"),
    pytest.param(french_terms, "CARM", "Le portail CARM", id="an English name"),
    pytest.param(english_apostrophes, "It's here.", "C’est ici.", id="an English apostrophe"),
]


@pytest.fixture
def desk(project: SmallProject) -> SmallProject:
    """The small project with a desk in order."""
    project.write("content/desk/hours.yml", {**HOURS, "urgent_topics": ["first"]})
    project.write("content/desk/console.yml", {"rooms": CLEAN})
    return project


def run(project: SmallProject) -> list[str]:
    return [str(problem) for problem in check(project.content, project.root / "data" / "nlu", TODAY, Places.under(project.root))]


def shape(project: SmallProject) -> list[str]:
    found = check(project.content, project.root / "data" / "nlu", TODAY, Places.under(project.root))
    return [str(each) for each in found if isinstance(each, Finding) and each.rule == "shape"]


def test_a_desk_in_order_is_in_order(desk: SmallProject) -> None:
    assert [line for line in run(desk) if line.startswith("desk/")] == []


@pytest.mark.parametrize(("rule", "english", "french"), WRONG)
def test_the_desks_words_are_held_to_the_rules(desk: SmallProject, rule: Rule, english: str, french: str) -> None:
    assert desk.problems(rule) == []
    desk.write("content/desk/console.yml", {"rooms": {"taken": {"en": english, "fr": french}}})
    assert all(problem.startswith("desk/console.yml: rooms.taken.") for problem in desk.problems(rule))
    assert desk.problems(rule)


def test_a_colon_is_held_to_the_rule_in_every_nested_entry(desk: SmallProject) -> None:
    desk.write("content/desk/console.yml", {"a": {"b": {"c": {"en": "Note: yes", "fr": "Note : oui"}}}})
    assert desk.problems(french_colons)[0].startswith("desk/console.yml: a.b.c.fr: ")


def test_units_alone_may_be_alike_in_both_languages(desk: SmallProject) -> None:
    desk.write("content/desk/console.yml", {"wait": {"en": "{hours} h {minutes} min", "fr": "{hours} h {minutes} min"}})
    assert desk.problems(languages_are_not_copies) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: Cases\n", "desk/console.yml: title: must be {en: ..., fr: ...}"),
        ("title: {en: Cases}\n", "desk/console.yml: title.fr: is missing"),
        ('title: {en: Cases, fr: "  "}\n', "desk/console.yml: title.fr: is missing"),
        ("title: {en: Cases, fr: 5}\n", "desk/console.yml: title.fr: 5 is no text: write it in quotation marks"),
        ("answer: {en: Yes, fr: Oui}\n", "desk/console.yml: answer.en: True is no text: write it in quotation marks"),
        ("buttons:\n  yes: {en: A, fr: B}\n", "desk/console.yml: buttons.True: write this name in quotation marks"),
        ("title: {en: A, fr: B, de: C}\n", "desk/console.yml: title.de: stands beside en or fr"),
        ("title: []\n", "desk/console.yml: title: must be {en: ..., fr: ...}"),
        ("- title\n", "desk/console.yml: -: must be a mapping"),
        ("title: {en: A\n", "desk/console.yml: line 2: "),
        ("title: {en: A, fr: B}\ntitle: {en: C, fr: D}\n", "desk/console.yml: line 2: "),
    ],
)
def test_a_file_of_words_that_cannot_be_is_told_by_file_and_field(desk: SmallProject, text: str, said: str) -> None:
    desk.text("content/desk/console.yml", text)
    found = shape(desk)
    assert len(found) == 1
    assert found[0].startswith(said)


def test_hours_that_cannot_be_are_told_by_file_and_field(desk: SmallProject) -> None:
    desk.change("desk/hours.yml", "opens", 540)
    assert shape(desk) == ['desk/hours.yml: opens: 540 is no time: write it in quotation marks, such as "09:00"']


def test_an_urgent_topic_is_an_answer(desk: SmallProject) -> None:
    assert desk.problems(urgent_topics_are_answers) == []
    desk.change("desk/hours.yml", "urgent_topics", ["first", "lost_goods"])
    assert desk.problems(urgent_topics_are_answers) == [
        "desk/hours.yml: urgent_topics: lost_goods is no answer: correct the id or take it out"
    ]


def test_a_regions_contact_is_there(desk: SmallProject) -> None:
    desk.change("desk/hours.yml", "regions", {"QC": {"contact": "cfib_phone"}})
    assert desk.problems(regions_can_be_called) == []
    desk.change("desk/hours.yml", "regions", {"QC": {"contact": "quebec_phone"}})
    (found,) = desk.problems(regions_can_be_called)
    assert found.startswith("desk/hours.yml: regions.QC.contact: quebec_phone is not in contacts.yml")


def test_no_file_of_the_desk_hides_one_of_the_website(desk: SmallProject) -> None:
    assert desk.problems(words_have_one_file) == []
    desk.write("content/desk/chat.yml", {"title": {"en": "A", "fr": "B"}})
    desk.write("content/web/chat.yml", {"title": {"en": "A", "fr": "B"}})
    assert desk.problems(words_have_one_file) == ["desk/chat.yml: -: there is a file of this name in web/ too: rename this one"]


class Looks:
    """Counts how often the content is checked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *given: Any) -> list[Any]:
        self.count += 1
        return []


def test_what_was_found_is_kept_until_a_file_or_the_day_changes(desk: SmallProject) -> None:
    looks = Looks()
    kept = KeptFindings(desk.content, desk.root / "data" / "nlu", Places.under(desk.root), looks)
    kept.on(TODAY)
    kept.on(TODAY)
    assert looks.count == 1
    desk.change("faq/first.yml", "en.title", "What comes now, and first?")
    kept.on(TODAY)
    assert looks.count == 2
    (desk.content / "faq" / "second.yml").unlink()
    kept.on(TODAY)
    assert looks.count == 3
    desk.examples("en", "first", 21)
    kept.on(TODAY)
    assert looks.count == 4
    kept.on(date(2026, 11, 24))
    assert looks.count == 5
    kept.on(date(2026, 11, 24))
    assert looks.count == 5

from __future__ import annotations

import pytest

from bot.content.check.figures import (
    contacts_are_the_same,
    dates_are_the_same,
    numbers_are_the_same,
)
from bot.content.check.parity import (
    both_languages_are_there,
    languages_are_not_copies,
    links_are_the_same,
    placeholders_are_the_same,
    variables_are_the_same,
    variants_come_in_pairs,
)
from bot.content.check.rules import Rule
from tests.unit.content.small_project import SmallProject

DIFFERENT = [
    pytest.param(both_languages_are_there, "Yes.", " ", "is empty", id="an empty text"),
    pytest.param(languages_are_not_copies, "Same old words.", "Same old words.", "translate it", id="a copy"),
    pytest.param(languages_are_not_copies, "New. Same old words.", "Nouveau. Same old words.", "translate it", id="a sentence left over"),
    pytest.param(placeholders_are_the_same, "{rate:limit}", "5 000", "{rate:limit} not at all", id="a placeholder left out"),
    pytest.param(placeholders_are_the_same, "{rate:limit}", "{rate:limit} {rate:limit}", "twice", id="a placeholder too often"),
    pytest.param(placeholders_are_the_same, "{rate:limit}", "{rate:limit@2025-06-30}", "@2025-06-30", id="another day's figure"),
    pytest.param(links_are_the_same, "[Page](link:page).", "La page.", "has link:page not at all", id="a link left out"),
    pytest.param(dates_are_the_same, "On May 20, 2025.", "Le 21 mai 2025.", "has 2025-05-20 not at all", id="another day"),
    pytest.param(dates_are_the_same, "In June 2025.", "En juillet 2025.", "has 2025-06 not at all", id="another month"),
    pytest.param(numbers_are_the_same, "Wait 12 months.", "Attendez 13 mois.", "has 12 not at all", id="another number"),
    pytest.param(dates_are_the_same, "It starts in October.", "Il commence en novembre.", "has 10 not at all", id="another month alone"),
    pytest.param(numbers_are_the_same, "Thirty days.", "Quarante jours.", "has 30 not at all", id="a larger number word"),
    pytest.param(numbers_are_the_same, "Two ways.", "Il y a trois façons.", "has 2 not at all", id="another number word"),
    pytest.param(numbers_are_the_same, "Like RM0001.", "Comme RM0002.", "has RM0001 not at all", id="another account"),
    pytest.param(contacts_are_the_same, "Call 1-833-568-2342.", "Appelez le 1-833-568-2343.", "8335682342", id="another phone"),
    pytest.param(contacts_are_the_same, "Write to a@cfib.ca.", "Écrivez à b@cfib.ca.", "has a@cfib.ca not", id="another e-mail"),
    pytest.param(contacts_are_the_same, "See https://canada.ca/a.", "Voyez https://canada.ca/b.", "canada.ca/a", id="an address"),
]


@pytest.mark.parametrize(("rule", "english", "french", "cause"), DIFFERENT)
def test_what_one_language_says_the_other_says_too(project: SmallProject, rule: Rule, english: str, french: str, cause: str) -> None:
    project.say(english, french)
    found = project.problems(rule)
    assert found
    assert found[0].startswith("faq/first.yml: fr.answer: ")
    assert cause in " ".join(found)


def test_a_short_label_may_be_the_same_in_both_languages(project: SmallProject) -> None:
    project.write("content/phrases/buttons.yml", {"human": {"intent": "human", "en": "Options", "fr": "Options"}})
    assert project.problems(languages_are_not_copies) == []


def test_a_variant_without_a_twin_is_found(project: SmallProject) -> None:
    project.change("phrases/hello.yml", "utter_hello.fr", ["Bonjour {name}."])
    assert project.problems(variants_come_in_pairs) == [
        "phrases/hello.yml: utter_hello.fr: has 1 variants and en has 2: each variant needs its twin, in the same order",
    ]


def test_a_variable_is_in_both_languages(project: SmallProject) -> None:
    project.change("phrases/hello.yml", "utter_hello.fr", ["Bonjour {nom}.", "Rebonjour {name}."])
    assert project.problems(variables_are_the_same) == [
        "phrases/hello.yml: utter_hello.fr[1]: lacks {name}, which the English text has: put it in, or take it out there",
        "phrases/hello.yml: utter_hello.fr[1]: has {nom}, which the English text lacks: take it out, or put it in there",
    ]


def test_hours_of_a_contact_are_the_same_on_either_clock(project: SmallProject) -> None:
    project.change("contacts.yml", "cfib_phone.hours.fr", "de 9 h à 18 h")
    found = project.problems(numbers_are_the_same)
    assert found[0] == ("contacts.yml: cfib_phone.hours.fr: has 17:00 not at all and the English text once: make the two agree")


def test_the_words_of_the_website_are_compared_too(project: SmallProject) -> None:
    project.write("content/web/chat.yml", {"limit": {"hint": {"en": "Up to 500 signs", "fr": "Au plus 600 signes"}}})
    assert {problem.split(":")[1].strip() for problem in project.problems(numbers_are_the_same)} == {"limit.hint.fr"}

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.check.placeholders import (
    FOOTER_VARIABLES,
    answers_can_be_worded,
    answers_take_no_variables,
    braces_are_placeholders,
    footers_take_their_variables,
    placeholders_are_known,
    placeholders_hold_on_their_day,
)
from bot.content.model import InForce
from bot.content.render import Renderer
from bot.language import Language
from tests.unit.content.small_project import TODAY, SmallProject


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        pytest.param("{rate:limt}", "{rate:limt}: there is no rate limt: did you mean limit?", id="a rate"),
        pytest.param("{contact:x}", "{contact:x}: there is no contact x: correct the name, or add it", id="a contact"),
        pytest.param("[a](link:pages)", "link:pages: is not in links.yml: did you mean page?", id="a link"),
    ],
)
def test_an_unknown_name_is_pointed_out(project: SmallProject, written: str, cause: str) -> None:
    project.change("faq/first.yml", "fr.answer", written)
    assert project.problems(placeholders_are_known) == [f"faq/first.yml: fr.answer: {cause}"]


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        pytest.param("{rate:limit@2020-01-01}", "no value is in force on 2020-01-01", id="before the first value"),
        pytest.param("{rate:limit@2025-13-01}", "needs a day of the calendar", id="no day"),
        pytest.param("{age:2027-06-16}", "this day hasn’t come", id="a day to come"),
        pytest.param("{age:lately}", "needs a day of the calendar", id="no day to count from"),
    ],
)
def test_a_figure_is_in_force_on_its_day(project: SmallProject, written: str, cause: str) -> None:
    project.change("faq/first.yml", "en.answer", f"Pay {written}.")
    (found,) = project.problems(placeholders_hold_on_their_day)
    assert found.startswith(f"faq/first.yml: en.answer: {written}: {cause}")


def test_a_figure_no_longer_in_force_today_is_found(project: SmallProject) -> None:
    project.change("rates/a.yml", "limit.values.0.until", date(2026, 11, 22))
    assert len(project.problems(placeholders_hold_on_their_day)) == 2
    project.say("{rate:limit@2026-11-22}", "{rate:limit@2026-11-22}")
    assert project.problems(placeholders_hold_on_their_day) == []


@pytest.mark.parametrize("written", ["{rate limit}", "{Rate:limit}", "{limit", "[page](link:the page)", "{contact:}"])
def test_a_brace_that_means_nothing_is_found(project: SmallProject, written: str) -> None:
    project.change("faq/first.yml", "fr.answer", written)
    assert len(project.problems(braces_are_placeholders)) == 1


def test_nothing_is_put_into_a_title(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.title", "Must I pay {rate:limit}?")
    assert project.problems(braces_are_placeholders) == [
        "faq/first.yml: en.title: has a brace or link that isn't understood: nothing is put into this text: write it out",
    ]


def test_an_answer_has_no_variables(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.answer", "Hello {name}.")
    (found,) = project.problems(answers_take_no_variables)
    assert found.startswith("faq/first.yml: en.answer: {name}: answers have no variables")


def test_a_footer_uses_only_what_it_is_given(project: SmallProject) -> None:
    project.change("phrases/footer.yml", "footer_overdue.fr", "À revoir le {date}.")
    project.change("phrases/footer.yml", "footer_in_force", None)
    assert project.problems(footers_take_their_variables) == [
        "phrases/footer.yml: footer_in_force: is missing: the lines under an answer need it",
        "phrases/footer.yml: footer_overdue.fr: {date} is never given here: use only {due}, {phone}",
    ]


def test_what_a_footer_is_given_is_what_the_renderer_gives(project: SmallProject) -> None:
    found = project.material()
    every = {key: " ".join(f"{{{name}}}" for name in sorted(names)) for key, names in FOOTER_VARIABLES.items()}
    phrases = {key: phrase.copy(update={"en": [every.get(key, "")]}) for key, phrase in found.content.phrases.items()}
    content = replace(found.content, phrases=phrases)
    first, last = date.min, date.max
    for start, until in ((None, None), (first, None), (last, None), (first, last), (first, first)):
        force = InForce(**{"from": start, "until": until})
        overdue = content.answers["first"].copy(update={"in_force": force, "review_by": first})
        assert Renderer(content, Language.EN, TODAY).footer(overdue)


def test_an_answer_that_cannot_be_worded_is_found(project: SmallProject) -> None:
    project.change("faq/first.yml", "sources.0.as_of", "2025-13")
    assert [problem.split(":")[1].strip() for problem in project.problems(answers_can_be_worded)] == ["en.answer", "fr.answer"]

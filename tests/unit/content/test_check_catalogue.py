from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.check.catalogue import (
    CATALOGUE,
    catalogue_is_complete,
    family_is_right,
    nothing_beside_the_catalogue,
    related_lead_somewhere,
)
from tests.unit.content.small_project import SmallProject


def test_the_catalogue_has_37_ids() -> None:
    assert len(CATALOGUE) == 37


def test_an_id_without_a_file_is_missing(project: SmallProject) -> None:
    (project.content / "faq" / "second.yml").unlink()
    assert project.problems(catalogue_is_complete) == [
        "faq/second.yml: -: is missing: every id of the catalogue needs an answer",
    ]


def test_a_file_without_an_id_is_too_many(project: SmallProject) -> None:
    found = list(nothing_beside_the_catalogue(replace(project.material(), catalogue={"first": "border"})))
    assert [(problem.file, problem.field) for problem in found] == [("faq/second.yml", "id")]
    assert project.problems(nothing_beside_the_catalogue) == []


def test_an_answer_is_filed_under_its_family(project: SmallProject) -> None:
    project.change("faq/first.yml", "family", "cfib")
    assert project.problems(family_is_right) == ["faq/first.yml: family: is cfib, must be border"]


@pytest.mark.parametrize(
    ("related", "cause"),
    [
        pytest.param(["second", "nowhere"], "nowhere is no answer or button: correct it or take it out", id="unknown"),
        pytest.param(["second", "first"], "names the answer itself: take it out", id="itself"),
        pytest.param(["second", "second"], "names second 2 times: keep one", id="twice"),
    ],
)
def test_related_answers_exist_come_once_and_are_others(project: SmallProject, related: list[str], cause: str) -> None:
    project.change("faq/first.yml", "related", related)
    assert project.problems(related_lead_somewhere) == [f"faq/first.yml: related: {cause}"]


def test_related_answers_are_two_to_five(project: SmallProject) -> None:
    found = project.material()
    alone = found.content.answers["first"].copy(update={"related": ["second"]})
    content = replace(found.content, answers={**found.content.answers, "first": alone})
    assert [problem.cause for problem in related_lead_somewhere(replace(found, content=content))] == ["has 1 ids: give 2 to 5"]

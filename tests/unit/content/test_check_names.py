from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content.check.names import lines_of, names_are_all_there, names_of, read_names, variables_are_given
from bot.content.check.rules import Rule
from tests.unit.content.small_project import PHRASES, SmallProject

HELLO = ("phrases/hello.yml", "utter_hello")


def saying(project: SmallProject, **names: frozenset[str]) -> Callable[[Rule], list[str]]:
    """Return how to ask a rule when the code says the phrase ``utter_hello`` and names of a web page."""
    said = {HELLO: frozenset({"name"}), **{("web/page.yml", name): variables for name, variables in names.items()}}
    found = replace(project.material(), names=said)
    return lambda rule: [str(problem) for problem in rule(found)]


def test_a_file_that_was_emptied_lacks_every_name(project: SmallProject) -> None:
    project.text("content/web/page.yml", "")
    problems = saying(project, close=frozenset(), open=frozenset())
    assert problems(names_are_all_there) == [
        "web/page.yml: close: is missing, and the assistant says it: put it back, with both languages",
        "web/page.yml: open: is missing, and the assistant says it: put it back, with both languages",
    ]


def test_a_misspelled_name_is_pointed_out(project: SmallProject) -> None:
    project.write("content/web/page.yml", {"clsoe": {"en": "Close", "fr": "Fermer"}})
    problems = saying(project, close=frozenset())
    assert problems(names_are_all_there) == [
        "web/page.yml: close: is missing, and the assistant says it: clsoe is known to nobody: write close",
    ]


def test_a_phrase_that_is_gone_is_missed(project: SmallProject) -> None:
    project.write("content/phrases/hello.yml", {"utter_other": PHRASES["utter_hello"]})
    problems = saying(project)
    (found,) = problems(names_are_all_there)
    assert found.startswith("phrases/hello.yml: utter_hello: is missing")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(frozenset({"limit"}), "{limt} is never given here: use only {limit}", id="misspelled"),
        pytest.param(frozenset(), "{limt} is never given here: nothing is put into this text", id="nothing is given"),
    ],
)
def test_a_variable_misspelled_in_both_languages_is_found(project: SmallProject, given: frozenset[str], told: str) -> None:
    project.write("content/web/page.yml", {"close": {"en": "Close {limt}", "fr": "Fermer {limt}"}})
    problems = saying(project, close=given)
    assert problems(variables_are_given) == [f"web/page.yml: close: {told}"]


def test_a_text_may_leave_out_what_is_given(project: SmallProject) -> None:
    project.write("content/web/page.yml", {"close": {"en": "Close", "fr": "Fermer"}})
    problems = saying(project, close=frozenset({"limit"}))
    assert problems(variables_are_given) == problems(names_are_all_there) == []


def test_the_list_is_read_as_it_is_written(project: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> None:
    names = names_of(project.material())
    assert names[HELLO] == {"name"}
    path = tmp_path_factory.mktemp("list") / "names.txt"
    path.write_text(lines_of(names), encoding="utf-8")
    assert read_names(path) == names

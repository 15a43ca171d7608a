from __future__ import annotations

from datetime import date

from bot.content.check import Finding, Severity, check, failed, report
from bot.content.check.reading import Places
from bot.errors import ContentProblem
from tests.unit.content.small_project import TODAY, SmallProject


def run(project: SmallProject, today: date = TODAY) -> list[ContentProblem]:
    return check(project.content, project.root / "data" / "nlu", today, Places.under(project.root))


def of_rule(problems: list[ContentProblem], rule: str) -> list[str]:
    return [str(problem) for problem in problems if isinstance(problem, Finding) and problem.rule == rule]


def test_what_is_wrong_is_told_with_the_rule_that_found_it(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.title", "First.")
    assert len(of_rule(run(project), "titles_are_questions")) == 1


def test_content_that_does_not_load_is_reported_alone(project: SmallProject) -> None:
    project.change("faq/first.yml", "review_by", "soon")
    project.change("faq/second.yml", "colour", "blue")
    assert (
        sorted(of_rule(run(project), "shape"))
        == sorted(map(str, run(project)))
        == [
            "faq/first.yml: review_by: soon is no day: write it as 2026-11-23",
            "faq/second.yml: colour: extra fields not permitted",
        ]
    )


def test_a_file_beside_the_content_that_cannot_be_read_is_a_problem_not_a_traceback(project: SmallProject) -> None:
    project.text("data/nlu/en/first.yml", "nlu:\n- intent: [\n")
    (found,) = run(project)
    assert str(found).startswith("data/nlu/en/first.yml: line 3: ")


def test_warnings_do_not_fail_the_check() -> None:
    warning = Finding("links.yml", "page.fr.url", "INFERRED", Severity.WARNING, "inferred_links_in_use")
    assert not failed([warning])
    assert failed([warning, ContentProblem("a.yml", "b", "c")])
    assert failed([Finding("a.yml", "b", "c")])


def test_the_day_decides_what_is_overdue(project: SmallProject) -> None:
    assert of_rule(run(project, date(2027, 5, 23)), "reviews_overdue") == []
    assert len(of_rule(run(project, date(2027, 5, 24)), "reviews_overdue")) == 2


def test_the_report_has_errors_then_warnings_then_a_sum() -> None:
    found = [
        Finding("links.yml", "page.fr.url", "INFERRED", Severity.WARNING, "inferred_links_in_use"),
        Finding("faq/b.yml", "en.title", "too long", Severity.ERROR, "titles_fit_on_a_button"),
        Finding("faq/a.yml", "fr.answer", "is empty", Severity.ERROR, "both_languages_are_there"),
    ]
    assert report(found).splitlines() == [
        "faq/a.yml: fr.answer: is empty  [both_languages_are_there]",
        "faq/b.yml: en.title: too long  [titles_fit_on_a_button]",
        "",
        "To look at (nothing stops for these):",
        "links.yml: page.fr.url: INFERRED  [inferred_links_in_use]",
        "",
        "FAILED: 2 errors, 1 warning. docs/content.md says how to mend each kind.",
    ]
    assert report([]) == "OK: 0 errors, 0 warnings. docs/content.md says how to mend each kind."

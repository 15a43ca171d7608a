"""The report and its chart."""

from bot.evaluation.chart import draw
from bot.evaluation.report import Run, report
from bot.language import Language

RUN = Run(files=("dev.jsonl",), when="2026-11-23 12:00 UTC", model="models/carm.tar.gz")


def some_results(made):
    return [
        made("greet", "greet", inside=0.9, replied_in=Language.EN),
        made("user_roles", "role_pam", inside=0.8, text="who | what *is* <b>it</b>?"),
        made("user_roles", "out_of_scope", inside=0.1, text="refuse me"),
        made("out_of_scope", "thanks", inside=0.7, text="a joke"),
        made("out_of_scope", "out_of_scope", inside=0.2, lang=Language.FR),
        made("greet", "greet", inside=0.9, lang=Language.FR),
    ]


def test_the_report_shows_every_question_that_went_wrong(made):
    text = report(RUN, some_results(made))
    for part in (
        "In-scope questions refused (1)",
        "refuse me",
        "In-scope questions misread (1)",
        "Out-of-scope questions answered (1)",
        "a joke",
    ):
        assert part in text


def test_words_of_a_question_can_not_become_markup(made):
    row = next(line for line in report(RUN, some_results(made)).splitlines() if line.startswith("| who"))
    assert "<b>" not in row.replace("\\<", "")
    assert row.count("|") - row.count("\\|") == 7


def test_the_chart_has_its_figures_beside_it_as_text(made):
    text = report(RUN, some_results(made))
    assert "![Accuracy per id and language" in text
    assert "### Out of scope, English" in text
    assert "| 4% |" in text


def test_the_chart_is_a_picture_also_without_out_of_scope_questions(made, tmp_path):
    for name, results in (("all.png", some_results(made)), ("few.png", [made("greet", "greet")])):
        draw(results, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")

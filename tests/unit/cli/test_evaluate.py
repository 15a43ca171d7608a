"""``carm evaluate`` with an assistant that answers by rote."""

import argparse
import json

import pytest

from bot.cli.evaluate import add_arguments, evaluate
from bot.cli.questions import UnknownLabels, read_labelled
from bot.engine.model import Button, Reply, Turn
from bot.language import Language

GOOD = [
    {"id": "q1", "text": "What is CARM?", "label": "what_is_carm", "lang": "en"},
    {"id": "q2", "text": "Tell me a joke", "label": "out_of_scope", "lang": "en"},
    {"id": 3, "text": "RPP?", "label": "what_is_rpp", "lang": "fr"},
]


class ByRote:
    def __init__(self) -> None:
        self.heard: list[tuple[str, Language | None]] = []
        self.conversations: set[str] = set()

    async def say(self, conversation, text, *, language=None, hint=None):
        self.heard.append((text, language))
        self.conversations.add(conversation)
        if text == "Tell me a joke":
            return Turn((Reply("No.", Language.EN, "out_of_scope"),), 0.9, 0.1)
        if text == "RPP?":
            return Turn((Reply("Which?", Language.FR, "clarify", buttons=(Button("RPP", "RPP", "what_is_rpp"),)),), 0.4, 0.6)
        return Turn((Reply("CARM is…", Language.EN, "what_is_carm"),), 0.9, 0.95)

    async def forget(self, conversation):
        pass

    async def ready(self):
        return True


@pytest.fixture
def carm_evaluate(tmp_path):
    def run(*lines, name="questions.jsonl", options=()):
        source = tmp_path / name
        source.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        engine = ByRote()
        status = evaluate(lambda: engine, parser.parse_args([str(source), "--out", str(tmp_path / "report"), *options]))
        return status, engine, tmp_path / "report"

    return run


def results_in(folder):
    return [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_run_leaves_a_report_a_chart_and_every_result(carm_evaluate, capsys):
    status, engine, folder = carm_evaluate(*GOOD)
    assert status == 0
    assert {path.name for path in folder.iterdir()} == {"report.md", "chart.png", "results.jsonl"}
    assert [(line["id"], line["outcome"], line["right_or_offered"]) for line in results_in(folder)] == [
        ("q1", "what_is_carm", True),
        ("q2", "out_of_scope", True),
        ("3", "clarify", True),
    ]
    assert len(engine.conversations) == 3
    assert "English" in capsys.readouterr().out


def test_the_language_is_only_given_when_asked_for(carm_evaluate):
    assert {language for _, language in carm_evaluate(*GOOD)[1].heard} == {None}
    assert carm_evaluate(*GOOD, options=["--use-lang"])[1].heard[2] == ("RPP?", Language.FR)


def test_a_bad_line_is_told_with_its_field_and_cause_and_the_rest_goes_on(carm_evaluate, capsys):
    status, engine, _ = carm_evaluate(GOOD[0], "{not json", {"id": "x", "label": "greet"}, {"id": "y", "text": "hi"}, GOOD[1])
    told = capsys.readouterr().err
    assert status == 1
    assert len(engine.heard) == 2
    assert "line 2: line: is not JSON" in told
    assert "line 3: text: is missing" in told
    assert "line 4: label: is missing" in told


def test_unknown_labels_stop_the_run_and_are_listed(carm_evaluate):
    with pytest.raises(UnknownLabels) as caught:
        carm_evaluate(GOOD[0], {"id": "x", "text": "hi", "label": "gret"}, {"id": "y", "text": "hi", "label": "frustration"})
    assert caught.value.details["labels"] == ["gret"]


def test_typos_are_put_in_before_asking(carm_evaluate):
    _, engine, folder = carm_evaluate(GOOD[0], options=["--typos", "1"])
    assert engine.heard[0][0] != "What is CARM?"
    assert "Keyboard typos put into each question: 1" in (folder / "report.md").read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_an_error(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert evaluate(ByRote, parser.parse_args([str(tmp_path / "none.jsonl")])) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_csv_is_read_by_its_header_quoted_lines_and_all(tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text('label,id,text,lang\ngreet,1,"Hello, ""you""\nthere",en\n,2,no label,\nthanks,3,merci,\n', encoding="utf-8-sig")
    questions, bad = read_labelled(path)
    assert [(question.id, question.text, question.language) for question in questions] == [
        ("1", 'Hello, "you"\nthere', Language.EN),
        ("3", "merci", None),
    ]
    assert [(line.line, line.field) for line in bad] == [(4, "label")]


def test_characters_that_end_a_line_elsewhere_stay_inside_a_question(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": 1, "text": "one\u2028two", "label": "greet"}\n', encoding="utf-8")
    assert read_labelled(path)[0][0].text == "one\u2028two"

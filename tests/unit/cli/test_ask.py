"""``carm ask --batch``: every line in its place."""

import json

import pytest

from bot.cli.ask import ask_file, described
from bot.cli.questions import UnreadableLine, read_line
from bot.engine.model import Button, Reply, Turn
from bot.language import Language


class Parrot:
    """An engine that answers with the question, and remembers the conversations it was asked in."""

    def __init__(self) -> None:
        self.conversations: list[str] = []
        self.languages: list[Language | None] = []

    async def say(self, conversation, text, *, language=None, hint=None):
        self.conversations.append(conversation)
        self.languages.append(language)
        return Turn((Reply(text=text, language=language or Language.EN, outcome="greet"),), 0.87654)

    async def forget(self, conversation):
        pass

    async def ready(self):
        return True


def ask(tmp_path, lines: list[str]):
    source, target = tmp_path / "in.jsonl", tmp_path / "out" / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    engine = Parrot()
    status = ask_file(lambda: engine, source, target)
    return status, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()], engine


def test_each_line_is_answered_in_order_in_a_conversation_of_its_own(tmp_path):
    status, answers, engine = ask(tmp_path, ['{"id": "b", "text": "one"}', '{"id": "a", "text": "deux", "lang": "fr"}'])
    assert status == 0
    assert [(answer["id"], answer["text"], answer["lang"]) for answer in answers] == [("b", "one", "en"), ("a", "deux", "fr")]
    assert len(set(engine.conversations)) == 2
    assert engine.languages == [None, Language.FR]
    assert set(answers[0]) == {"id", "outcome", "offered", "confidence", "lang", "text", "milliseconds"}
    assert answers[0]["confidence"] == 0.8765


def test_a_bad_line_gets_an_error_in_its_place_and_the_rest_goes_on(tmp_path):
    status, answers, _ = ask(tmp_path, ['{"id": 1, "text": "one"}', "nonsense", '{"id": 3}', '{"id": 4, "text": "four"}'])
    assert status == 1
    assert [answer["id"] for answer in answers] == [1, None, 3, 4]
    assert answers[1]["error"]["line"] == 2
    assert answers[2]["error"]["field"] == "text"
    assert answers[3]["text"] == "four"


def test_what_json_allows_and_utf8_or_json_itself_does_not_is_written_so_that_it_can_be_read(tmp_path):
    lines = ['{"id": "\\ud800", "text": "half \\udfff"}', '{"id": NaN, "text": "x"}', "[" * 100_000, '{"id": 4, "text": "quatre é"}']
    status, answers, _ = ask(tmp_path, lines)
    assert status == 1
    assert [answer["id"] for answer in answers] == ["\ud800", None, None, 4]
    assert answers[0]["text"] == "half \udfff"
    assert answers[2]["error"]["cause"].startswith("is not JSON")
    assert "NaN" not in (tmp_path / "out" / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("[]", "line"),
        ("{", "line"),
        ('{"text": "x"}', "id"),
        ('{"id": true, "text": "x"}', "id"),
        ('{"id": 1, "text": 5}', "text"),
        ('{"id": 1, "text": "x", "lang": "de"}', "lang"),
    ],
)
def test_an_unreadable_line_names_the_field(line, field):
    with pytest.raises(UnreadableLine) as caught:
        read_line(line)
    assert caught.value.details["field"] == field


def test_a_missing_file_is_told(tmp_path, capsys):
    assert ask_file(Parrot, tmp_path / "none.jsonl", tmp_path / "out.jsonl") == 2
    assert "none.jsonl" in capsys.readouterr().err


def reply(outcome: str, *answers: str) -> Reply:
    return Reply(text=outcome, language=Language.EN, outcome=outcome, buttons=tuple(Button(id, id, id) for id in answers))


def test_what_is_offered_in_place_of_an_answer_is_listed():
    assert described(Turn((reply("clarify", "user_roles", "role_pam"),)))["offered"] == ["user_roles", "role_pam"]
    assert described(Turn((reply("user_roles", "role_pam"),)))["offered"] == []


def test_several_answers_are_the_first_and_the_others_beside_it():
    found = described(Turn((reply(""), reply("what_is_rpp", "user_roles"), reply("broker_security"))))
    assert (found["outcome"], found["offered"]) == ("what_is_rpp", ["broker_security"])

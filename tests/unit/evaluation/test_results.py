"""What counts as right, refused and false."""

import pytest

from bot.evaluation.results import by_language
from bot.language import Language


@pytest.mark.parametrize(
    ("label", "outcome", "right"),
    [
        pytest.param("find_rm_number", "find_rm_number", True, id="the id asked for"),
        pytest.param("find_rm_number", "good_standing", False, id="another id"),
        pytest.param("find_rm_number", "clarify", False, id="asked back"),
        pytest.param("human", "frustration", True, id="someone fed up gets a person"),
        pytest.param("frustration", "human", True, id="and the other way round"),
        pytest.param("out_of_scope", "out_of_scope", True, id="refused what it does not cover"),
        pytest.param("find_rm_number", "", False, id="nothing said"),
    ],
)
def test_a_question_is_right_when_it_leads_to_its_own_id(made, label, outcome, right):
    assert made(label, outcome).right is right


@pytest.mark.parametrize(
    "found",
    [
        pytest.param({"outcome": "clarify", "offered": ("good_standing", "find_rm_number")}, id="on a button"),
        pytest.param({"outcome": "good_standing", "answered": ("good_standing", "find_rm_number")}, id="the second of two answers"),
    ],
)
def test_one_press_away_is_near_but_not_right(made, found):
    result = made("find_rm_number", **found)
    assert (result.right, result.right_or_offered) == (False, True)


@pytest.mark.parametrize(
    ("outcome", "false"),
    [
        ("what_is_carm", True),
        ("calculator", True),
        ("thanks", True),
        ("clarify", False),
        ("out_of_scope", False),
        ("human", False),
        ("frustration", False),
        ("error", False),
    ],
)
def test_an_out_of_scope_question_is_falsely_answered_by_an_answer_a_tool_or_small_talk_only(made, outcome, false):
    assert made("out_of_scope", outcome).falsely_answered is false


def test_only_an_in_scope_question_can_be_falsely_refused(made):
    assert made("good_standing", "out_of_scope").falsely_refused
    assert not made("out_of_scope", "out_of_scope").falsely_refused


def test_results_are_grouped_by_stated_language_with_the_unstated_last(made):
    results = [made("greet", "greet", lang=None), made("greet", "greet", lang=Language.FR), made("greet", "greet")]
    assert list(by_language(results)) == ["en", "fr", "-"]


def test_a_result_is_written_with_its_question_and_judgement(made):
    line = made("human", "frustration", text="help!", inside=0.123456, milliseconds=3.14159).as_dict()
    assert line["text"] == "help!"
    assert (line["label"], line["lang"], line["right"]) == ("human", "en", True)
    assert (line["inside"], line["milliseconds"]) == (0.1235, 3.1)

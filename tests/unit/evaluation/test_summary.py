"""The figures of a run."""

from bot.evaluation.summary import confusions, summarise
from bot.language import Language


def test_refusals_count_against_in_scope_questions_and_answers_against_the_others(made):
    results = [
        made("greet", "greet"),
        made("good_standing", "out_of_scope", offered=("good_standing",)),
        made("good_standing", "clarify"),
        made("what_is_carm", "good_standing"),
        made("out_of_scope", "out_of_scope"),
        made("out_of_scope", "thanks"),
    ]
    found = summarise(results)
    assert (found.right.hits, found.right.count) == (1, 4)
    assert found.right_or_offered.hits == 2
    assert found.false_refusals.hits == 1
    assert found.asked_back.hits == 1
    assert (found.false_answers.hits, found.false_answers.count) == (1, 2)


def test_language_is_right_when_the_reply_is_in_the_question_s_except_when_asked_to_change_it(made):
    results = [
        made("greet", "greet", replied_in=Language.EN),
        made("greet", "greet", replied_in=Language.FR),
        made("change_language", "change_language", replied_in=Language.FR),
        made("greet", "greet", lang=None, replied_in=Language.FR),
    ]
    assert (summarise(results).language.hits, summarise(results).language.count) == (1, 2)


def test_confusions_come_with_their_questions_the_most_frequent_first(made):
    results = [
        made("user_roles", "role_pam", text="first"),
        made("what_is_carm", "greet", text="other"),
        made("user_roles", "role_pam", text="second"),
        made("user_roles", "clarify"),
        made("user_roles", "out_of_scope"),
    ]
    worst, other = confusions(results)
    assert (worst.label, worst.outcome, [result.question.text for result in worst.results]) == (
        "user_roles",
        "role_pam",
        ["first", "second"],
    )
    assert other.label == "what_is_carm"

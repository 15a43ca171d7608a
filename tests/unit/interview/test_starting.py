"""Which messages are for the calculator, whatever they were taken for."""

import pytest

from bot.interview import Route, route
from bot.language import Language

EN, FR = Language.EN, Language.FR


@pytest.mark.parametrize(
    ("text", "language", "intent", "answer"),
    [
        pytest.param("our worst month was 38,400, how much bond do I need", EN, "faq", "how_much_security", id="taken for the rule"),
        pytest.param("notre plus gros mois était 38 400,50 $ combien de garantie", FR, "calculator", "", id="a calculation in French"),
        pytest.param("biggest month 9,800.10, which bond?", EN, "faq", "how_to_post_security", id="another answer, but the month is named"),
        pytest.param("we pay about $8,000 a month, what security is that", EN, "faq", "how_much_security", id="so much a month"),
        pytest.param("our worst month was 1.234, how much do I need", EN, "faq", "how_much_security", id="an amount to be asked about"),
        pytest.param("Jan 4200, Feb 3100, Mar 9000, what bond?", EN, "out_of_scope", "", id="months, not understood"),
        pytest.param("two RM accounts, one with 30k and the other 8k, total?", EN, "calculator", "", id="an amount for each account"),
    ],
)
def test_a_question_that_brings_its_figure_is_calculated(text, language, intent, answer):
    assert route(text, language, intent=intent, answer=answer) is Route.CALCULATE


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("no, March was 5,100", EN, "deny"),
        ("non, mars c'était 5 100 $", FR, "deny"),
        ("make it 42k", EN, "out_of_scope"),
        ("38,400", EN, "out_of_scope"),
        ("plutôt 43 000 $", FR, "clarify"),
        ("RM0002 was 12,000", EN, "faq"),
        ("account 2 was 13,000", EN, "calculator"),
        ("4200\t3100\t38400\t5000", EN, "out_of_scope"),
        ("-500", EN, "out_of_scope"),
    ],
)
def test_a_message_of_figures_informs(text, language, intent):
    assert route(text, language, intent=intent) is Route.INFORM


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("take out April", EN, "delete_my_data"),
        ("it's in US dollars", EN, "out_of_scope"),
        ("c'est en argent américain", FR, "out_of_scope"),
        ("enlève avril svp", FR, "out_of_scope"),
        ("I have 2 RM accounts", EN, "faq"),
        ("deux comptes RM", FR, "faq"),
        ("we have several import accounts", EN, "clarify"),
        ("sorry I meant twelve hundred", EN, "clarify"),
        ("c'était huit cents", FR, "out_of_scope"),
    ],
)
def test_what_only_corrects_a_calculation_informs(text, language, intent):
    assert route(text, language, intent=intent, answer="find_rm_number" if intent == "faq" else "") is Route.INFORM


@pytest.mark.parametrize(
    ("text", "language", "intent", "answer"),
    [
        pytest.param("delete my data from April", EN, "delete_my_data", "", id="data, not a month"),
        pytest.param("remove my broker in April", EN, "faq", "grant_broker_access", id="somebody, in a month"),
        pytest.param("do I have two RM accounts?", EN, "faq", "find_rm_number", id="accounts asked about"),
        pytest.param("I have two accounts at the bank", EN, "clarify", "", id="other accounts"),
        pytest.param("our two RM accounts are locked", EN, "faq", "goods_stuck", id="something about the accounts"),
        pytest.param("is a customs invoice required over $3,300", EN, "out_of_scope", "", id="a sum that nobody owes"),
        pytest.param("is the minimum $5,000?", EN, "faq", "how_much_security", id="the rule's own minimum"),
        pytest.param("plafond 10 millions?", FR, "faq", "how_much_security", id="the rule's own maximum"),
        pytest.param("I have a $25,000 bond, is it enough", EN, "faq", "how_much_security", id="a bond that is there"),
        pytest.param("how much security do I need", EN, "faq", "how_much_security", id="no figure"),
        pytest.param("we import a lot, how much security do I need", EN, "faq", "how_much_security", id="nothing to calculate with"),
        pytest.param("I called 1-800-461-9999 3 times", EN, "clarify", "", id="a phone number"),
        pytest.param("my BN is 123456789RM0001, how do I register", EN, "faq", "registration_step_business", id="a business number"),
        pytest.param("options 1, 2 and 3", EN, "clarify", "", id="options"),
        pytest.param("1 2 3", EN, "out_of_scope", "", id="small bare numbers"),
        pytest.param("call me, our worst month was 38,400", EN, "human", "", id="a person is wanted"),
        pytest.param("2010", EN, "out_of_scope", "", id="a year, perhaps"),
    ],
)
def test_other_messages_are_left_alone(text, language, intent, answer):
    assert route(text, language, intent=intent, answer=answer) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("what's 15% of 300", EN), ("c'est quoi 15 % de 300", FR), ("can I pay in US dollars", EN), ("on paie tu en argent américain?", FR)],
)
def test_a_sum_to_be_done_and_a_question_about_money_are_left_as_they_were_understood(text, language):
    assert route(text, language, intent="out_of_scope", candidates=["how_much_security"]) is None


def test_a_share_of_what_was_owed_is_calculated():
    assert route("worst month 38,400, what is 50% of 38,400 for the bond", EN, intent="out_of_scope") is Route.CALCULATE


def test_a_sum_of_another_kind_that_was_taken_for_a_calculation_is_asked_about():
    assert route("what is 40% of 12000", EN, intent="calculator") is Route.ASK_BACK
    assert route("what is 40% of 12000", EN, intent="out_of_scope") is None


@pytest.mark.parametrize(("text", "language"), [("no, eight to ten thousand", EN), ("non, huit à dix mille", FR)])
def test_a_range_in_words_corrects_too(text, language):
    assert route(text, language, intent="deny") is Route.INFORM

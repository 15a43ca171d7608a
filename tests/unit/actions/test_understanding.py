"""What the assistant does when it is in doubt, or has nothing on a subject."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ActionChangeLanguage, ActionStartOver
from actions.understanding import ActionAffirm, ActionAnswerSeveral, ActionClarify, ActionOutOfScope


def bot(key: str, *answers: str) -> dict:
    buttons = [{"title": id, "says": id, "answer": id} for id in answers]
    return {"event": "bot", "metadata": {"utter_action": key, "reply": {"buttons": buttons}}}


def tracker(*events: dict, slots: dict | None = None, **latest: object) -> Tracker:
    return Tracker("someone", slots or {}, latest, list(events), False, None, {}, "action_listen")


def run(action, conversation: Tracker) -> tuple[list[dict], list[dict]]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, conversation, {})
    return dispatcher.messages, events


def keys(messages: list[dict]) -> list[str]:
    return [message["response"] for message in messages]


def test_doubt_offers_the_nearest_topics():
    messages, _ = run(ActionClarify(), tracker(candidates=["user_roles", "role_pam"]))
    assert keys(messages) == ["utter_clarify"]
    assert messages[0]["offer"] == ["user_roles", "role_pam"]


@pytest.mark.parametrize("action", [ActionClarify(), ActionOutOfScope()], ids=["doubt", "out of scope"])
def test_after_two_misses_running_a_person_comes_first(action):
    missed = [bot("utter_out_of_scope"), bot("utter_clarify")]
    messages, _ = run(action, tracker(*missed, candidates=["what_is_rpp"]))
    assert keys(messages) == ["utter_offer_person"]
    assert messages[0]["offer"][0] == "human"


def test_an_answer_in_between_ends_the_run_of_misses():
    said = [bot("utter_out_of_scope"), bot("utter_faq/what_is_rpp"), bot("utter_out_of_scope")]
    messages, _ = run(ActionOutOfScope(), tracker(*said))
    assert keys(messages) == ["utter_out_of_scope"]


def test_out_of_scope_offers_near_topics_and_a_person():
    messages, _ = run(ActionOutOfScope(), tracker(candidates=["what_is_rpp", "good_standing", "cfib_work"]))
    assert messages[0]["offer"] == ["what_is_rpp", "good_standing", "human"]


@pytest.mark.parametrize(("doubt", "key"), [("unreadable", "utter_unreadable"), ("script", "utter_other_script")])
def test_what_cannot_be_read_is_told_apart(doubt, key):
    messages, _ = run(ActionOutOfScope(), tracker(doubt=doubt))
    assert keys(messages) == [key]


def test_each_of_several_questions_is_answered():
    messages, _ = run(ActionAnswerSeveral(), tracker(several=["what_is_rpp", "broker_security"]))
    assert keys(messages) == ["utter_several_questions", "utter_faq/what_is_rpp", "utter_faq/broker_security"]


@pytest.mark.parametrize(
    ("before", "key"),
    [
        pytest.param(bot("utter_offer_person", "human"), "utter_human", id="a person was offered"),
        pytest.param(bot("utter_frustration", "human"), "utter_human", id="fed up, and a person was offered"),
        pytest.param(bot("utter_clarify", "what_is_rpp"), "utter_faq/what_is_rpp", id="one topic was offered"),
        pytest.param(bot("utter_clarify", "what_is_rpp", "user_roles"), "utter_clarify", id="which of two topics"),
        pytest.param(bot("utter_greet", "goods_stuck"), "utter_affirm", id="nothing was asked"),
    ],
)
def test_yes_takes_what_was_offered_last(before, key):
    messages, _ = run(ActionAffirm(), tracker(before))
    assert keys(messages) == [key]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("the first one", "utter_faq/what_is_rpp"),
        ("la deuxième", "utter_faq/user_roles"),
        ("option 2 please", "utter_faq/user_roles"),
        ("le dernier", "utter_human"),
        ("the fourth one", "utter_clarify"),
    ],
)
def test_a_place_picks_what_was_offered_there(words, key):
    offered = bot("utter_clarify", "what_is_rpp", "user_roles", "human")
    messages, _ = run(ActionAffirm(), tracker(offered, {"event": "user", "text": words}))
    assert keys(messages) == [key]


def test_the_answer_that_was_picked_is_the_last_one_given():
    _, events = run(ActionAffirm(), tracker(bot("utter_clarify", "what_is_rpp", "user_roles"), {"event": "user", "text": "the second one"}))
    assert [(event["name"], event["value"]) for event in events] == [("last_answer", "user_roles")]


def test_picking_the_calculator_starts_it():
    messages, events = run(ActionAffirm(), tracker(bot("utter_clarify", "calculator", "user_roles"), {"event": "user", "text": "first"}))
    assert not messages
    assert [(event["event"], event["name"]) for event in events] == [("followup", "security_form")]


def test_changing_the_language_gives_the_last_answer_again_in_it():
    asked = [{"entity": "requested_language", "value": "fr"}]
    conversation = tracker(bot("utter_faq/what_is_rpp"), slots={"last_answer": "what_is_rpp"}, entities=asked)
    messages, events = run(ActionChangeLanguage(), conversation)
    assert keys(messages) == ["utter_change_language", "utter_faq/what_is_rpp"]
    assert {message["in_language"] for message in messages} == {"fr"}
    assert events == [{"event": "slot", "timestamp": None, "name": "chosen_language", "value": "fr"}]


def test_without_a_language_named_it_changes_to_the_other():
    _, events = run(ActionChangeLanguage(), tracker(slots={"language": "fr"}))
    assert events[0]["value"] == "en"


def test_starting_over_keeps_only_the_language():
    messages, events = run(ActionStartOver(), tracker(slots={"chosen_language": "fr", "last_answer": "what_is_rpp"}))
    assert keys(messages) == ["utter_start_over"]
    assert [event["event"] for event in events] == ["restart", "slot"]
    assert events[1]["name"] == "chosen_language"


@pytest.mark.parametrize("words", ["2", "#2", "2.", "two"])
def test_a_bare_number_picks_what_was_offered_there(words):
    offered = bot("utter_clarify", "what_is_rpp", "user_roles")
    messages, _ = run(ActionOutOfScope(), tracker(offered, {"event": "user", "text": words}, doubt="unreadable"))
    assert keys(messages) == ["utter_faq/user_roles"]


def test_a_number_that_is_not_on_offer_is_not_understood():
    offered = bot("utter_clarify", "what_is_rpp", "user_roles")
    messages, _ = run(ActionOutOfScope(), tracker(offered, {"event": "user", "text": "7"}, doubt="unreadable"))
    assert keys(messages) == ["utter_unreadable"]


def test_what_cannot_be_read_in_the_calculator_offers_no_other_topics():
    conversation = tracker({"event": "user", "text": "🤷"}, doubt="unreadable")
    conversation.active_loop = {"name": "security_form"}
    messages, _ = run(ActionOutOfScope(), conversation)
    assert keys(messages) == ["utter_security_not_understood"]


def test_picking_several_accounts_asks_how_many():
    offered = bot("utter_security_notes", "several_accounts", "human")
    _, events = run(ActionAffirm(), tracker(offered, {"event": "user", "text": "the first one"}))
    assert [(event["event"], event["name"]) for event in events] == [("slot", "security_draft"), ("followup", "security_form")]
    assert events[0]["value"]["count_open"]


@pytest.mark.parametrize("words", ["ok, one last thing", "ok, une dernière chose"])
def test_a_word_of_place_in_a_sentence_does_not_start_over(words):
    messages, events = run(ActionAffirm(), tracker(bot("utter_deny", "human", "start_over"), {"event": "user", "text": words}))
    assert (keys(messages), events) == (["utter_affirm"], [])


def test_picking_to_start_over_does():
    offered = bot("utter_deny", "human", "start_over")
    _, events = run(ActionAffirm(), tracker(offered, {"event": "user", "text": "the second one"}))
    assert [(event["event"], event["name"]) for event in events] == [("followup", "action_start_over")]

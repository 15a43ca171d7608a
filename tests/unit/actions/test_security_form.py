"""The calculator's actions on their own: what each makes of a message, what it asks, what it gives."""

from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.calculation_slots import DRAFT, INPUTS
from actions.conversation import ActionChangeLanguage
from actions.security_form import ActionLeaveSecurityForm, ValidateSecurityForm
from actions.security_questions import ActionAskSecurityInputs
from actions.security_result import ActionSecurityResult
from bot.interview import Draft, History, merged, read
from bot.language import Language


def today() -> date:
    return date(2026, 11, 23)


def tracker(text: str, intent: str, draft: Draft | None = None, *, running: bool = False, about: str = "", **slots: object) -> Tracker:
    known = {DRAFT: draft.as_json() if draft else None, "requested_slot": INPUTS if running else None, **slots}
    latest = {"intent": {"name": intent}, "text": " ".join(text.split()), "about": about}
    return Tracker("someone", known, latest, [{"event": "user", "text": text}], False, None, {}, "action_listen")


def run(action, conversation: Tracker) -> tuple[list[dict], dict]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, conversation, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def validated(conversation: Tracker) -> tuple[Draft | None, object]:
    _, slots = run(ValidateSecurityForm(clock=today), conversation)
    return Draft.of(slots.get(DRAFT)), slots.get(INPUTS)


def draft_from(*messages: str, history: History | None = History.KNOWN) -> Draft:
    draft = Draft(history=history)
    for message in messages:
        draft = merged(draft, read(message, Language.EN), message) or draft
    return draft


class TestValidation:
    def test_one_sentence_with_its_figure_leaves_nothing_to_ask(self):
        draft, inputs = validated(tracker("our worst month was 38,400, how much bond", "calculator"))
        assert inputs is True
        assert draft.history is History.KNOWN

    def test_a_new_importers_figure_is_an_estimate(self):
        draft, inputs = validated(tracker("how much for 6,000 a month?", "calculator", about="new_importer_no_history"))
        assert (draft.history, inputs) == (History.NEW, True)

    def test_picking_the_calculator_by_its_place_gives_it_no_figure(self):
        assert validated(tracker("4", "out_of_scope")) == (Draft(), None)

    @pytest.mark.parametrize(
        "words",
        [
            "go back",
            "go back, please",
            "I want to go back",
            "go back to the previous question",
            "previous",
            "retour",
            "question précédente",
            "précédent",
            "revenir à la question précédente",
            "revenir à la question précédente, s’il vous plaît",
        ],
    )
    def test_back_asks_the_question_before(self, words):
        draft, _ = validated(tracker(words, "start_over", Draft(history=History.KNOWN), running=True))
        assert draft == Draft()

    def test_back_at_the_first_question_asks_it_again(self):
        assert validated(tracker("go back", "start_over", Draft(), running=True)) == (Draft(), None)

    @pytest.mark.parametrize("words", ["back to the start", "I want my money back", "revenir au début", "previous month was 5,000"])
    def test_other_words_with_back_in_them_are_no_step_back(self, words):
        assert validated(tracker(words, "start_over", Draft(history=History.KNOWN), running=True)) == (None, None)

    def test_a_question_is_no_answer_to_the_first_one(self):
        assert validated(tracker("how long have I been?", "clarify", Draft(), running=True)) == (None, None)

    def test_calculate_alone_leaves_all_to_ask(self):
        draft, inputs = validated(tracker("calculate", "calculator"))
        assert (draft, inputs) == (Draft(), None)

    def test_a_bare_figure_out_of_the_blue_is_confirmed_first(self):
        draft, inputs = validated(tracker("38,400", "inform"))
        assert (draft.history, inputs) == (None, None)

    def test_tabs_of_a_pasted_row_are_read(self):
        draft, inputs = validated(tracker("4200\t3100\t38400\t5000", "inform"))
        assert len(draft.accounts[0].months) == 4
        assert inputs is True

    def test_a_figure_after_the_result_corrects_it(self):
        draft, inputs = validated(tracker("no, it was 42k", "inform", draft_from("38,400")))
        assert str(draft.accounts[0].highest) == "42000.00"
        assert inputs is True

    def test_calculate_after_the_result_starts_afresh(self):
        draft, _ = validated(tracker("calculate", "calculator", draft_from("38,400")))
        assert draft == Draft()

    @pytest.mark.parametrize("intent", ["faq", "human", "stop", "greet", "change_language", "out_of_scope", "start_over"])
    def test_what_is_no_answer_is_left_to_the_rules(self, intent):
        _, slots = run(ValidateSecurityForm(clock=today), tracker("something else?", intent, draft_from(), running=True))
        assert slots == {}

    def test_a_statement_with_an_amount_is_an_answer_whatever_it_was_taken_for(self):
        draft, inputs = validated(tracker("we paid 12,400 in duties", "faq", draft_from(), running=True))
        assert inputs is True
        assert str(draft.accounts[0].highest) == "12400.00"

    def test_a_question_with_an_amount_is_no_answer(self):
        _, slots = run(ValidateSecurityForm(clock=today), tracker("is the minimum 5,000?", "faq", draft_from(), running=True))
        assert slots == {}

    def test_deleting_ones_data_is_not_leaving_out_an_entry(self):
        draft = draft_from("Jan 4,200; Feb 1.234; Mar 8,000")
        _, slots = run(ValidateSecurityForm(clock=today), tracker("delete my data", "delete_my_data", draft, running=True))
        assert slots == {}
        left, inputs = validated(tracker("remove it", "delete_my_data", draft, running=True))
        assert not left.accounts[0].troubles
        assert inputs is True

    @pytest.mark.parametrize(("intent", "history"), [("has_history", History.KNOWN), ("new_importer", History.NEW)])
    def test_buttons_answer_by_their_intent(self, intent, history):
        draft, _ = validated(tracker("whatever an editor wrote on it", intent, Draft(), running=True))
        assert draft.history is history

    def test_several_accounts_are_counted_next(self):
        draft, inputs = validated(tracker("I have several", "several_accounts", draft_from("38,400")))
        assert draft.count_open
        assert inputs is None


class TestQuestions:
    @pytest.mark.parametrize(
        ("draft", "key"),
        [
            (Draft(), "utter_security_ask_history"),
            (draft_from(), "utter_security_ask_highest"),
            (draft_from(history=History.NEW), "utter_security_ask_estimate"),
            (draft_from("38,400", history=None), "utter_security_ask_confirm"),
            (draft_from("several RM accounts"), "utter_security_ask_accounts"),
            (draft_from("2 RM accounts"), "utter_security_ask_account"),
            (draft_from("1.234"), "utter_security_trouble"),
            (draft_from("Jan 4,200; Feb 1.234; Mar -5; Apr 5,000"), "utter_security_troubles"),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )
    def test_what_is_missing_is_asked(self, draft, key):
        messages, _ = run(ActionAskSecurityInputs(), tracker("hello", "greet", draft, running=True))
        assert [message["response"] for message in messages] == [key]

    def test_readings_are_offered_on_buttons(self):
        messages, _ = run(ActionAskSecurityInputs(), tracker("1,23", "inform", draft_from("1,23")))
        assert messages[0]["choices"] == [{"says": {"money": "1.23"}}, {"says": {"money": "123.00"}}]

    def test_who_does_not_know_is_told_where_to_look(self):
        messages, _ = run(ActionAskSecurityInputs(), tracker("I don't know", "out_of_scope", draft_from(), running=True))
        assert [message["response"] for message in messages] == ["utter_security_where_to_find", "utter_security_ask_highest"]

    @pytest.mark.parametrize("intent", ["human", "frustration"])
    def test_who_asks_for_a_person_is_not_asked_for_figures(self, intent):
        messages, _ = run(ActionAskSecurityInputs(), tracker("get me a person", intent, draft_from(), running=True))
        assert messages == []


class TestResult:
    def test_both_amounts_and_all_that_is_needed_to_draw_them(self):
        messages, slots = run(ActionSecurityResult(clock=today), tracker("38,400", "inform", draft_from("38,400")))
        result, notes = messages
        assert result["response"] == "utter_security_result"
        assert (result["data"]["calculation"]["cash_total"], result["data"]["calculation"]["agreement_total"]) == (
            "38400.00",
            "19200.00",
        )
        assert notes["cites"][0] == {"link": "cfib_carm", "as_of": "2025-06", "checked": "2026-11-23"}
        assert "several_accounts" in notes["offer"]
        assert Draft.of(slots[DRAFT]).done

    def test_leaving_forgets_what_was_given(self):
        messages, slots = run(ActionLeaveSecurityForm(), tracker("stop", "stop", draft_from("38,400")))
        assert messages[0]["response"] == "utter_stop"
        assert slots == {DRAFT: None, INPUTS: None}

    def test_a_change_of_language_gives_the_result_again(self):
        draft = Draft.of({**draft_from("38,400").as_json(), "done": True})
        conversation = tracker("en français", "change_language", draft)
        conversation.events.append({"event": "bot", "metadata": {"utter_action": "utter_security_notes"}})
        messages, _ = run(ActionChangeLanguage(), conversation)
        assert [message["response"] for message in messages] == [
            "utter_change_language",
            "utter_security_result",
            "utter_security_notes",
        ]
        assert {message["in_language"] for message in messages} == {"fr"}

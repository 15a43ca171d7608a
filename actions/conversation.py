"""Starting over, and changing the language of a conversation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import draft_of
from actions.history import language_of, last_key
from actions.security_result import say_result
from bot.content.rates import security_rule_book
from bot.language import LANGUAGE_SLOTS, Language
from bot.ottawa import today


class ActionStartOver(Action):
    """Forgets everything but the language the person chose."""

    def name(self) -> str:
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_start_over")
        events: list[dict[str, Any]] = [Restarted()]
        events += [SlotSet(slot, tracker.get_slot(slot)) for slot in LANGUAGE_SLOTS if tracker.get_slot(slot)]
        return events


class ActionChangeLanguage(Action):
    """Answers in the language asked for from now on, and gives the last answer or calculation again in it."""

    def name(self) -> str:
        return "action_change_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        asked = next(
            (
                entity["value"]
                for entity in (tracker.latest_message or {}).get("entities") or []
                if entity.get("entity") == "requested_language"
            ),
            None,
        )
        language = Language.of(asked) or language_of(tracker).other
        answer = tracker.get_slot("last_answer")
        again = answer and last_key(tracker) == f"utter_faq/{answer}"
        events = [SlotSet("chosen_language", language.value)]
        # Rasa words these before it applies the event above, hence the language beside each.
        dispatcher.utter_message(response="utter_change_language", in_language=language.value)
        if again:
            dispatcher.utter_message(response=f"utter_faq/{answer}", in_language=language.value)
        draft = draft_of(tracker)
        if draft is not None and draft.done and last_key(tracker) == "utter_security_notes":
            say_result(dispatcher, draft, security_rule_book(), today(), in_language=language.value)
        return events

"""What to do when the assistant is in doubt, has nothing on a subject, or was asked several things at once."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import message_text
from actions.choosing import chosen
from actions.history import candidates, last_key, last_offer, misses_running

MISSES_BEFORE_A_PERSON = 2


class ActionClarify(Action):
    """Offers the nearest topics; after two misses running, a person comes first."""

    def name(self) -> str:
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        if misses_running(tracker) >= MISSES_BEFORE_A_PERSON:
            dispatcher.utter_message(response="utter_offer_person", offer=["human", *candidates(tracker)])
        else:
            dispatcher.utter_message(response="utter_clarify", offer=candidates(tracker))
        return []


class ActionOutOfScope(Action):
    """Says that there is no answer, and offers near topics and a person."""

    def name(self) -> str:
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        doubt = (tracker.latest_message or {}).get("doubt")
        if doubt == "script":
            dispatcher.utter_message(response="utter_other_script")
        elif misses_running(tracker) >= MISSES_BEFORE_A_PERSON:
            dispatcher.utter_message(response="utter_offer_person", offer=["human", *candidates(tracker)])
        elif doubt == "unreadable":
            dispatcher.utter_message(response="utter_unreadable")
        else:
            dispatcher.utter_message(response="utter_out_of_scope", offer=[*candidates(tracker)[:2], "human"])
        return []


class ActionAnswerSeveral(Action):
    """Gives the answer to each question of a message that held several."""

    def name(self) -> str:
        return "action_answer_several"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_several_questions")
        for id in (tracker.latest_message or {}).get("several") or []:
            dispatcher.utter_message(response=f"utter_faq/{id}")
        return []


class ActionAffirm(Action):
    """Takes "yes" for the one thing that was offered last, "the second one" for the second; else, with several on offer, asks which."""

    def name(self) -> str:
        return "action_affirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        offered, key = last_offer(tracker), last_key(tracker)
        only = offered[0] if key == "utter_clarify" and len(offered) == 1 else None
        taken = chosen(message_text(tracker), offered) or only
        if taken is not None and taken != "start_over":
            return _taken(dispatcher, taken)
        if key in ("utter_offer_person", "utter_frustration"):
            dispatcher.utter_message(response="utter_human")
        elif key == "utter_clarify":
            dispatcher.utter_message(response="utter_clarify", offer=offered)
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []


def _taken(dispatcher: CollectingDispatcher, id: str) -> list[dict[str, Any]]:
    """Give what a button of this id leads to."""
    if id == "calculator":
        return [FollowupAction("security_form")]
    if id == "human":
        dispatcher.utter_message(response="utter_human")
        return []
    dispatcher.utter_message(response=f"utter_faq/{id}")
    return [SlotSet("last_answer", id)]

"""What to do when the assistant is in doubt, has nothing on a subject, or was asked several things at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import DRAFT, draft_of, message_text
from actions.history import candidates, last_key, last_offer, misses_running
from bot.interview import Draft
from bot.interview.choosing import chosen, only_picks

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
        taken = chosen(message_text(tracker), last_offer(tracker)) if doubt == "unreadable" and only_picks(message_text(tracker)) else None
        if taken is not None:
            return _taken(dispatcher, taken, tracker)
        if doubt == "script":
            dispatcher.utter_message(response="utter_other_script")
        elif misses_running(tracker) >= MISSES_BEFORE_A_PERSON:
            dispatcher.utter_message(response="utter_offer_person", offer=["human", *candidates(tracker)])
        elif doubt == "unreadable":
            in_form = bool((tracker.active_loop or {}).get("name"))
            dispatcher.utter_message(response="utter_security_not_understood" if in_form else "utter_unreadable")
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
        taken = chosen(message_text(tracker), offered)
        if taken == "start_over" and not only_picks(message_text(tracker)):
            taken = None  # "ok, one last thing" must not wipe the conversation
        taken = taken or only
        if taken is not None:
            return _taken(dispatcher, taken, tracker)
        if key in ("utter_offer_person", "utter_frustration"):
            dispatcher.utter_message(response="utter_human")
        elif key == "utter_clarify":
            dispatcher.utter_message(response="utter_clarify", offer=offered)
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []


def _taken(dispatcher: CollectingDispatcher, id: str, tracker: Tracker) -> list[dict[str, Any]]:
    """Give what a button of this id leads to."""
    if id == "calculator":
        return [FollowupAction("security_form")]
    if id == "start_over":
        return [FollowupAction("action_start_over")]
    if id == "several_accounts":
        return [
            SlotSet(DRAFT, replace(draft_of(tracker) or Draft(), count_open=True).as_json()),
            FollowupAction("security_form"),
        ]
    if id == "human":
        dispatcher.utter_message(response="utter_human")
        return []
    dispatcher.utter_message(response=f"utter_faq/{id}")
    return [SlotSet("last_answer", id)]

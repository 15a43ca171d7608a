"""Gives the result of the calculator: both amounts with their working, then the notes; all of it beside the text for channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import DRAFT, draft_of
from bot.calculators import RuleBook
from bot.content.rates import security_rule_book
from bot.documents.calculation import calculation_of
from bot.documents.lines import notes, result
from bot.documents.wording import cited
from bot.interview import Draft, security_of
from bot.ottawa import today


class ActionSecurityResult(Action):
    """Keeps the draft, so that any amount can be corrected after the result."""

    def __init__(self, clock: Callable[[], date] = today, rules: Callable[[], RuleBook] = security_rule_book) -> None:
        self._clock = clock
        self._rules = rules

    def name(self) -> str:
        return "action_security_result"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        draft = draft_of(tracker) or Draft()
        say_result(dispatcher, draft, self._rules(), self._clock())
        return [SlotSet(DRAFT, replace(draft, done=True).as_json())]


def say_result(dispatcher: CollectingDispatcher, draft: Draft, rules: RuleBook, day: date, **options: Any) -> None:
    """Say the result of a draft with nothing left to ask. ``options`` go to both replies (``in_language``)."""
    calculation = calculation_of(security_of(draft, rules, day), draft)
    dispatcher.utter_message(response="utter_security_result", data={"calculation": calculation}, **result(calculation), **options)
    offer = [*(["several_accounts"] if len(draft.accounts) == 1 else []), "how_to_post_security", "security_dates", "human"]
    dispatcher.utter_message(response="utter_security_notes", offer=offer, cites=cited(calculation), **notes(calculation), **options)

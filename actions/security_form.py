"""The calculator's form: takes what each message gives, and lets go of what isn't meant for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import about, draft_of, forgotten, intent_of, is_about_security, kept, message_text
from actions.history import language_of
from bot.calculators import RuleBook
from bot.content.rates import security_rule_book
from bot.interview import Ask, Draft, History, Said, checked, merged, read, stepped_back, words
from bot.interview.choosing import only_picks
from bot.nlu.text import asks_plainly
from bot.ottawa import today

_FOR_THE_FORM = frozenset({"inform", "calculator", "has_history", "new_importer", "several_accounts"})
_SHORT_ANSWER = 6
_ANSWERS = frozenset({"affirm", "deny"})
_IN_DOUBT = frozenset({"clarify", "out_of_scope"})
_ALWAYS_LET_GO = frozenset(
    {"human", "start_over", "change_language", "delete_my_data", "frustration", "several_questions", "bot_challenge"}
)


class ValidateSecurityForm(Action):
    """Puts the message into the draft. Sets no slot when the message is for others: Rasa then lets the rules answer it."""

    def __init__(self, clock: Callable[[], date] = today, rules: Callable[[], RuleBook] = security_rule_book) -> None:
        self._clock = clock
        self._rules = rules

    def name(self) -> str:
        return "validate_security_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        said = read(message_text(tracker), language_of(tracker))
        # No slot is asked for yet when the form has just been started.
        is_running = bool(tracker.get_slot("requested_slot"))
        draft = self._next(tracker, said) if is_running else self._first(tracker, said)
        if draft is None:
            return []
        return kept(checked(replace(draft, done=False), self._rules(), self._clock()))

    def _first(self, tracker: Tracker, said: Said) -> Draft:
        intent, earlier = intent_of(tracker), draft_of(tracker)
        if intent != "inform" and only_picks(message_text(tracker)):
            # "The first one", of the buttons before, led here (``_taken``): it says nothing of amounts.
            return earlier if earlier is not None and earlier.count_open else Draft()
        if earlier is not None and intent != "calculator":
            return self._with_button(earlier, tracker, said) or earlier
        draft = Draft()
        if intent == "calculator" or is_about_security(tracker):
            is_new = "new_importer_no_history" in (about(tracker), tracker.get_slot("last_answer") if not about(tracker) else "")
            has_figure = said.usable or said.pasted or said.nothing or said.trouble is not None or bool(said.amounts)
            draft = replace(draft, history=(History.NEW if is_new else History.KNOWN) if has_figure else None)
        return self._with_button(draft, tracker, said) or draft

    def _next(self, tracker: Tracker, said: Said) -> Draft | None:
        intent, draft = intent_of(tracker), draft_of(tracker) or Draft()
        is_short = len(message_text(tracker).split()) <= _SHORT_ANSWER
        if said.unknown and is_short:
            return draft
        if said.nothing and is_short and draft.ask is Ask.AMOUNT and not asks_plainly(message_text(tracker)):
            return self._with_button(draft, tracker, said)
        if said.foreign and is_short:
            return self._with_button(draft, tracker, said) or draft
        if said.removes and draft.ask is Ask.TROUBLE and intent in ("delete_my_data", "stop", *_IN_DOUBT):
            return self._with_button(draft, tracker, said)
        if said.bare_count is not None and draft.ask in (Ask.ACCOUNTS, Ask.TROUBLE, Ask.AMOUNT):
            return self._with_button(draft, tracker, said)
        if only_picks(message_text(tracker)) and draft.ask in (Ask.HISTORY, Ask.CONFIRM, Ask.TROUBLE):
            return self._with_button(draft, tracker, said) or draft
        if words.BACK.fullmatch(message_text(tracker)):
            return stepped_back(draft) or draft
        if intent in _ALWAYS_LET_GO:
            return None
        changed = self._with_button(draft, tracker, said)
        if intent in _FOR_THE_FORM:
            changed = changed or draft
            has_figure = intent == "calculator" and changed.history is None and (said.usable or said.trouble is not None)
            return replace(changed, history=History.KNOWN) if has_figure else changed
        if intent in _ANSWERS:
            return changed or draft
        has_amount = said.usable or said.pasted or (said.trouble is not None and intent in _IN_DOUBT)
        is_asked_for = draft.ask in (Ask.HISTORY, Ask.CONFIRM, Ask.ACCOUNTS)
        answers = is_asked_for or said.removes or said.nothing or said.count is not None or said.place is not None
        begins_as_question = asks_plainly(message_text(tracker))
        is_question = begins_as_question or "?" in message_text(tracker)
        in_doubt = intent in _IN_DOUBT and (has_amount or not begins_as_question)
        if (has_amount or answers) and changed is not None and (in_doubt or not is_question):
            return changed
        return None

    def _with_button(self, draft: Draft, tracker: Tracker, said: Said) -> Draft | None:
        intent = intent_of(tracker)
        if intent == "has_history":
            return replace(draft, history=History.KNOWN)
        if intent == "new_importer":
            return replace(draft, history=History.NEW)
        if intent == "several_accounts":
            return replace(draft, count_open=len(draft.accounts) == 1)
        return merged(draft, said, message_text(tracker))


class ActionLeaveSecurityForm(Action):
    """Forgets what was given so far and says that the calculation has stopped."""

    def name(self) -> str:
        return "action_leave_security_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_stop")
        return forgotten()

"""Asks for what the calculator still needs: one question, with what could be meant on its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.calculation_slots import draft_of, intent_of, message_text
from actions.history import language_of
from bot.documents.lines import account_label, lines, money, month_label
from bot.interview import Account, Ask, Draft, History, Trouble, TroubleCode, read

_SILENT_AFTER = frozenset({"human", "frustration"})
"""Who has asked for a person isn't asked for figures in the same breath; the form waits."""
_COUNTS = (2, 3, 4)


class ActionAskSecurityInputs(Action):
    """Rasa calls this whenever the form has something left to ask."""

    def name(self) -> str:
        return "action_ask_security_form_security_inputs"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        draft = draft_of(tracker) or Draft()
        intent = intent_of(tracker)
        said = read(message_text(tracker), language_of(tracker))
        if intent in _SILENT_AFTER and not said.unknown:
            return []
        if said.unknown and draft.ask in (Ask.AMOUNT, Ask.TROUBLE):
            dispatcher.utter_message(response="utter_security_where_to_find")
        elif _is_puzzled(intent, tracker):
            dispatcher.utter_message(response="utter_security_not_understood")
        key, variables = question(draft)
        dispatcher.utter_message(response=key, **variables)
        return []


def question(draft: Draft) -> tuple[str, Mapping[str, Any]]:
    """Return the key and the variables of what to ask next."""
    place = draft.open_place
    account = draft.accounts[place]
    if draft.ask is Ask.ACCOUNTS:
        return "utter_security_ask_accounts", {"choices": [{"says": {"number": count}} for count in _COUNTS]}
    if draft.ask is Ask.TROUBLE:
        return _trouble(account)
    if draft.ask is Ask.HISTORY:
        return "utter_security_ask_history", {}
    if draft.ask is Ask.CONFIRM:
        return "utter_security_ask_confirm", {"amount": money(_amount_of(draft))}
    if len(draft.accounts) > 1:
        label = lines([account_label(account.number, place + 1)])
        return "utter_security_ask_account", {"account": label, "place": place + 1, "accounts": len(draft.accounts)}
    return "utter_security_ask_estimate" if draft.history is History.NEW else "utter_security_ask_highest", {}


def _trouble(account: Account) -> tuple[str, Mapping[str, Any]]:
    first = account.troubles[0]
    choices = [{"says": money(reading)} for reading in first.readings if first.code is not TroubleCode.WHICH_ENTRY]
    if len(account.troubles) == 1:
        return "utter_security_trouble", {"lines": lines([_line(first)]), "choices": choices}
    listed = [("security_item", {"line": lines([_line(trouble)])}) for trouble in account.troubles]
    variables = {"read": len(account.months), "lines": lines(listed), "first": _entry(first), "choices": choices}
    return "utter_security_troubles", variables


def _line(trouble: Trouble) -> tuple[str, Mapping[str, Any]]:
    return f"security_trouble_{trouble.code.value}", {"entry": _entry(trouble), "said": trouble.text}


def _entry(trouble: Trouble) -> dict[str, Any]:
    label = month_label(asdict(trouble))
    return lines([label] if label else [])


def _amount_of(draft: Draft) -> str:
    account = next(each for each in draft.accounts if each.has_amount)
    return str(account.highest if account.highest is not None else max(month.amount for month in account.months))


def _is_puzzled(intent: str, tracker: Tracker) -> bool:
    """Whether a message that was for the form changed nothing in it: what was asked before is asked again."""
    if intent not in ("affirm", "deny", "inform") or not tracker.get_slot("requested_slot"):
        return False
    drafts = [event.get("value") for event in tracker.events if event.get("event") == "slot" and event.get("name") == "security_draft"]
    return len(drafts) > 1 and drafts[-1] == drafts[-2]

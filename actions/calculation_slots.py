"""Where a conversation keeps its calculation, and what its latest message says, for the actions of the calculator."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.history import last_key
from bot.interview import Draft

DRAFT = "security_draft"
INPUTS = "security_inputs"

_ABOUT_SECURITY = frozenset(
    {
        "utter_faq/how_much_security",
        "utter_faq/new_importer_no_history",
        "utter_faq/security_dates",
        "utter_faq/how_to_post_security",
    }
)


def draft_of(tracker: Tracker) -> Draft | None:
    return Draft.of(tracker.get_slot(DRAFT))


def kept(draft: Draft) -> list[dict[str, Any]]:
    """Return the events that keep a draft, and that tell the form whether anything is left to ask."""
    return [SlotSet(DRAFT, draft.as_json()), SlotSet(INPUTS, True if draft.ask is None else None)]


def forgotten() -> list[dict[str, Any]]:
    return [SlotSet(DRAFT, None), SlotSet(INPUTS, None)]


def message_text(tracker: Tracker) -> str:
    """Return the latest message as it was sent. ``latest_message`` holds it cleaned, without the tabs of a pasted table."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return str(event.get("text") or "")
    return ""


def intent_of(tracker: Tracker) -> str:
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")


def about(tracker: Tracker) -> str:
    """Return the answer that the message would have had, had it held no figure (``FigureRouter``)."""
    return str((tracker.latest_message or {}).get("about") or "")


def is_about_security(tracker: Tracker) -> bool:
    """Whether the bot's last words were on the amount of security, so that a bare figure is the highest month."""
    key = last_key(tracker)
    return key in _ABOUT_SECURITY or key.removeprefix("utter_").startswith("security_")

"""Reads from a tracker the language it is held in and what the bot said before: what it offered last, how often it has missed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.language import Language, conversation_language

_MISSES = frozenset({"utter_clarify", "utter_out_of_scope", "utter_offer_person", "utter_unreadable"})


def language_of(tracker: Tracker) -> Language:
    """Return the language the conversation is held in."""
    return conversation_language(tracker.get_slot)


def bot_messages(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the metadata of what the bot said, newest first, back to the last start over."""
    found = []
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") == "action_start_over":
            break
        if event.get("event") == "bot":
            found.append(event.get("metadata") or {})
    return found


def misses_running(tracker: Tracker) -> int:
    """Return how many replies running, up to now, were no answer."""
    count = 0
    for metadata in bot_messages(tracker):
        if metadata.get("utter_action") not in _MISSES:
            break
        count += 1
    return count


def last_offer(tracker: Tracker) -> list[str]:
    """Return the ids on the buttons of the bot's last message."""
    for metadata in bot_messages(tracker):
        buttons = (metadata.get("reply") or {}).get("buttons") or []
        return [button["answer"] for button in buttons if button.get("answer")]
    return []


def last_key(tracker: Tracker) -> str:
    """Return the key of the bot's last message, empty when it has said nothing."""
    return next((str(metadata.get("utter_action") or "") for metadata in bot_messages(tracker)), "")


def candidates(tracker: Tracker) -> list[str]:
    """Return the ids that the classifier found nearest to the person's message, likeliest first."""
    found = (tracker.latest_message or {}).get("candidates")
    return [str(id) for id in found] if isinstance(found, list) else []

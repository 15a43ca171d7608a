"""The tracker store keeps conversations as Rasa's own in-memory store does, and lets go of the oldest."""

from __future__ import annotations

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation_memory import ConversationMemory

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"language": {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}},
    }
)
BEGINNING = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def conversation(sender: str, *events: object) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [*events], DOMAIN.slots)


def hello(text: str = "hello") -> UserUttered:
    return UserUttered(text, {"name": "greet", "confidence": 1.0})


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([*BEGINNING, hello(), SlotSet("language", "fr")], id="one session"),
        pytest.param([*BEGINNING, hello(), SlotSet("language", "fr"), *BEGINNING, SlotSet("language", "fr"), hello("again")], id="two"),
        pytest.param([], id="nothing said"),
    ],
)
async def test_a_conversation_comes_back_as_from_rasa_s_own_store(events):
    ours, theirs = ConversationMemory(DOMAIN), InMemoryTrackerStore(DOMAIN)
    for store in (ours, theirs):
        await store.save(conversation("a", *events))
    for method in ("retrieve", "retrieve_full_tracker"):
        found, expected = await getattr(ours, method)("a"), await getattr(theirs, method)("a")
        assert list(found.events) == list(expected.events)
        assert found.current_slot_values() == expected.current_slot_values()


async def test_what_a_turn_does_before_it_is_saved_is_not_kept():
    store = ConversationMemory(DOMAIN)
    await store.save(conversation("a", *BEGINNING))
    (await store.retrieve("a")).update(hello())
    assert len((await store.retrieve("a")).events) == len(BEGINNING)


async def test_the_conversation_longest_silent_is_forgotten_first():
    store = ConversationMemory(DOMAIN, most_conversations=2)
    for sender in ("a", "b", "a", "c"):
        await store.save(conversation(sender, *BEGINNING))
    assert list(await store.keys()) == ["a", "c"]
    assert await store.retrieve("b") is None

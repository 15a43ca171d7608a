"""The tracker store keeps conversations as Rasa's own in-memory store does, and lets go of the oldest."""

from __future__ import annotations

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
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


LISTEN = ActionExecuted("action_listen")


async def talked(store: ConversationMemory, turns: int, form: range = range(0)) -> DialogueStateTracker:
    """Hold a conversation of so many turns, those of ``form`` in a form, the language chosen in the first; return it as it is kept."""
    tracker = conversation("a", *BEGINNING)
    for turn in range(turns):
        tracker.update(hello(f"message {turn}"))
        if turn == 0:
            tracker.update(SlotSet("language", "fr"))
        if turn in (form.start, form.stop):
            tracker.update(ActiveLoop("a_form" if turn in form else None))
        tracker.update(LISTEN)
        await store.save(tracker)
        tracker = await store.retrieve("a")
    return tracker


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_of_a_long_conversation_the_end_is_kept_and_what_is_known_by_then():
    tracker = await talked(ConversationMemory(DOMAIN), 100)
    kept = texts(tracker)
    assert 15 <= len(kept) <= 30
    assert kept == [f"message {turn}" for turn in range(100 - len(kept), 100)]
    assert tracker.get_slot("language") == "fr"
    assert list(tracker.events)[:2] == BEGINNING[:2]
    assert tracker.latest_action_name == "action_listen"


async def test_a_conversation_is_not_cut_inside_a_form():
    tracker = await talked(ConversationMemory(DOMAIN), 40, form=range(5, 45))
    assert texts(tracker)[0] == "message 5"
    assert tracker.active_loop_name == "a_form"


async def test_a_form_that_has_ended_is_cut_away():
    tracker = await talked(ConversationMemory(DOMAIN), 100, form=range(5, 45))
    assert len(texts(tracker)) <= 30
    assert tracker.active_loop_name is None


FORM_DOMAIN = Domain.from_dict({"intents": ["greet"], "forms": {"a_form": {"required_slots": []}}})


async def test_a_half_filled_form_outlives_the_server(tmp_path):
    file = str(tmp_path / "half_filled.db")
    said = [*BEGINNING, hello("12,400"), ActiveLoop("a_form"), BotUttered("and then?", {"custom": {"text": "and then?"}})]
    await ConversationMemory(FORM_DOMAIN, file=file).save(DialogueStateTracker.from_events("a", said, FORM_DOMAIN.slots))
    found = await ConversationMemory(FORM_DOMAIN, file=file).retrieve("a")
    assert found.active_loop_name == "a_form"
    assert [event.as_dict() for event in found.events] == [event.as_dict() for event in said]


@pytest.mark.parametrize("then", [pytest.param([ActiveLoop(None)], id="the form ends"), pytest.param(None, id="it is forgotten")])
async def test_no_form_leaves_nothing_on_disk(tmp_path, then):
    file = tmp_path / "half_filled.db"
    store = ConversationMemory(FORM_DOMAIN, file=str(file))
    said = [*BEGINNING, hello("unmistakable"), ActiveLoop("a_form")]
    for events in (said, [*said, *then] if then else []):
        await store.save(DialogueStateTracker.from_events("a", events, FORM_DOMAIN.slots))
    assert await ConversationMemory(FORM_DOMAIN, file=str(file)).retrieve("a") is None
    assert not any(b"unmistakable" in path.read_bytes() for path in tmp_path.glob("half_filled.db*"))


async def test_only_its_owner_can_read_the_file(tmp_path):
    file = tmp_path / "half_filled.db"
    ConversationMemory(FORM_DOMAIN, file=str(file))
    assert file.stat().st_mode & 0o077 == 0

"""Where the Rasa server keeps the conversations it is in: in its memory, as they are (``tracker_store: type:`` in ``endpoints.yml``).

Rasa's own in-memory store writes each conversation out as JSON after every message and reads it in again for the next, a sixth of
the time of a turn, and never lets go of one. This one keeps the events themselves, and forgets the conversations longest silent. Of a
long conversation it keeps the end, and what is known by then: for every message Rasa goes over all that was said, so that the 300th
would take several times as long as the first.
Messages are with the gateway, not here; what the server alone knows and a person would have to type again, a half-filled form, is also
on disk (``file:``). Several Rasa servers need one of Rasa's stores that they can share.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, get_trackers_for_conversation_sessions

from bot.half_filled import HalfFilled

MOST_CONVERSATIONS = 20_000
_MOST_MESSAGES = 30
"""How many messages of a person a conversation may hold before it is cut."""
_KEPT_MESSAGES = 15
"""How many are left then: more than any action looks back over."""


class ConversationMemory(TrackerStore, SerializedTrackerAsText):
    """Rasa's ``InMemoryTrackerStore`` without the JSON, and bounded. ``file`` is where half-filled forms outlive the server."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        most_conversations: int = MOST_CONVERSATIONS,
        file: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._most = int(most_conversations)
        self._events: OrderedDict[str, list[Event]] = OrderedDict()
        self._half_filled = HalfFilled(Path(file)) if file else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        self._events[tracker.sender_id] = self._recent(tracker)
        self._events.move_to_end(tracker.sender_id)
        while len(self._events) > self._most:
            self._events.popitem(last=False)
        if self._half_filled is not None:
            if tracker.active_loop_name:
                await self._half_filled.put(tracker.sender_id, self.serialise_tracker(tracker))
            else:
                await self._half_filled.drop(tracker.sender_id)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation since it last began, ``None`` when there is none."""
        tracker = await self.retrieve_full_tracker(sender_id)
        if tracker is None or sum(map(_begins, tracker.events)) < 2:
            return tracker
        return get_trackers_for_conversation_sessions(tracker)[-1]

    async def retrieve_full_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        events = self._events.get(sender_id)
        if events is None:
            return await self._from_disk(sender_id)
        # A tracker of its own for each turn: what a turn that fails did to it is not kept.
        tracker: DialogueStateTracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(Dialogue(sender_id, events))
        return tracker

    def _recent(self, tracker: DialogueStateTracker) -> list[Event]:
        """Return a conversation's events; of a long one a new beginning, with what is known by then, and the last messages.

        It is cut outside a form only: Rasa reads from the form's beginning what its later steps mean.
        """
        events = list(tracker.events)
        said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(said) <= _MOST_MESSAGES:
            return events
        before: DialogueStateTracker = self.init_tracker(tracker.sender_id)
        unset = before.current_slot_values()
        cut, known = 0, unset
        for place, event in enumerate(events[: said[-_KEPT_MESSAGES] + 1]):
            if isinstance(event, UserUttered) and before.active_loop_name is None:
                cut, known = place, before.current_slot_values()
            before.update(event)
        if not cut:
            return events
        then = events[cut].timestamp
        slots = [SlotSet(name, value, then) for name, value in known.items() if value != unset[name]]
        beginning = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=then), SessionStarted(then), *slots]
        return [*beginning, ActionExecuted(ACTION_LISTEN_NAME, timestamp=then), *events[cut:]]

    async def _from_disk(self, sender_id: str) -> DialogueStateTracker | None:
        said = await self._half_filled.get(sender_id) if self._half_filled is not None else None
        return None if said is None else self.deserialise_tracker(sender_id, said)

    async def keys(self) -> Iterable[str]:
        return list(self._events)


def _begins(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME

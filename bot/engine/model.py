"""What a turn of the assistant gives back, and the interface that every way of reaching the assistant fulfils."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from bot.errors import BotError
from bot.language import Language


@dataclass(frozen=True)
class Button:
    """A quick reply. Pressing it sends ``says`` as the person's own words: a button holds no command that could be forged."""

    title: str
    says: str
    answer: str | None = None
    """The catalogue id or outcome that the button leads to, where it leads to one."""


@dataclass(frozen=True)
class SourceNote:
    """Where an answer comes from, as told under it."""

    title: str
    url: str
    checked: str
    """ISO date of the last check."""


@dataclass(frozen=True)
class Reply:
    """One message of the bot.

    ``text`` is the small markup of ``docs/content.md`` (paragraphs, bullets, steps, bold, links with https addresses): a channel renders
    it, nothing in it is HTML. ``footer``, in the same markup, is shown under it: sources with their dates, from when the answer holds,
    whether its review is overdue. A channel that shows ``sources`` in its own way shows ``notes``, the rest of the footer, instead.

    ``outcome`` is a catalogue id, or ``clarify``, ``out_of_scope``, ``error`` and the like; ``""`` for a message that is part of another
    (the next question of a form). ``data`` holds what a channel may show better than text (a calculation).
    """

    text: str
    language: Language
    outcome: str = ""
    key: str = ""
    footer: str = ""
    notes: str = ""
    buttons: tuple[Button, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """All that the assistant answered to one message. ``confidence`` is 0 to 1, of the understanding, not of the answer's truth;
    ``inside`` is the probability that the message is on a subject the assistant covers, where that was asked."""

    replies: tuple[Reply, ...]
    confidence: float | None = None
    inside: float | None = None

    @property
    def text(self) -> str:
        """All that the person was told, footers included."""
        return "\n\n".join(part for reply in self.replies for part in (reply.text, reply.footer) if part)

    @property
    def outcome(self) -> str:
        """The catalogue id of what was answered or begun, or ``clarify``, ``out_of_scope`` and the like."""
        return next((reply.outcome for reply in self.replies if reply.outcome), "")


@dataclass(frozen=True)
class Condition:
    """What operators may want to know of an assistant that is ready. Without its ``actions`` (forms, sums) most questions are still
    answered; ``unworded`` counts the replies that became the apology for want of words, since the assistant was started."""

    actions: bool = True
    unworded: int = 0


class EngineUnavailable(BotError):
    """The assistant can't be reached or did not answer in time: keep the message and try again."""

    code = "engine_unavailable"


class Engine(Protocol):
    """The assistant. Turns of one conversation must come one at a time; different conversations may run at once."""

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        """Give the assistant what a person wrote or pressed, and return its answer.

        ``language`` is the person's own choice and wins over what is detected; ``hint`` (the page's or the client's language) only
        decides when nothing else does. ``message`` names the message within its conversation: asked again for the last one it answered,
        the assistant gives the same answer and does nothing anew. Raises ``EngineUnavailable``.
        """

    async def forget(self, conversation: str) -> None:
        """Drop what the assistant remembers of a conversation (slots, forms); the next message starts afresh."""

    async def ready(self) -> bool:
        """Say whether a message would be answered now."""


@runtime_checkable
class Inspected(Protocol):
    """An assistant that knows its condition, as of when it was last asked whether it is ready."""

    condition: Condition

"""What the conversation's services need of storage. ``bot.storage`` fulfils it; nothing here knows a database.

All methods of a ``UnitOfWork`` belong to one transaction and block: they run in a thread, given as one function to ``Database.read`` or
``Database.write``. What a unit of work changed is in ``events`` and is told to watchers only after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.conversation.events import Event
from bot.conversation.model import Choice, Conversation, Message
from bot.language import Language

if TYPE_CHECKING:  # the desk builds on conversations; only the transaction knows both
    from bot.desk.mail.outbox import MailStore
    from bot.desk.presence import ViewerStore
    from bot.desk.reports.store import StatisticsStore
    from bot.desk.rm_number import RmRequestStore
    from bot.desk.silence import TalkStore
    from bot.desk.store import AdvisorStore, AttachmentStore, CaseStore, IntakeStore

T = TypeVar("T")


class TurnState(str, Enum):
    """What became of a message the bot was to answer."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHHELD = "withheld"
    """An advisor took over (or was asked for) before the answer was stored: the advisor answers."""
    DROPPED = "dropped"
    """The person started over before it was answered."""
    FAILED = "failed"
    """The assistant failed on it for good; the person got the apology."""


@dataclass(frozen=True)
class Ask:
    """The oldest unanswered message of a conversation: what to give the assistant."""

    conversation: str
    number: int
    text: str
    chosen: Language | None
    hint: Language
    asked_at: datetime


@dataclass(frozen=True)
class OpenTurn:
    """A message that the bot has still to answer; ``says`` is what the assistant is given."""

    number: int
    says: str
    asked_at: datetime


@dataclass(frozen=True)
class Forget:
    """The assistant has to drop what it remembers of this conversation before it hears anything more of it."""

    conversation: str


@dataclass(frozen=True)
class Verdict:
    """What a person said of an answer or a hand-off; ``comment`` may be empty."""

    helpful: bool
    comment: str
    at: datetime


class ConversationStore(Protocol):
    def add(self, conversation: Conversation) -> None: ...

    def get(self, conversation: str, *, lock: bool = False) -> Conversation:
        """Return a conversation; ``lock`` holds it until the end of the transaction. Raises ``ConversationGone``."""

    def save(self, conversation: Conversation) -> None:
        """Write it and the changes of owner. Raises ``ConversationChanged`` when it was written since it was read."""

    def delete(self, conversation: str) -> bool:
        """Delete it with its messages, buttons, turns, changes of owner and verdicts; say whether it was there."""

    def idle_since(self, before: datetime, limit: int) -> Sequence[str]: ...

    def queue_position(self, conversation: Conversation) -> int:
        """Return the place, from 1, among all who wait for an advisor."""


class MessageStore(Protocol):
    def add(self, message: Message) -> None: ...

    def number_of(self, conversation: str, client_id: str) -> int | None:
        """Return the number under which a client's message is already stored."""

    def after(self, conversation: str, number: int) -> Sequence[Message]:
        """Return the messages above ``number``, in order; of a conversation without end, the newest."""

    def choice(self, conversation: str, choice: str) -> Choice | None: ...


class TurnStore(Protocol):
    def open(self, conversation: str, number: int, at: datetime) -> None: ...

    def is_behind(self, conversation: str) -> bool:
        """Say whether the bot has anything to do here, be it to answer or to forget."""

    def any_open(self, conversation: str) -> bool: ...

    def must_forget(self, conversation: str) -> bool: ...

    def oldest(self, conversation: str) -> OpenTurn | None: ...

    def close(self, conversation: str, number: int, state: TurnState, at: datetime) -> bool:
        """Close an open turn; ``False`` when it no longer was open, and then nothing may be answered."""

    def close_open(self, conversation: str, state: TurnState, at: datetime) -> int:
        """Close all open turns, since nobody waits for the bot's answer any more; return how many there were."""

    def release_all(self, holder: str) -> None:
        """Give up what an earlier process of this name held when it died."""

    def to_do(self, now: datetime, holder: str) -> Sequence[str]:
        """Return the conversations with something to do that no gateway but ``holder`` is at work on."""

    def have_forgotten(self, conversation: str, at: datetime) -> None:
        """Ask that the assistant forget the conversation."""

    def forgotten(self, conversation: str) -> None: ...


class FeedbackStore(Protocol):
    def put(self, conversation: str, number: int, helpful: bool, comment: str, at: datetime) -> None:
        """Store a verdict on an answer or on a hand-off, replacing an earlier one.

        Raises ``UnknownMessage`` when it is neither a bot's message nor the notice that ends a hand-off.
        """

    def of(self, conversation: str) -> Mapping[int, Verdict]:
        """Return all verdicts by the number of the message they are on."""


class AuditStore(Protocol):
    def record(self, event: str, at: datetime, *, conversation: str | None, actor: str, **details: str | int) -> None:
        """Note what was done, by whom and when; never a person's words."""

    def delete_before(self, before: datetime) -> int: ...

    def bot_messages_after_claim(self) -> int:
        """Count, from the record alone, the bot's messages stored while an advisor had the conversation. It has to be 0."""


class ReportStore(Protocol):
    def add(self, at: datetime, fields: Mapping[str, str]) -> None: ...

    def count(self) -> int: ...

    def delete_before(self, before: datetime) -> int: ...


class LeaseStore(Protocol):
    """Work that one of several gateways does at a time. A lease runs out when its holder dies; clocks have to agree to a few seconds."""

    def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take a lease, or renew our own; ``False`` while another gateway's still runs. Whoever else asks waits for our commit."""

    def give_up(self, name: str, holder: str) -> None: ...

    def give_up_all(self, beginning: str, holder: str) -> None:
        """Give up all of a gateway's leases whose names begin so."""

    def forget_before(self, before: datetime) -> None:
        """Drop leases that ran out long ago and that nobody took again."""


class UnitOfWork(Protocol):
    @property
    def conversations(self) -> ConversationStore: ...
    @property
    def messages(self) -> MessageStore: ...
    @property
    def turns(self) -> TurnStore: ...
    @property
    def feedback(self) -> FeedbackStore: ...
    @property
    def audit(self) -> AuditStore: ...
    @property
    def reports(self) -> ReportStore: ...
    @property
    def cases(self) -> CaseStore: ...
    @property
    def advisors(self) -> AdvisorStore: ...
    @property
    def intakes(self) -> IntakeStore: ...
    @property
    def rm_requests(self) -> RmRequestStore: ...
    @property
    def talks(self) -> TalkStore: ...
    @property
    def leases(self) -> LeaseStore: ...
    @property
    def attachments(self) -> AttachmentStore: ...
    @property
    def statistics(self) -> StatisticsStore: ...
    @property
    def mails(self) -> MailStore: ...
    @property
    def viewers(self) -> ViewerStore: ...
    @property
    def events(self) -> list[tuple[str, Event]]:
        """What to tell watchers once the transaction is committed: the conversation and the event."""


class Database(Protocol):
    """Runs units of work off the event loop. Both raise ``StorageUnavailable`` and whatever ``work`` raises, which undoes the write."""

    async def read(self, work: Callable[[UnitOfWork], T]) -> T: ...

    async def write(self, work: Callable[[UnitOfWork], T]) -> tuple[T, list[tuple[str, Event]]]: ...

    async def check(self) -> None:
        """Make sure that what people say can be stored now. Raises ``StorageUnavailable``."""

"""A case and the advisors who work on it. Every step is a method that refuses what isn't open; storage makes it true for two at once.

Who speaks in the conversation is the conversation's own affair (``bot.conversation.model.Owner``): a case may stay with its advisor, for
a call-back, while the bot has the conversation again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.conversation.errors import AlreadyClaimed
from bot.conversation.model import Advisor as Speaker
from bot.desk.errors import CaseClosed, NotYourCase
from bot.desk.shipment import Shipment
from bot.language import Language


class Role(str, Enum):
    """What someone may do in the console: work on cases; edit content; both, and look after the others' access."""

    ADVISOR = "advisor"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def works_on_cases(self) -> bool:
        return self is not Role.EDITOR

    @property
    def edits_content(self) -> bool:
        return self is not Role.ADVISOR

    @property
    def manages_advisors(self) -> bool:
        return self is Role.ADMIN


class Status(str, Enum):
    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


class Urgency(str, Enum):
    """``URGENT``: goods are held at the border, every hour costs."""

    URGENT = "urgent"
    NORMAL = "normal"

    @property
    def rank(self) -> int:
        """Return the place in the queue, the lowest first."""
        return 0 if self is Urgency.URGENT else 1


class Mode(str, Enum):
    """How the person is to be answered: in the chat they are waiting in, or by a call or an e-mail."""

    LIVE = "live"
    CALL_BACK = "call_back"


class Outcome(str, Enum):
    """How a case ended."""

    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    FORWARDED = "forwarded"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Facts:
    """What the person told about themselves; an empty text is what they skipped. ``province`` is a two-letter code."""

    name: str = ""
    business: str = ""
    phone: str = ""
    email: str = ""
    province: str = ""
    best_time: str = ""

    @property
    def contact(self) -> str:
        """Return how the person can be reached, empty when they told neither way."""
        return ", ".join(way for way in (self.phone, self.email) if way)


@dataclass
class Case:
    """One person's matter before the desk. ``consented_at`` is when they agreed to be passed on; ``calls`` counts calls without answer.

    ``revision`` is storage's: a write based on an old reading is refused.
    """

    reference: str
    conversation: str
    channel: str
    language: Language
    opened_at: datetime
    consented_at: datetime
    topic: str = ""
    urgency: Urgency = Urgency.NORMAL
    mode: Mode = Mode.LIVE
    facts: Facts = field(default_factory=Facts)
    shipment: Shipment | None = None
    status: Status = Status.OPEN
    advisor: Speaker | None = None
    claimed_at: datetime | None = None
    resolved_at: datetime | None = None
    outcome: Outcome | None = None
    calls: int = 0
    revision: int = 0

    @property
    def rank(self) -> int:
        """Return the place in the queue, the lowest first: perishable goods come before all else."""
        return -1 if self.shipment is not None and self.shipment.perishable else self.urgency.rank

    def claim(self, advisor: Speaker, at: datetime) -> None:
        """Give the case to an advisor; claiming twice is harmless. Raises ``CaseClosed``, and ``AlreadyClaimed`` with the other's name."""
        self._require_open()
        if self.advisor is not None and self.advisor.id != advisor.id:
            raise AlreadyClaimed(advisor=self.advisor.name)
        if self.status is Status.OPEN:
            self.status, self.advisor, self.claimed_at = Status.CLAIMED, advisor, at

    def put_back(self) -> None:
        """Back in line without its advisor, who no longer answers. Raises ``CaseClosed``."""
        self._require_open()
        self.status, self.advisor, self.claimed_at = Status.OPEN, None, None

    def await_call(self) -> None:
        """The person no longer waits in the chat: they are to be called or written to. Raises ``CaseClosed``."""
        self._require_open()
        self.mode = Mode.CALL_BACK

    def transfer(self, to: Speaker, *, by: str) -> None:
        """Pass the case on to another advisor. Raises ``CaseClosed``, ``NotYourCase``."""
        self.require_holder(by)
        self.advisor = to

    def resolve(self, outcome: Outcome, at: datetime, *, by: str) -> None:
        """End the case. Raises ``CaseClosed``, ``NotYourCase``."""
        self.require_holder(by)
        self.status, self.outcome, self.resolved_at = Status.RESOLVED, outcome, at

    def called(self, reached: bool, at: datetime, *, by: str) -> None:
        """Note a call: reaching the person ends the case, not reaching them is counted. Raises ``CaseClosed``, ``NotYourCase``."""
        self.require_holder(by)
        if reached:
            self.resolve(Outcome.CALLED_BACK, at, by=by)
        else:
            self.calls += 1

    def require_holder(self, advisor: str) -> None:
        """Raises ``CaseClosed`` for a resolved case and ``NotYourCase`` unless ``advisor`` (an id) has it."""
        self._require_open()
        if self.advisor is None or self.advisor.id != advisor:
            raise NotYourCase(advisor=self.advisor.name if self.advisor else "")

    def waited_seconds(self, now: datetime) -> int:
        """Return how long the person waited for an advisor, or has been waiting."""
        return max(0, int(((self.claimed_at or now) - self.opened_at).total_seconds()))

    def _require_open(self) -> None:
        if self.status is Status.RESOLVED:
            raise CaseClosed()


@dataclass(frozen=True)
class Note:
    """What an advisor writes for the other advisors. It is no message and has no number in a conversation: nothing can send it."""

    case: str
    author: str
    text: str
    at: datetime


@dataclass
class Advisor:
    """Someone who may sign in to the console. ``failures`` counts wrong passwords in a row, ``locked_until`` ends a lock-out."""

    id: str
    name: str
    email: str
    role: Role
    password: str = field(repr=False)
    language: Language = Language.EN
    active: bool = True
    failures: int = 0
    locked_until: datetime | None = None
    seen_at: datetime | None = None

    @property
    def takes_cases(self) -> bool:
        """Whether cases can be theirs: they have access, and a role that works on cases."""
        return self.active and self.role.works_on_cases

    @property
    def speaker(self) -> Speaker:
        """The advisor as the conversation knows them."""
        return Speaker(self.id, self.name)

"""What the desk needs of storage; ``bot.storage.desk`` fulfils it. All of it belongs to the transaction of a ``UnitOfWork``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.model import Advisor as Speaker
from bot.conversation.model import Owner
from bot.desk.intake import Intake
from bot.desk.model import Advisor, Case, Note
from bot.desk.picture import Picture

QUEUE = "desk"
"""Under this name watchers of ``Hub`` hear that the queue changed; no conversation's id is that short."""


def page_of(case: str) -> str:
    """Return the name under which watchers of ``Hub`` hear of a case what its conversation's don't: who looks at it."""
    return f"case:{case}"


@dataclass(frozen=True)
class Waiting:
    """A case as the queue shows it: with who speaks in its conversation, and when that last had a message."""

    case: Case
    owner: Owner
    active_at: datetime


@dataclass(frozen=True)
class Told:
    """A case that an advisor may have to be told of: one nobody has, or (``mine``) one that is theirs."""

    reference: str
    urgent: bool
    mine: bool


@dataclass(frozen=True)
class QueueNews:
    """What any page of the console tells of the queue: how many cases nobody has, and which, with the advisor's own; newest first."""

    waiting: int
    cases: Sequence[Told]


@dataclass(frozen=True)
class Session:
    """A sign-in: ``key`` is the hash of the cookie's token, so that reading the database opens no session."""

    key: str
    advisor: str
    csrf: str
    ends_at: datetime


class CaseStore(Protocol):
    def add(self, case: Case) -> None: ...

    def get(self, reference: str) -> Case:
        """Raises ``UnknownCase``."""

    def claim(self, reference: str, advisor: Speaker, at: datetime) -> bool:
        """Give an unclaimed case to an advisor, in one conditional statement; ``False`` when somebody has it or it is closed."""

    def save(self, case: Case) -> None:
        """Raises ``CaseChanged`` when it was written since it was read."""

    def unresolved_of(self, conversation: str) -> Case | None: ...

    def queue(self, limit: int) -> Sequence[Waiting]:
        """Return the unresolved cases: urgent first, then by wait."""

    def news(self, advisor: str, limit: int) -> QueueNews: ...

    def ended_before(self, case: Case) -> datetime | None:
        """Return when the conversation's case before this one was closed; ``None`` for its first one."""

    def taken(self, reference: str) -> bool: ...

    def add_note(self, note: Note) -> None: ...

    def notes(self, reference: str) -> Sequence[Note]: ...


class AdvisorStore(Protocol):
    def add(self, advisor: Advisor) -> None:
        """Raises ``EmailTaken``."""

    def get(self, advisor: str, *, lock: bool = False) -> Advisor:
        """Raises ``UnknownAdvisor``."""

    def by_email(self, email: str, *, lock: bool = False) -> Advisor | None: ...

    def save(self, advisor: Advisor) -> None: ...

    def all(self) -> Sequence[Advisor]: ...

    def anyone_seen_since(self, since: datetime) -> bool:
        """Say whether an advisor who works on cases looked at the console since."""

    def seen(self, advisor: str, at: datetime) -> None: ...

    def open_session(self, session: Session) -> None: ...

    def session(self, key: str) -> Session | None: ...

    def end_session(self, key: str) -> None: ...

    def end_sessions_of(self, advisor: str) -> None: ...

    def end_sessions_before(self, at: datetime) -> None: ...


class IntakeStore(Protocol):
    def any(self, conversation: str) -> bool:
        """Say whether questions of any kind are under way."""

    def get(self, conversation: str) -> Intake | None: ...

    def put(self, conversation: str, intake: Intake, at: datetime) -> None: ...

    def remove(self, conversation: str) -> None:
        """End the questions that are under way, of any kind."""


class AttachmentStore(Protocol):
    """Pictures that people sent; they go with their conversation."""

    def add(self, conversation: str, picture: Picture, at: datetime) -> None: ...

    def get(self, conversation: str, picture: str) -> Picture | None:
        """Return a picture of this conversation by its id; ``None`` for another's."""

    def of(self, conversation: str) -> Sequence[Picture]:
        """Return all pictures of a conversation, the oldest first."""

    def count(self, conversation: str) -> int: ...

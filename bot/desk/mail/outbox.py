"""What advisors are written about, and the rows that say so. The words are made when a mail is sent (``letter``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.desk.model import Advisor, Case, Status
from bot.language import Language

if TYPE_CHECKING:
    from bot.conversation.store import UnitOfWork

OUTBOX = "mails"
"""Under this name watchers of ``Hub`` hear that a mail was written; no conversation's id is that short."""


class MailKind(str, Enum):
    OPENED = "opened"
    WAITED = "waited"
    """Nobody was free: the bot has the chat again, and the person is to be called back."""
    RETURNED = "returned"
    """The case is back in the queue, without its advisor."""
    TRANSFERRED = "transferred"


@dataclass(frozen=True)
class Mail:
    """One advisor's mail. ``tries`` counts how often sending it was begun."""

    id: int
    recipient: str
    language: Language
    kind: MailKind
    case: str
    at: datetime
    tries: int = 0


class MailStore(Protocol):
    def add(self, kind: MailKind, case: str, recipients: Iterable[Advisor], at: datetime) -> None:
        """Write a mail for each recipient, due at once."""

    def due(self, now: datetime, limit: int) -> Sequence[Mail]: ...

    def take(self, mail: Mail, now: datetime, until: datetime) -> bool:
        """Have ``mail`` to oneself until then; ``False`` when another gateway was first. It counts as a try."""

    def sent(self, mail: Mail, at: datetime) -> None: ...

    def postpone(self, mail: Mail, due_at: datetime, fault: str) -> None: ...

    def give_up(self, mail: Mail, fault: str) -> None: ...


def tell_everyone(unit: UnitOfWork, kind: MailKind, case: Case, now: datetime) -> None:
    """Write to all who work on cases, in the transaction of what happened."""
    unit.mails.add(kind, case.reference, [advisor for advisor in unit.advisors.all() if advisor.takes_cases], now)


def tell(unit: UnitOfWork, advisor: Advisor, kind: MailKind, case: Case, now: datetime) -> None:
    """Write to one advisor."""
    unit.mails.add(kind, case.reference, [advisor] if advisor.takes_cases else [], now)


def still_matters(mail: Mail, case: Case, recipient: Advisor | None) -> bool:
    """Say whether a mail that waited is still news: not to somebody without access, nor of a case that others have taken up meanwhile."""
    if recipient is None or not recipient.takes_cases:
        return False
    if mail.kind is MailKind.TRANSFERRED:
        return case.status is Status.CLAIMED and case.advisor is not None and case.advisor.id == recipient.id
    return case.status is Status.OPEN

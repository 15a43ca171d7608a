"""A conversation, its messages and its owner. Standard library only: storage, channels and the desk build on these.

The owner says whether the bot may speak, and it is kept here rather than in Rasa: a paused Rasa tracker un-pauses itself with a
new session or a typed ``/restart``. Every change of owner goes through a method of ``Conversation`` that refuses what isn't open,
and leaves an ``OwnerChange`` that storage keeps, so that silence after a claim can be proved from the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.conversation.errors import AlreadyClaimed, OwnerForbids
from bot.language import Language


class Owner(str, Enum):
    """Who answers the person: the bot, nobody yet (an advisor was asked for), or an advisor."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"


class Author(str, Enum):
    """Who wrote a message. ``SYSTEM`` is the gateway itself: a notice that is nobody's answer."""

    PERSON = "person"
    BOT = "bot"
    ADVISOR = "advisor"
    SYSTEM = "system"


class Kind(str, Enum):
    """What a message is: words, a pressed button, an answer, or a notice of the gateway."""

    TEXT = "text"
    BUTTON = "button"
    ANSWER = "answer"
    NOTICE = "notice"


FOR_ADVISORS = "telegram_blocked"
"""Outcome of the one notice that advisors see and the person doesn't: that they can no longer be reached."""

HAND_OFF = "hand_off"
"""In the ``data`` of the notice that an advisor has finished: the case it was about. Its person may say whether the advisor helped."""


@dataclass(frozen=True)
class Advisor:
    """A CFIB Business Advisor as the conversation knows them: an id of the desk and the name shown to the person."""

    id: str
    name: str


@dataclass(frozen=True)
class Choice:
    """A quick reply under a message. Its ``id`` is random and kept by us; ``says`` never leaves the gateway."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Source:
    """Where an answer comes from; ``checked`` is the ISO date of the last check."""

    title: str
    url: str
    checked: str


@dataclass(frozen=True)
class Message:
    """One message, numbered from 1 within its conversation. ``text`` is the small markup; nothing in it is HTML.

    ``says`` is what the assistant is given when that isn't ``text`` (a pressed button shows its title). ``reply_to`` is the
    number of the person's message that an answer belongs to. ``helpful`` is the person's own verdict on an answer or a hand-off.
    """

    conversation: str
    number: int
    author: Author
    kind: Kind
    at: datetime
    language: Language
    text: str
    client_id: str | None = None
    says: str | None = None
    reply_to: int | None = None
    outcome: str = ""
    key: str = ""
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    advisor: str | None = None
    helpful: bool | None = None

    @property
    def is_for_advisors(self) -> bool:
        return self.author is Author.SYSTEM and self.outcome == FOR_ADVISORS

    @property
    def ends_hand_off(self) -> bool:
        return ends_hand_off(self.author, self.data)


def ends_hand_off(author: Author, data: Mapping[str, Any]) -> bool:
    """Say whether a message tells that an advisor has finished, so that it stands for the whole hand-off when it is rated."""
    return author is Author.SYSTEM and HAND_OFF in data


@dataclass(frozen=True)
class OwnerChange:
    """The owner became ``owner`` after message ``number``; ``actor`` is ``person``, ``bot`` or an advisor's id."""

    owner: Owner
    number: int
    actor: str
    at: datetime


@dataclass(frozen=True)
class TurnLease:
    """Which gateway is at work on a conversation's turn, and until when its word is taken for it."""

    holder: str
    until: datetime


@dataclass
class Conversation:
    """One person's thread on one channel.

    ``chosen`` is the language the person picked and wins over all; ``hint`` is the page's or the client's; ``language`` is the one in use.
    ``revision`` is storage's: it counts writes, so that a write based on an old reading is refused.
    """

    id: str
    channel: str
    hint: Language
    started_at: datetime
    active_at: datetime
    language: Language
    chosen: Language | None = None
    owner: Owner = Owner.BOT
    advisor: Advisor | None = None
    waiting_since: datetime | None = None
    last_number: int = 0
    visible_from: int = 1
    told_of_outage: bool = False
    turn: TurnLease | None = None
    revision: int = 0
    owner_changes: list[OwnerChange] = field(default_factory=list, repr=False)

    def add(self, author: Author, kind: Kind, text: str, at: datetime, **details: Any) -> Message:
        """Return the conversation's next message, numbered; its language is the conversation's unless ``language`` is given."""
        self.last_number += 1
        self.active_at = at
        details.setdefault("language", self.language)
        return Message(conversation=self.id, number=self.last_number, author=author, kind=kind, at=at, text=text, **details)

    def take_turn(self, lease: TurnLease, now: datetime) -> bool:
        """Have a gateway answer here, unless another one is at it and its lease has not run out."""
        if self.turn is not None and self.turn.holder != lease.holder and self.turn.until >= now:
            return False
        self.turn = lease
        return True

    def release_turn(self, holder: str) -> None:
        """End a gateway's lease; another's stays."""
        if self.turn is not None and self.turn.holder == holder:
            self.turn = None

    def choose(self, language: Language) -> None:
        self.chosen = self.language = language

    def heard_in(self, language: Language) -> None:
        """Follow the language the assistant answered in, unless the person has chosen one."""
        if self.chosen is None:
            self.language = language

    def ask_for_advisor(self, at: datetime, *, actor: str = "person") -> None:
        """From the bot to waiting. Raises ``OwnerForbids`` when the bot doesn't have the conversation."""
        self._require("ask_for_advisor", Owner.BOT)
        self.waiting_since = at
        self._pass_to(Owner.WAITING, None, actor, at)

    def withdraw(self, at: datetime, *, actor: str = "person") -> None:
        """From waiting back to the bot: the person no longer wants to wait."""
        self._require("withdraw", Owner.WAITING)
        self._pass_to(Owner.BOT, None, actor, at)

    def claim(self, advisor: Advisor, at: datetime) -> None:
        """To an advisor, from waiting or straight from the bot (an advisor's first words claim). Claiming twice is harmless.

        Raises ``AlreadyClaimed`` when another advisor has it.
        """
        if self.advisor is not None and self.advisor.id != advisor.id:
            raise AlreadyClaimed(advisor=self.advisor.name)
        if self.owner is not Owner.HUMAN:
            self._pass_to(Owner.HUMAN, advisor, advisor.id, at)

    def transfer(self, to: Advisor, at: datetime, *, actor: str) -> None:
        """From one advisor to another, without the bot speaking in between."""
        self._require("transfer", Owner.HUMAN)
        self._pass_to(Owner.HUMAN, to, actor, at)

    def hand_back(self, at: datetime, *, actor: str) -> None:
        """From an advisor to the bot."""
        self._require("hand_back", Owner.HUMAN)
        self._pass_to(Owner.BOT, None, actor, at)

    def _require(self, step: str, owner: Owner) -> None:
        if self.owner is not owner:
            raise OwnerForbids(step=step, owner=self.owner.value)

    def _pass_to(self, owner: Owner, advisor: Advisor | None, actor: str, at: datetime) -> None:
        self.owner, self.advisor = owner, advisor
        if owner is not Owner.WAITING:
            self.waiting_since = None
        self.active_at = at
        self.owner_changes.append(OwnerChange(owner, self.last_number, actor, at))

"""What a person can do with their conversation, whatever the channel: speak, choose a language, rate, start over, delete, read.

A message is stored before anything is done about it, under the number it keeps for ever; ``Turns`` answers it afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.conversation.attending import Attendant, NoAttendant
from bot.conversation.errors import UnknownButton, WithAdvisor
from bot.conversation.ledger import Ledger
from bot.conversation.model import Author, Conversation, Kind, Message, Owner
from bot.conversation.ownership import settle
from bot.conversation.store import Ask, TurnState, UnitOfWork
from bot.conversation.text import FindIdentifiers, clean, masked
from bot.conversation.wording import Wording
from bot.language import Language

TEXT_LIMIT = 2_000
COMMENT_LIMIT = 1_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Heard:
    """Under which number a message is stored; ``fresh`` is false when it was there already."""

    number: int
    fresh: bool


@dataclass(frozen=True)
class Attached:
    """What comes with a message: ``text`` stands for it where the person wrote nothing, ``says`` is given to the assistant."""

    text: str
    says: str
    data: Mapping[str, Any]


Attach = Callable[[UnitOfWork, Conversation, datetime], Attached]
"""Keeps what comes with a message, in the message's transaction; what it raises undoes both."""


@dataclass(frozen=True)
class Thread:
    """A conversation as its person sees it. ``queue_position`` is given while they wait for an advisor."""

    conversation: Conversation
    messages: Sequence[Message]
    queue_position: int | None


class Answering(Protocol):
    """Who has the bot answer: ``bot.conversation.turns.Turns``."""

    def open(self, unit: UnitOfWork, conversation: Conversation, message: Message) -> Ask | None: ...

    def wake(self, conversation: str, taken: Ask | None = None) -> None: ...


class Conversations:
    """The conversation's service. ``answering`` is told of each conversation in which the bot has something to do; ``attendant``
    hears each message first."""

    def __init__(
        self,
        ledger: Ledger,
        wording: Wording,
        find_identifiers: FindIdentifiers,
        clock: Callable[[], datetime],
        answering: Answering,
        attendant: Attendant | None = None,
    ) -> None:
        self._attendant = attendant or NoAttendant()
        self._ledger, self._wording, self._find, self._clock, self._answering = ledger, wording, find_identifiers, clock, answering

    async def start(self, channel: str, hint: Language) -> Conversation:
        now = self._clock()
        conversation = Conversation(secrets.token_urlsafe(18), channel, hint, started_at=now, active_at=now, language=hint)
        await self._ledger.write(lambda unit: unit.conversations.add(conversation))
        log.info("conversation.started", channel=channel, language=hint.value)
        return conversation

    async def get(self, conversation: str) -> Conversation:
        """Return a conversation without its messages. Raises ``ConversationGone``."""
        return await self._ledger.read(lambda unit: unit.conversations.get(conversation))

    async def thread(self, conversation: str, *, after: int = 0, whole: bool = False) -> Thread:
        """Return what came after message ``after``: since the person last started over, or of the ``whole`` conversation.

        Raises ``ConversationGone``.
        """

        def work(unit: UnitOfWork) -> Thread:
            found = unit.conversations.get(conversation)
            seen = min(after, found.last_number)  # no database takes a number of any size
            since = unit.messages.after(conversation, seen if whole else max(seen, found.visible_from - 1))
            messages = [message for message in since if not message.is_for_advisors]
            position = unit.conversations.queue_position(found) if found.owner is Owner.WAITING else None
            return Thread(found, messages, position)

        return await self._ledger.read(work)

    async def hear(
        self, conversation: str, client_id: str, *, text: str | None = None, button: str | None = None, attach: Attach | None = None
    ) -> Heard:
        """Store what a person wrote or pressed and have it answered. The same ``client_id`` again changes nothing.

        With ``attach`` the text may be empty. Raises ``EmptyText``, ``TextTooLong``, ``UnknownButton``, ``ConversationGone``,
        ``StorageUnavailable``, and what ``attach`` raises.
        """
        wordless = button is not None or (attach is not None and not (text or "").strip())
        written = None if wordless else clean(text or "", limit=TEXT_LIMIT)
        now = self._clock()

        def work(unit: UnitOfWork) -> tuple[Heard, Ask | None]:
            found = unit.conversations.get(conversation, lock=True)
            known = unit.messages.number_of(conversation, client_id)
            if known is not None:
                return Heard(known, fresh=False), None
            if button is not None:
                message = self._pressed(unit, found, button, client_id, now)
            else:
                attached = attach(unit, found, now) if attach else None
                message = self._written(unit, found, written or "", client_id, now, attached)
            before = found.owner
            attended = self._attendant.attends(unit, found, message, now)
            settle(unit, found, before, now)
            unanswered = found.owner is Owner.BOT and not attended
            taken = self._answering.open(unit, found, message) if unanswered else None
            unit.conversations.save(found)
            return Heard(message.number, fresh=True), taken

        heard, taken = await self._ledger.write(work)
        self._answering.wake(conversation, taken)
        return heard

    async def choose_language(self, conversation: str, language: Language) -> int | None:
        """Hold the conversation in a language, and have the assistant say again in it what it said last.

        It is asked for that in the person's name, as if they had pressed a button, where it has the conversation and something was said
        in the other language: the number of that message is returned. While an advisor has the conversation, or is awaited, only the
        setting changes.
        """
        now = self._clock()

        def work(unit: UnitOfWork) -> tuple[int | None, Ask | None]:
            found = unit.conversations.get(conversation, lock=True)
            repeat = found.language is not language and found.owner is Owner.BOT and _person_spoke(unit, found)
            found.choose(language)
            if not repeat:
                unit.conversations.save(found)
                return None, None
            message = found.add(Author.PERSON, Kind.BUTTON, self._wording.say("notices.language_request", language), now)
            unit.messages.add(message)
            taken = self._answering.open(unit, found, message)
            unit.conversations.save(found)
            return message.number, taken

        asked, taken = await self._ledger.write(work)
        if asked is not None:
            self._answering.wake(conversation, taken)
        return asked

    async def rate(self, conversation: str, number: int, helpful: bool, comment: str = "") -> None:
        """Store the person's verdict on an answer or a hand-off; a later one replaces it. Raises ``UnknownMessage``, ``TextTooLong``."""
        said = clean(comment, limit=COMMENT_LIMIT) if comment.strip() else ""
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            found = unit.conversations.get(conversation)
            hidden = masked(said, self._find, self._wording.group("masks", found.language))
            unit.feedback.put(conversation, number, helpful, hidden.text, now)

        await self._ledger.write(work)

    async def start_over(self, conversation: str) -> None:
        """Begin afresh: what came before is no longer shown, the assistant forgets it, unanswered messages are dropped.

        Raises ``WithAdvisor`` unless the bot has the conversation: starting over must never bring the bot back.
        """
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            found = unit.conversations.get(conversation, lock=True)
            if found.owner is not Owner.BOT:
                raise WithAdvisor()
            unit.turns.close_open(conversation, TurnState.DROPPED, now)
            notice = found.add(Author.SYSTEM, Kind.NOTICE, self._wording.say("notices.restart", found.language), now, outcome="restart")
            unit.messages.add(notice)
            found.visible_from, found.told_of_outage = notice.number, False
            unit.conversations.save(found)
            unit.turns.have_forgotten(conversation, now)
            unit.audit.record("conversation.started_over", now, conversation=conversation, actor="person")

        await self._ledger.write(work)
        self._answering.wake(conversation)

    async def delete(self, conversation: str, *, actor: str = "person") -> bool:
        """Delete a conversation and all that was said in it, here and in the assistant; say whether it was there."""
        now = self._clock()

        def work(unit: UnitOfWork) -> bool:
            if not unit.conversations.delete(conversation):
                return False
            unit.turns.have_forgotten(conversation, now)
            unit.audit.record("conversation.deleted", now, conversation=conversation, actor=actor)
            return True

        gone = await self._ledger.write(work)
        self._answering.wake(conversation)
        return gone

    def _pressed(self, unit: UnitOfWork, found: Conversation, button: str, client_id: str, now: datetime) -> Message:
        choice = unit.messages.choice(found.id, button)
        if choice is None:
            raise UnknownButton()
        message = found.add(Author.PERSON, Kind.BUTTON, choice.title, now, client_id=client_id, says=choice.says)
        unit.messages.add(message)
        return message

    def _written(
        self, unit: UnitOfWork, found: Conversation, text: str, client_id: str, now: datetime, attached: Attached | None = None
    ) -> Message:
        masks = self._wording.group("masks", found.language)
        hidden = masked(text, self._find, masks)
        if hidden.kinds and (expected := self._attendant.expects(unit, found)):
            hidden = masked(text, self._find, masks, expected)
        with_it = {"says": attached.says, "data": attached.data} if attached else {}
        words = hidden.text if text or attached is None else attached.text
        message = found.add(Author.PERSON, Kind.TEXT, words, now, client_id=client_id, **with_it)
        unit.messages.add(message)
        if hidden.kinds:
            names = self._wording.group("identifiers", found.language)
            listed = ", ".join(names.get(kind, names["other"]) for kind in hidden.kinds)
            words = self._wording.say("notices.masked", found.language, identifiers=listed)
            unit.messages.add(found.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome="masked"))
            log.info("conversation.identifiers_masked", kinds=list(hidden.kinds))
        return message


def _person_spoke(unit: UnitOfWork, conversation: Conversation) -> bool:
    """Say whether the person has said anything since they last started over."""
    return any(message.author is Author.PERSON for message in unit.messages.after(conversation.id, conversation.visible_from - 1))

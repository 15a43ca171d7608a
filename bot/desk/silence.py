"""Advisors who fall silent. The person is told once and can wait, call, or go back to the assistant (``attendant``).

The notice is the desk's: from the claim to the hand-back the bot says nothing. A case whose advisor is gone, or lost their access, goes
back in line, so that another can claim it and take over the conversation with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.conversation.errors import ConversationGone
from bot.conversation.ledger import Ledger
from bot.conversation.model import Advisor as Speaker
from bot.conversation.model import Author, Choice, Kind
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.mail.outbox import MailKind, tell_everyone
from bot.desk.model import Advisor, Case
from bot.desk.phones import Phones
from bot.desk.service import QUEUE_LIMIT

SILENT_AFTER = timedelta(minutes=5)
GONE_AFTER = timedelta(minutes=10)
AWAY = "advisor_away"
"""Outcome of the notice."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Talk:
    """What an advisor has said since they have had a conversation, and what they left unanswered.

    ``asked_at`` is when the person wrote the first message that the advisor's last words don't answer; ``told``, whether the person was
    told of this silence.
    """

    conversation: str
    advisor: Speaker
    held_since: datetime
    spoke_at: datetime | None = None
    asked_at: datetime | None = None
    told: bool = False


class TalkStore(Protocol):
    def all(self) -> Sequence[Talk]:
        """Return the conversations that advisors have."""

    def of(self, conversation: str) -> Talk | None:
        """Return ``None`` for a conversation that no advisor has."""

    def advisors_spoke(self, conversation: str) -> bool:
        """Say whether an advisor, this one or one before them, said anything since the conversation is with advisors."""


def is_gone(talk: Talk, advisor: Advisor | None, now: datetime) -> bool:
    """Say whether the advisor lost their access, or neither spoke nor looked at the console for ten minutes."""
    seen = [talk.held_since, talk.spoke_at, advisor.seen_at if advisor else None]
    return (advisor is not None and not advisor.active) or now - max(at for at in seen if at) >= GONE_AFTER


def is_left_alone(talk: Talk, advisor: Advisor | None, now: datetime) -> bool:
    """Say whether the person is to be told: who joined and said nothing leaves them alone as well as who doesn't answer."""
    waiting_since = talk.asked_at if talk.spoke_at else talk.held_since
    unanswered = waiting_since is not None and now - waiting_since >= SILENT_AFTER
    return not talk.told and (unanswered or is_gone(talk, advisor, now))


class Silence:
    """A chore of the gateway, to be done every half minute or so."""

    def __init__(self, ledger: Ledger, wording: Wording, clock: Callable[[], datetime], phones: Phones) -> None:
        self._ledger, self._wording, self._clock, self._phones = ledger, wording, clock, phones

    async def look(self) -> int:
        """Put cases of advisors without access back in line and tell the people who are left alone; return how many were told."""
        now = self._clock()

        def found(unit: UnitOfWork) -> tuple[list[Case], list[Talk]]:
            known = _known(unit)
            left = [waiting.case for waiting in unit.cases.queue(QUEUE_LIMIT) if _lost_access(waiting.case, known)]
            return left, [talk for talk in unit.talks.all() if is_left_alone(talk, known.get(talk.advisor.id), now)]

        left, alone = await self._ledger.read(found)
        for case in left:
            await self._ledger.write(partial(_put_back_unheld, case=case, now=now))
        told = [await self._ledger.write(partial(self._tell, conversation=talk.conversation, now=now)) for talk in alone]
        return sum(told)

    def _tell(self, unit: UnitOfWork, conversation: str, now: datetime) -> bool:
        try:
            found = unit.conversations.get(conversation, lock=True)
        except ConversationGone:
            return False
        talk = unit.talks.of(conversation)
        advisor = _known(unit).get(talk.advisor.id) if talk else None
        if talk is None or not is_left_alone(talk, advisor, now):
            return False
        case = unit.cases.unresolved_of(conversation)
        phone = self._phones.of(case.facts.province if case else "")
        title = self._wording.say("silence.buttons.back", found.language)
        words = self._wording.say("silence.away", found.language, advisor=talk.advisor.name, phone=phone)
        choices = (Choice(secrets.token_urlsafe(9), title, title),)
        unit.messages.add(found.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome=AWAY, choices=choices))
        unit.conversations.save(found)
        unit.audit.record("conversation.advisor_away", now, conversation=conversation, actor="desk", advisor=talk.advisor.id)
        if case is not None and case.advisor == talk.advisor and is_gone(talk, advisor, now):
            put_back(unit, case, now)
        log.info("desk.advisor_away", advisor=talk.advisor.id)
        return True


def put_back(unit: UnitOfWork, case: Case, now: datetime, *, actor: str = "desk") -> None:
    """Put a case back in line without its advisor, and write to those who may claim it."""
    case.put_back()
    unit.cases.save(case)
    unit.audit.record("case.put_back", now, conversation=case.conversation, actor=actor, case=case.reference)
    tell_everyone(unit, MailKind.RETURNED, case, now)
    log.info("desk.case_put_back", case=case.reference)


def _put_back_unheld(unit: UnitOfWork, case: Case, now: datetime) -> None:
    """Put a case back unless somebody with access has taken it, or its advisor got theirs back, since we looked."""
    try:
        unit.conversations.get(case.conversation, lock=True)
    except ConversationGone:
        return
    found = unit.cases.unresolved_of(case.conversation)
    if found is not None and _lost_access(found, _known(unit)):
        put_back(unit, found, now)


def _known(unit: UnitOfWork) -> Mapping[str, Advisor]:
    return {advisor.id: advisor for advisor in unit.advisors.all()}


def _lost_access(case: Case, known: Mapping[str, Advisor]) -> bool:
    holder = known.get(case.advisor.id) if case.advisor else None
    return holder is not None and not holder.takes_cases

"""What advisors do: look at the queue and at a case, claim, reply, note, transfer, resolve, hand back.

Each step changes the case and its conversation in one transaction (``Ownership.pass_on``), so that a claimed case and a silent bot are
the same fact, and it is in the audit or it did not happen.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from bot.conversation.errors import ConversationGone, OwnerForbids
from bot.conversation.ledger import Ledger
from bot.conversation.model import HAND_OFF, Author, Conversation, Kind, Message, Owner
from bot.conversation.ownership import Ownership
from bot.conversation.store import UnitOfWork, Verdict
from bot.conversation.text import clean
from bot.conversation.wording import Wording
from bot.desk.errors import UnknownAdvisor
from bot.desk.mail.outbox import MailKind, tell, tell_everyone
from bot.desk.model import Advisor, Case, Mode, Note, Outcome, Status
from bot.desk.phones import Phones
from bot.desk.reports.store import MISSED
from bot.desk.store import QueueNews, Waiting

T = TypeVar("T")
REPLY_LIMIT = 4_000
NOTE_LIMIT = 4_000
QUEUE_LIMIT = 500
SENT_AGAIN_WITHIN = timedelta(minutes=1)
NOBODY_FREE_AFTER = timedelta(minutes=10)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class CaseFile:
    """All that an advisor sees of a case. Notes are no messages: nothing that sends takes one.

    ``verdicts`` say, of each time an advisor finished with this case, whether it helped the person.
    """

    case: Case
    conversation: Conversation
    messages: Sequence[Message]
    notes: Sequence[Note]
    verdicts: Sequence[tuple[Message, Verdict]]

    @property
    def missed(self) -> Sequence[Message]:
        """The person's messages that the bot had no answer to."""
        without = {message.reply_to for message in self.messages if message.outcome in MISSED}
        return [message for message in self.messages if message.author is Author.PERSON and message.number in without]


class Desk:
    def __init__(self, ledger: Ledger, ownership: Ownership, wording: Wording, clock: Callable[[], datetime], phones: Phones) -> None:
        self._ledger, self._ownership, self._wording, self._clock, self._phones = ledger, ownership, wording, clock, phones

    async def queue(self) -> Sequence[Waiting]:
        return await self._ledger.read(lambda unit: unit.cases.queue(QUEUE_LIMIT))

    async def news(self, advisor: str) -> QueueNews:
        """Return what an advisor may have to be told of, whatever page they are on."""
        return await self._ledger.read(lambda unit: unit.cases.news(advisor, QUEUE_LIMIT))

    async def file(self, reference: str) -> CaseFile:
        """Raises ``UnknownCase``."""

        def work(unit: UnitOfWork) -> CaseFile:
            case = unit.cases.get(reference)
            conversation = unit.conversations.get(case.conversation)
            messages, verdicts = unit.messages.after(case.conversation, 0), unit.feedback.of(case.conversation)
            on_it = [each for each in messages if each.ends_hand_off and each.data[HAND_OFF] == reference and each.number in verdicts]
            told = [(notice, verdicts[notice.number]) for notice in on_it]
            return CaseFile(case, conversation, messages, unit.cases.notes(reference), told)

        return await self._ledger.read(work)

    async def advisors(self) -> Sequence[Advisor]:
        """Return those who may take over a case."""
        everyone = await self._ledger.read(lambda unit: unit.advisors.all())
        return [advisor for advisor in everyone if advisor.takes_cases]

    async def claim(self, reference: str, advisor: Advisor) -> None:
        """Raises ``AlreadyClaimed`` with the name of who was first, and ``CaseClosed``. From here on the bot is silent."""

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
            self._take(unit, found, reference, advisor, now)

        await self._do(reference, "claimed", advisor, step)

    async def reply(self, reference: str, advisor: Advisor, text: str, *, client_id: str) -> int:
        """Say something to the person; the first words claim. The same words under the same ``client_id`` change nothing.

        Raises ``AlreadyClaimed``, ``CaseClosed``, ``EmptyText``, ``TextTooLong``.
        """
        said = clean(text, limit=REPLY_LIMIT)

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> int:
            known = unit.messages.number_of(found.id, client_id)
            if known is not None and _text_of(unit, found.id, known) == said:
                return known
            self._take(unit, found, reference, advisor, now)
            # Other words under a known id come from a copy of the tab: nothing that was typed goes missing.
            own = client_id if known is None else secrets.token_urlsafe(12)
            message = found.add(Author.ADVISOR, Kind.TEXT, said, now, client_id=own, advisor=advisor.name)
            unit.messages.add(message)
            return message.number

        return await self._do(reference, "replied", advisor, step)

    async def note(self, reference: str, advisor: Advisor, text: str) -> None:
        """Keep a note for the other advisors; the person never sees it. Raises ``EmptyText``, ``TextTooLong``."""
        said, now = clean(text, limit=NOTE_LIMIT), self._clock()

        def work(unit: UnitOfWork) -> None:
            case, kept = unit.cases.get(reference), unit.cases.notes(reference)
            if kept and (kept[-1].author, kept[-1].text) == (advisor.name, said) and now - kept[-1].at < SENT_AGAIN_WITHIN:
                return  # pressed twice, or sent again when the answer was lost
            unit.cases.add_note(Note(reference, advisor.name, said, now))
            unit.audit.record("case.noted", now, conversation=case.conversation, actor=advisor.id, case=reference)

        await self._ledger.write(work)

    async def transfer(self, reference: str, by: Advisor, to: str) -> None:
        """Pass case and conversation on. Raises ``NotYourCase``, ``CaseClosed``, ``UnknownAdvisor``."""

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
            other = unit.advisors.get(to)
            if not other.takes_cases:
                raise UnknownAdvisor()
            case = unit.cases.get(reference)
            case.transfer(other.speaker, by=by.id)
            unit.cases.save(case)
            tell(unit, other, MailKind.TRANSFERRED, case, now)
            if self._speaks(found, by):
                found.transfer(other.speaker, now, actor=by.id)
                self._notice(unit, found, "transferred", now, advisor=other.name)

        await self._do(reference, "transferred", by, step)

    async def hand_back(self, reference: str, by: Advisor) -> None:
        """Give the conversation back to the bot and keep the case, for a call-back. Raises ``NotYourCase``, ``OwnerForbids``."""

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
            case = unit.cases.get(reference)
            case.require_holder(by.id)
            if not self._speaks(found, by):
                raise OwnerForbids(step="hand_back", owner=found.owner.value)
            self._give_back(unit, found, case, by, "handed_back", now)

        await self._do(reference, "handed_back", by, step)

    async def resolve(self, reference: str, by: Advisor, outcome: Outcome) -> None:
        """End the case; a conversation that the advisor still has goes back to the bot. Raises ``NotYourCase``, ``CaseClosed``."""

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
            case = unit.cases.get(reference)
            case.resolve(outcome, now, by=by.id)
            self._close(unit, found, case, by, now)

        await self._do(reference, "resolved", by, step)

    async def called(self, reference: str, by: Advisor, *, reached: bool) -> None:
        """Note the outcome of a call; reaching the person ends the case. Raises ``NotYourCase``, ``CaseClosed``."""

        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> None:
            case = unit.cases.get(reference)
            case.called(reached, now, by=by.id)
            if case.status is Status.RESOLVED:
                self._close(unit, found, case, by, now)
            else:
                unit.cases.save(case)

        await self._do(reference, "called", by, step)

    async def release_those_who_wait_too_long(self) -> int:
        """Give people whom nobody could answer back to the bot, tell them, and keep their cases in the queue; return how many."""
        late = self._clock() - NOBODY_FREE_AFTER
        released = 0
        for waiting in await self.queue():
            if waiting.owner is Owner.WAITING and waiting.case.opened_at < late:
                released += await self._release(waiting.case, late)
        return released

    async def _release(self, waiting: Case, late: datetime) -> bool:
        def step(unit: UnitOfWork, found: Conversation, now: datetime) -> bool:
            case = unit.cases.unresolved_of(found.id)
            if case is None or found.owner is not Owner.WAITING or found.waiting_since is None or found.waiting_since >= late:
                return False
            found.withdraw(now, actor="desk")
            case.await_call()
            unit.cases.save(case)
            tell_everyone(unit, MailKind.WAITED, case, now)
            self._notice(unit, found, "nobody_free", now, reference=case.reference, phone=self._phones.of(case.facts.province))
            return True

        try:
            return await self._ownership.pass_on(waiting.conversation, "waited_too_long", "desk", step)
        except ConversationGone:
            return False

    async def _do(self, reference: str, event: str, advisor: Advisor, step: Callable[[UnitOfWork, Conversation, datetime], T]) -> T:
        case = await self._ledger.read(lambda unit: unit.cases.get(reference))

        def audited(unit: UnitOfWork, found: Conversation, now: datetime) -> T:
            result = step(unit, found, now)
            unit.audit.record(f"case.{event}", now, conversation=found.id, actor=advisor.id, case=reference)
            return result

        result = await self._ownership.pass_on(case.conversation, event, advisor.id, audited)
        log.info(f"desk.case_{event}", case=reference, advisor=advisor.id)
        return result

    def _take(self, unit: UnitOfWork, found: Conversation, reference: str, advisor: Advisor, now: datetime) -> None:
        """Make case and conversation the advisor's, and tell the person once who has joined."""
        if not unit.cases.claim(reference, advisor.speaker, now):
            unit.cases.get(reference).claim(advisor.speaker, now)  # says who has it, or that it is closed; already ours is fine
        before = found.owner
        if found.advisor is not None and found.advisor.id != advisor.id:  # whose case it no longer is (bot.desk.silence)
            found.transfer(advisor.speaker, now, actor=advisor.id)
            self._notice(unit, found, "transferred", now, advisor=advisor.name)
        found.claim(advisor.speaker, now)
        if before is not Owner.HUMAN:
            unit.intakes.remove(found.id)
            self._notice(unit, found, "joined", now, advisor=advisor.name)

    def _close(self, unit: UnitOfWork, found: Conversation, case: Case, by: Advisor, now: datetime) -> None:
        unit.cases.save(case)
        if self._speaks(found, by):
            self._give_back(unit, found, case, by, "resolved", now)

    def _give_back(self, unit: UnitOfWork, found: Conversation, case: Case, by: Advisor, key: str, now: datetime) -> None:
        """Give the conversation back to the bot. The notice can be rated, unless it is of a call-back and nobody spoke in the chat."""
        asks = case.mode is Mode.LIVE or unit.talks.advisors_spoke(found.id)
        found.hand_back(now, actor=by.id)
        self._notice(unit, found, key, now, data={HAND_OFF: case.reference} if asks else {}, reference=case.reference)

    @staticmethod
    def _speaks(found: Conversation, advisor: Advisor) -> bool:
        return found.owner is Owner.HUMAN and found.advisor is not None and found.advisor.id == advisor.id

    def _notice(
        self, unit: UnitOfWork, found: Conversation, key: str, now: datetime, *, data: Mapping[str, Any] | None = None, **values: object
    ) -> None:
        words = self._wording.say(f"handoff.{key}", found.language, **values)
        unit.messages.add(found.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome=key, data=data or {}))


def _text_of(unit: UnitOfWork, conversation: str, number: int) -> str:
    return next((message.text for message in unit.messages.after(conversation, number - 1) if message.number == number), "")

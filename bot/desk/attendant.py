"""What a person says to the desk rather than to the assistant or to an advisor: that they no longer want to wait for one.

Runs in the transaction that stores their message (``bot.conversation.attending.Attendant``): case, owner and words change together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog

from bot.conversation.model import Author, Conversation, Kind, Message, Owner
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.folding import folded
from bot.desk.model import Case
from bot.desk.phones import Phones
from bot.desk.rm_questions import Step
from bot.desk.silence import put_back
from bot.desk.steps import Step as ShipmentStep
from bot.language import Language

_BUSINESS_NUMBER = frozenset({"business_number"})
_LIKE_A_BUSINESS_NUMBER = _BUSINESS_NUMBER | {"other"}
log = structlog.get_logger(__name__)


class DeskAttendant:
    def __init__(self, wording: Wording, phones: Phones) -> None:
        self._wording, self._phones = wording, phones
        self._titles = {folded(title) for language in Language for title in wording.group("silence.buttons", language).values()}
        self._heard = {folded(word) for language in Language for word in wording.say("silence.heard", language).split(",")}

    def expects(self, unit: UnitOfWork, conversation: Conversation) -> Collection[str]:
        """Return ``business_number`` while that is being asked for, to put it in the message to CARM RM Support.

        A shipment's number may hold nine digits that pass for one.
        """
        intake = unit.intakes.get(conversation.id)
        if intake is not None and intake.step is ShipmentStep.NUMBER:
            return _LIKE_A_BUSINESS_NUMBER
        request = unit.rm_requests.get(conversation.id)
        return _BUSINESS_NUMBER if request is not None and request.step is Step.NUMBER else ()

    def attends(self, unit: UnitOfWork, conversation: Conversation, message: Message, now: datetime) -> bool:
        """Give the conversation back to the bot when its person no longer wants to wait for an advisor, or for one who fell silent.

        A button of an older message gets an answer too: nobody else knows what to do with its words.
        """
        said = folded(message.says or message.text)
        is_button = message.kind is Kind.BUTTON and said in self._titles
        if not (is_button or (conversation.owner is not Owner.BOT and said in self._titles | self._heard)):
            return False
        if conversation.owner is Owner.WAITING:
            self._stop_waiting(unit, conversation, message, now)
        elif conversation.owner is Owner.HUMAN and self._is_left_alone(unit, conversation):
            self._go_back(unit, conversation, message, now)
        elif not is_button:
            return False
        elif conversation.advisor is not None:
            self._tell(unit, conversation, message, "still_there", now, advisor=conversation.advisor.name)
        else:
            self._tell(unit, conversation, message, "bot_already", now)
        return True

    def _stop_waiting(self, unit: UnitOfWork, conversation: Conversation, message: Message, now: datetime) -> None:
        case = unit.cases.unresolved_of(conversation.id)
        if case is not None:
            case.await_call()
            unit.cases.save(case)
        conversation.withdraw(now)
        self._left(unit, conversation, message, case, "stopped_waiting", now)

    def _go_back(self, unit: UnitOfWork, conversation: Conversation, message: Message, now: datetime) -> None:
        case = unit.cases.unresolved_of(conversation.id)
        if case is not None:
            case.await_call()
            if case.advisor is not None:
                put_back(unit, case, now, actor="person")
            else:  # it was put back when its advisor was found gone
                unit.cases.save(case)
        conversation.hand_back(now, actor="person")
        self._left(unit, conversation, message, case, "went_back", now)

    def _left(self, unit: UnitOfWork, conversation: Conversation, message: Message, case: Case | None, event: str, now: datetime) -> None:
        if case is None:
            self._tell(unit, conversation, message, "left_without_case", now)
        else:
            self._tell(unit, conversation, message, "left", now, reference=case.reference, phone=self._phones.of(case.facts.province))
        unit.audit.record(f"conversation.{event}", now, conversation=conversation.id, actor="person", owner=conversation.owner.value)
        log.info("desk.person_left", how=event, case=case.reference if case else None)

    @staticmethod
    def _is_left_alone(unit: UnitOfWork, conversation: Conversation) -> bool:
        talk = unit.talks.of(conversation.id)
        return talk is not None and talk.told

    def _tell(self, unit: UnitOfWork, conversation: Conversation, message: Message, key: str, now: datetime, **values: object) -> None:
        words = self._wording.say(f"silence.{key}", conversation.language, **values)
        notice = conversation.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome=key, reply_to=message.number)
        unit.messages.add(notice)

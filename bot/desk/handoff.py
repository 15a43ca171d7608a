"""The way from the bot to an advisor, in the chat: an offer, consent, a few questions, and a case.

Fulfils ``bot.engine.model.Engine`` around the real assistant: while questions are under way it answers them itself, else it passes the
message on and adds an offer where the assistant says to talk to a person. What it decides travels in the turn and is stored by ``hook``
in the transaction of the answer: nobody is told of a case that isn't there, and a killed process asks the same question again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.commands import Commands, language_requests
from bot.desk.folding import folded
from bot.desk.intake import Intake, Progress, Readers, advance, asking, begin
from bot.desk.mail.outbox import MailKind, tell_everyone
from bot.desk.model import Case, Facts, Mode, Urgency
from bot.desk.reference import new_reference
from bot.desk.shipment import Shipment
from bot.desk.speaking import Known, Speaking
from bot.desk.steps import Command, Step
from bot.desk.stuck import CHOICES
from bot.engine.model import Button, Engine, Turn
from bot.language import Language

PRESENT_FOR = timedelta(minutes=3)
_HUMAN = "human"
# Without its mark a question counts only if the assistant has its answer: "What A Bagel Inc." is a business.
_OPENS_LIKE_A_QUESTION = re.compile(
    r"(?:what|how|why|when|where|who|which|can|could|do|does|is|are|should|will"
    r"|qu|que|quoi|quel\w*|comment|pourquoi|quand|ou|qui|combien|est ce|c est quoi|puis je|dois je|peut on|faut il) \w+ \w"
)
_READ = frozenset({*CHOICES, Step.SINCE, Step.NUMBER, Step.CONTACT, Step.PROVINCE})
"""The questions whose answers are read, so that "are not perishable" is known for one."""
_STILL_THE_MATTER = 3
"""How many of the last answers may have been about something else when goods are still held."""


@dataclass(frozen=True)
class Opening:
    """A case that is to be opened with the answer that names it."""

    reference: str
    mode: Mode
    facts: Facts
    language: Language
    consented_at: datetime
    shipment: Shipment | None = None


@dataclass(frozen=True)
class DeskTurn(Turn):
    """An answer that changes the questions under way: ``intake`` replaces them, ``None`` ends them."""

    intake: Intake | None = None
    opening: Opening | None = None


class HandOff:
    def __init__(
        self, engine: Engine, ledger: Ledger, wording: Wording, clock: Callable[[], datetime], known: Known, readers: Readers
    ) -> None:
        self._engine, self._ledger, self._wording, self._clock = engine, ledger, wording, clock
        self._known, self._readers, self._commands = known, readers, Commands(wording)
        self._says = Speaking(wording, known, self._commands)
        self._languages = language_requests(wording)

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        intake = await self._ledger.read(lambda unit: unit.intakes.get(conversation))
        return await self.go_on(conversation, text, intake, language=language, hint=hint, message=message)

    async def go_on(
        self,
        conversation: str,
        text: str,
        intake: Intake | None,
        *,
        language: Language | None = None,
        hint: Language | None = None,
        message: str | None = None,
    ) -> Turn:
        """Do what ``say`` does, for who has read already which question is under way."""
        command, asked_for = self._commands.read(text), self._languages.get(folded(text))
        if intake is None or intake.step is Step.OFFERED:
            spoken = language or (intake.language if intake else None) or hint or Language.EN
            if command is Command.PICTURE:
                return await self._pictured(conversation, spoken if language or intake else self._says.said_in(text, spoken, command))
            if command is Command.ACCEPT or (intake and command is Command.YES):
                return await self._begin(conversation, spoken if language or intake else self._says.said_in(text, spoken, Command.ACCEPT))
            if intake and command in (Command.NO, Command.CANCEL):
                return DeskTurn((self._says.reply("declined", spoken, phone=self._known.phones.usual),))
            turn = await self._engine.say(conversation, text, language=language, hint=hint, message=message)
            if any(reply.outcome == _HUMAN for reply in turn.replies) or (intake and asked_for):
                return await self._offer(conversation, turn)
            return DeskTurn(turn.replies, turn.confidence, turn.inside) if intake else turn
        intake = replace(intake, language=language or asked_for or intake.language)
        if asked_for is not None:
            return self._turn(asking(intake))
        progress = advance(intake, text, command, self._readers, self._clock())
        marked = text.rstrip().endswith("?")
        if command is None and (marked or (_may_ask(intake, progress) and _OPENS_LIKE_A_QUESTION.match(folded(text)))):
            aside = await self._engine.say(conversation, text, language=language, hint=hint, message=message)
            if marked or any(reply.outcome in self._known.topics for reply in aside.replies):
                again = self._turn(asking(intake))
                return replace(again, replies=(*aside.replies, *again.replies), confidence=aside.confidence)
        return await self._complete(intake) if progress.complete else self._turn(progress, intake)

    async def forget(self, conversation: str) -> None:
        await self._ledger.write(lambda unit: unit.intakes.remove(conversation))
        await self._engine.forget(conversation)

    async def ready(self) -> bool:
        return await self._engine.ready()

    def hook(self, unit: UnitOfWork, conversation: Conversation, turn: Turn, now: datetime) -> None:
        """Store what a turn decided, in the transaction of its answer (``bot.conversation.answers.AnswerHook``)."""
        if not isinstance(turn, DeskTurn):
            return
        if turn.intake is None:
            unit.intakes.remove(conversation.id)
        else:
            unit.intakes.put(conversation.id, turn.intake, now)
        if turn.opening is not None and unit.cases.unresolved_of(conversation.id) is None:
            self._open(unit, conversation, turn.opening, now)

    def _open(self, unit: UnitOfWork, conversation: Conversation, opening: Opening, now: datetime) -> None:
        said = [message.outcome for message in unit.messages.after(conversation.id, 0) if message.outcome in self._known.topics]
        topic = said[-1] if said else ""
        urgent = any(outcome in self._known.urgent_topics for outcome in said)
        if opening.shipment is not None:
            topic = next((outcome for outcome in reversed(said) if outcome in self._known.urgent_topics), topic)
        case = Case(
            reference=opening.reference,
            conversation=conversation.id,
            channel=conversation.channel,
            language=opening.language,
            opened_at=now,
            consented_at=opening.consented_at,
            topic=topic,
            urgency=Urgency.URGENT if urgent or opening.shipment else Urgency.NORMAL,
            mode=opening.mode,
            facts=opening.facts,
            shipment=opening.shipment,
        )
        unit.cases.add(case)
        unit.audit.record("case.opened", now, conversation=conversation.id, actor="person", case=case.reference, mode=case.mode.value)
        tell_everyone(unit, MailKind.OPENED, case, now)
        if case.mode is Mode.LIVE:
            conversation.ask_for_advisor(now)

    async def _offer(self, conversation: str, turn: Turn) -> Turn:
        language = turn.replies[-1].language
        existing = await self._existing(conversation, language)
        if existing is not None:
            return replace(existing, replies=(*turn.replies, *existing.replies))
        if await self._anyone_there(""):
            offer = self._says.reply("offer.open", language)
        else:
            offer = self._says.reply("offer.closed", language, opening=self._says.opening(self._clock(), "", language))
        offer = replace(offer, buttons=self._says.accept_or_not(language))
        return DeskTurn((*turn.replies, offer), turn.confidence, turn.inside, Intake(Step.OFFERED, language))

    async def _begin(self, conversation: str, language: Language) -> Turn:
        existing = await self._existing(conversation, language)
        if existing is not None:
            return existing
        stuck = await self._ledger.read(lambda unit: self._goods_are_stuck(unit, conversation))
        return self._turn(begin(language, goods_are_stuck=stuck))

    def _goods_are_stuck(self, unit: UnitOfWork, conversation: str) -> bool:
        """Say whether goods held at the border are what the conversation is about, since the person last started over."""
        said: list[str] = []
        for message in reversed(unit.messages.after(conversation, 0)):
            if message.outcome == "restart" or len(said) == _STILL_THE_MATTER:
                break
            if message.outcome in self._known.topics:
                said.append(message.outcome)
        return any(outcome in self._known.urgent_topics for outcome in said)

    async def _pictured(self, conversation: str, language: Language) -> Turn:
        """Answer a picture that came outside the questions: it is in the conversation, so whoever has the case sees it."""
        case = await self._ledger.read(lambda unit: unit.cases.unresolved_of(conversation))
        if case is not None:
            return DeskTurn((self._says.reply("stuck.picture.added", language, reference=case.reference),))
        offer = replace(self._says.reply("stuck.picture.unread", language), buttons=self._says.accept_or_not(language))
        return DeskTurn((offer,), intake=Intake(Step.OFFERED, language))

    async def _existing(self, conversation: str, language: Language) -> DeskTurn | None:
        case = await self._ledger.read(lambda unit: unit.cases.unresolved_of(conversation))
        if case is None:
            return None
        return DeskTurn(
            (self._says.reply("existing", language, reference=case.reference, phone=self._known.phones.of(case.facts.province)),)
        )

    async def _complete(self, intake: Intake) -> Turn:
        facts, language = intake.facts, intake.language
        live = await self._anyone_there(facts.province)
        reference = await self._ledger.read(_unused_reference)
        opening = Opening(
            reference, Mode.LIVE if live else Mode.CALL_BACK, facts, language, intake.consented_at or self._clock(), intake.shipment
        )
        values = {"reference": reference, "phone": self._known.phones.of(facts.province)}
        if live:
            stop = self._wording.say("silence.buttons.stop", language)  # read by bot.desk.attendant
            reply = replace(self._says.reply("done.live", language, **values), buttons=(Button(stop, stop),))
        else:
            values["opening"] = self._says.opening(self._clock(), facts.province, language)
            key = "done.call_back" if facts.contact else "done.here"
            reply = self._says.reply(key, language, **values, contact=self._known.escape(facts.contact))
        return DeskTurn((reply,), opening=opening)

    def _turn(self, progress: Progress, before: Intake | None = None) -> DeskTurn:
        return DeskTurn((self._says.question(progress, before),), intake=progress.intake)

    async def _anyone_there(self, province: str) -> bool:
        """Say whether an advisor answers now, by the clock of the person's province or by the desk's own.

        Who was offered an advisor before their province was known isn't sent away for living an hour further east. A province with hours
        of its own has advisors of its own.
        """
        now, hours = self._clock(), self._known.hours
        clocks = (province,) if province in hours.regions else (province, "")
        if not any(hours.are_open(now, each) for each in clocks):
            return False
        return await self._ledger.read(lambda unit: unit.advisors.anyone_seen_since(now - PRESENT_FOR))


def _may_ask(intake: Intake, progress: Progress) -> bool:
    """Say whether words without a question mark may be a question: where any would do for an answer, or these were none."""
    refused = progress.intake is not None and progress.intake.step is intake.step
    return refused or intake.step not in _READ


def _unused_reference(unit: UnitOfWork) -> str:
    while unit.cases.taken(reference := new_reference()):
        pass
    return reference

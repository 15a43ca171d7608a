"""The way from the bot to an advisor, in the chat: an offer, consent, a few questions, and a case.

Fulfils ``bot.engine.model.Engine`` around the real assistant: while questions are under way it answers them itself, else it passes the
message on and adds an offer where the assistant says to talk to a person. What it decides travels in the turn and is stored by ``hook``
in the transaction of the answer: nobody is told of a case that isn't there, and a killed process asks the same question again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.commands import Commands
from bot.desk.hours import Hours
from bot.desk.intake import Command, Intake, Progress, Readers, Step, advance, asking, begin
from bot.desk.model import Case, Facts, Mode, Urgency
from bot.desk.reference import new_reference
from bot.engine.model import Button, Engine, Reply, Turn
from bot.formatting import NBSP, full_date
from bot.language import Language

PRESENT_FOR = timedelta(minutes=3)
_HUMAN = "human"


@dataclass(frozen=True)
class Opening:
    """A case that is to be opened with the answer that names it."""

    reference: str
    mode: Mode
    facts: Facts
    language: Language
    consented_at: datetime


@dataclass(frozen=True)
class DeskTurn(Turn):
    """An answer that changes the questions under way: ``intake`` replaces them, ``None`` ends them."""

    intake: Intake | None = None
    opening: Opening | None = None


@dataclass(frozen=True)
class Known:
    """What the hand-off has to know of data: telephone, provinces' names, urgent topics, ids of the catalogue's answers."""

    hours: Hours
    phone: str
    provinces: Mapping[str, Mapping[Language, str]]
    urgent_topics: Collection[str]
    topics: Collection[str]
    escape: Callable[[str], str]


class HandOff:
    def __init__(
        self, engine: Engine, ledger: Ledger, wording: Wording, clock: Callable[[], datetime], known: Known, readers: Readers
    ) -> None:
        self._engine, self._ledger, self._wording, self._clock = engine, ledger, wording, clock
        self._known, self._readers, self._commands = known, readers, Commands(wording)

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        intake = await self._ledger.read(lambda unit: unit.intakes.get(conversation))
        command = self._commands.read(text)
        if intake is None or intake.step is Step.OFFERED:
            spoken = language or (intake.language if intake else None) or hint or Language.EN
            if command is Command.ACCEPT or (intake and command is Command.YES):
                return await self._begin(conversation, spoken if language or intake else self._said_in(text, spoken))
            if intake and command in (Command.NO, Command.CANCEL):
                return DeskTurn((self._reply("declined", spoken, phone=self._known.phone),))
            turn = await self._engine.say(conversation, text, language=language, hint=hint, message=message)
            if any(reply.outcome == _HUMAN for reply in turn.replies):
                return await self._offer(conversation, turn)
            return DeskTurn(turn.replies, turn.confidence, turn.inside) if intake else turn
        intake = replace(intake, language=language or intake.language)
        if command is None and text.rstrip().endswith("?"):
            aside = await self._engine.say(conversation, text, language=language, hint=hint, message=message)
            again = self._turn(asking(intake))
            return replace(again, replies=(*aside.replies, *again.replies), confidence=aside.confidence)
        progress = advance(intake, text, command, self._readers, self._clock())
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
        case = Case(
            reference=opening.reference,
            conversation=conversation.id,
            channel=conversation.channel,
            language=opening.language,
            opened_at=now,
            consented_at=opening.consented_at,
            topic=topic,
            urgency=Urgency.URGENT if urgent else Urgency.NORMAL,
            mode=opening.mode,
            facts=opening.facts,
        )
        unit.cases.add(case)
        unit.audit.record("case.opened", now, conversation=conversation.id, actor="person", case=case.reference, mode=case.mode.value)
        if case.mode is Mode.LIVE:
            conversation.ask_for_advisor(now)

    async def _offer(self, conversation: str, turn: Turn) -> Turn:
        language = turn.replies[-1].language
        existing = await self._existing(conversation, language)
        if existing is not None:
            return replace(existing, replies=(*turn.replies, *existing.replies))
        if await self._anyone_there(""):
            offer = self._reply("offer.open", language)
        else:
            offer = self._reply("offer.closed", language, opening=self._opening("", language))
        offer = replace(offer, buttons=(self._button(Command.ACCEPT, language), self._button(Command.NO, language)))
        return DeskTurn((*turn.replies, offer), turn.confidence, turn.inside, Intake(Step.OFFERED, language))

    async def _begin(self, conversation: str, language: Language) -> Turn:
        return await self._existing(conversation, language) or self._turn(begin(language))

    async def _existing(self, conversation: str, language: Language) -> DeskTurn | None:
        case = await self._ledger.read(lambda unit: unit.cases.unresolved_of(conversation))
        if case is None:
            return None
        return DeskTurn((self._reply("existing", language, reference=case.reference, phone=self._known.phone),))

    async def _complete(self, intake: Intake) -> Turn:
        facts, language = intake.facts, intake.language
        live = await self._anyone_there(facts.province)
        reference = await self._ledger.read(_unused_reference)
        opening = Opening(reference, Mode.LIVE if live else Mode.CALL_BACK, facts, language, intake.consented_at or self._clock())
        values = {"reference": reference, "phone": self._known.phone}
        if live:
            reply = self._reply("done.live", language, **values)
        else:
            values["opening"] = self._opening(facts.province, language)
            key = "done.call_back" if facts.can_be_called_back else "done.here"
            reply = self._reply(key, language, **values, contact=self._known.escape(facts.phone or facts.email))
        return DeskTurn((reply,), opening=opening)

    async def _anyone_there(self, province: str) -> bool:
        now = self._clock()
        if not self._known.hours.are_open(now, province):
            return False
        return await self._ledger.read(lambda unit: unit.advisors.anyone_seen_since(now - PRESENT_FOR))

    def _turn(self, progress: Progress, before: Intake | None = None) -> DeskTurn:
        intake = progress.intake or before
        assert intake is not None
        language = intake.language
        words = []
        for key in progress.says:
            values = {"phone": self._known.phone} if key == "cancelled" else {}
            if key == "ask.review":
                values = {"summary": self._summary(intake.facts, language)}
            words.append(self._words(key, language, **values))
        buttons = tuple(self._button(command, language) for command in progress.buttons)
        return DeskTurn((Reply("\n\n".join(words), language, outcome="handoff", buttons=buttons),), intake=progress.intake)

    def _summary(self, facts: Facts, language: Language) -> str:
        province = self._known.provinces[facts.province][language] if facts.province else ""
        values = {
            "name": facts.name,
            "business": facts.business,
            "contact": facts.phone or facts.email,
            "province": province,
            "best_time": facts.best_time,
        }
        none = self._words("fields.none", language)
        lines = []
        for field, value in values.items():
            shown = self._known.escape(value) if value else none
            lines.append(self._words("fields.line", language, field=self._words(f"fields.{field}", language), value=shown))
        return "\n".join(lines)

    def _opening(self, province: str, language: Language) -> str:
        now = self._clock()
        if self._known.hours.are_open(now, province):
            return self._words("opening.now", language)
        at = self._known.hours.next_opening(now, province)
        if language is Language.FR:
            time = f"{at.hour}{NBSP}h" + (f"{NBSP}{at:%M}" if at.minute else "")
        else:
            time = f"{at.hour % 12 or 12}" + (f":{at:%M}" if at.minute else "") + f"{NBSP}{'am' if at.hour < 12 else 'pm'}"
        return self._words("opening.at", language, date=full_date(at.date(), language), time=time)

    def _said_in(self, text: str, otherwise: Language) -> Language:
        """Return the language of the button that was pressed: a title is all that is known of who presses an old one."""
        same = text.strip().casefold()
        titles = ((language, self._words("buttons.accept", language)) for language in Language)
        return next((language for language, title in titles if title.casefold() == same), otherwise)

    def _button(self, command: Command, language: Language) -> Button:
        title = self._words(f"buttons.{command.value}", language)
        return Button(title, title)

    def _reply(self, key: str, language: Language, **values: object) -> Reply:
        used = self._words(key, language, **values) if values else self._words(key, language)
        return Reply(used, language, outcome="handoff", key=f"handoff/{key}")

    def _words(self, key: str, language: Language, **values: object) -> str:
        return self._wording.say(f"handoff.{key}", language, **values)


def _unused_reference(unit: UnitOfWork) -> str:
    while unit.cases.taken(reference := new_reference()):
        pass
    return reference

"""The helper under "Where do I find my RM number?": writes the message to CARM RM Support with the person, who sends it themselves.

Fulfils ``bot.engine.model.Engine`` around the hand-off and its assistant: it answers while its own questions are under way, else it passes
the message on and adds its button under the answer about RM numbers. One thing is asked at a time: its questions replace those before an
advisor, and the other way round, since both are kept in the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.commands import language_requests
from bot.desk.folding import folded
from bot.desk.handoff import DeskTurn
from bot.desk.intake import Intake
from bot.desk.rm_letter import write
from bot.desk.rm_questions import NAME_LIMIT, Command, Progress, Readers, Request, Step, advance, asking, begin
from bot.desk.steps import Step as IntakeStep
from bot.engine.model import Button, Engine, Reply, Turn
from bot.language import Language

ANSWER = "find_rm_number"
# Not "cancel": by then it may be meant for something else, such as the calculator.
_WHEN_READY = (Command.FIX_NUMBER, Command.FIX_NAME, Command.SEND)


@dataclass(frozen=True)
class RmTurn(Turn):
    """An answer of the helper: ``request`` replaces what is kept, ``None`` ends it."""

    request: Request | None = None


class RmRequestStore(Protocol):
    """What has been asked and answered so far; goes with the conversation."""

    def get(self, conversation: str) -> Request | None: ...

    def put(self, conversation: str, request: Request, at: datetime) -> None:
        """Keep it, instead of the questions before an advisor where those were under way."""

    def remove(self, conversation: str) -> None: ...


class HandingOff(Engine, Protocol):
    """The hand-off (``bot.desk.handoff``), which the helper stands before."""

    async def go_on(
        self,
        conversation: str,
        text: str,
        intake: Intake | None,
        *,
        language: Language | None = None,
        hint: Language | None = None,
        message: str | None = None,
    ) -> Turn: ...

    def hook(self, unit: UnitOfWork, conversation: Conversation, turn: Turn, now: datetime) -> None: ...


@dataclass(frozen=True)
class Known:
    """CARM RM Support's e-mail address as last edited, and how a person's words are made words in the small markup."""

    address: Callable[[], str]
    escape: Callable[[str], str]


class RmNumber:
    def __init__(self, engine: HandingOff, ledger: Ledger, wording: Wording, known: Known, readers: Readers) -> None:
        self._engine, self._ledger, self._wording, self._known, self._readers = engine, ledger, wording, known, readers
        self._titles = {folded(words): (Command(name), language) for language, name, words in self._words_of("buttons")}
        self._heard = {folded(word): Command(name) for _, name, words in self._words_of("heard") for word in words.split(",")}
        passed_on = ("handoff.buttons.accept", "handoff.buttons.picture", "telegram.says.advisor")
        self._passed_on = {folded(wording.say(key, language)) for key in passed_on for language in Language}
        self._prepared: dict[str, tuple[Request | None, Intake | None]] = {}
        self._languages = language_requests(wording)

    def prepare(self, unit: UnitOfWork, conversation: str) -> None:
        """Read which questions are under way, in the transaction that begins a turn (``bot.conversation.answers.TurnPreparation``)."""
        self._prepared[conversation] = _under_way(unit, conversation)

    async def say(
        self, conversation: str, text: str, *, language: Language | None = None, hint: Language | None = None, message: str | None = None
    ) -> Turn:
        prepared = self._prepared.pop(conversation, None)
        if prepared is None:
            prepared = await self._ledger.read(lambda unit: _under_way(unit, conversation))
        request, intake = prepared
        pressed, spoken = self._titles.get(folded(text), (None, None))
        if pressed is Command.PREPARE and spoken is not None:
            return self._begin(language or spoken, intake)
        command = pressed or self._heard.get(folded(text))
        if request is None or (request.step is Step.READY and command not in _WHEN_READY):
            return self._with_offer(await self._engine.go_on(conversation, text, intake, language=language, hint=hint, message=message))
        asked_for = self._languages.get(folded(text))
        request = replace(request, language=language or asked_for or request.language)
        if asked_for is not None:
            return self._turn(asking(request), request)
        if command is None and self._is_aside(request, text):
            aside = await self._engine.go_on(conversation, text, intake, language=language, hint=hint, message=message)
            if isinstance(aside, DeskTurn) and aside.intake is not None:
                return aside  # an advisor is offered: that takes the place of these questions
            again = self._turn(asking(request), request)
            return replace(again, replies=(*aside.replies, *again.replies), confidence=aside.confidence, inside=aside.inside)
        return self._turn(advance(request, text, command, self._readers), request)

    async def forget(self, conversation: str) -> None:
        await self._engine.forget(conversation)  # which ends every kind of questions

    async def ready(self) -> bool:
        return await self._engine.ready()

    def hook(self, unit: UnitOfWork, conversation: Conversation, turn: Turn, now: datetime) -> None:
        """Store how far the questions are, in the transaction of the answer that asks the next one."""
        if not isinstance(turn, RmTurn):
            self._engine.hook(unit, conversation, turn, now)
        elif turn.request is None:
            unit.rm_requests.remove(conversation.id)
        else:
            unit.rm_requests.put(conversation.id, turn.request, now)

    def _begin(self, language: Language, intake: Intake | None) -> RmTurn:
        turn = self._turn(begin(language), None)
        if intake is None or intake.step is IntakeStep.OFFERED:
            return turn
        return replace(turn, replies=(self._reply(self._words("set_aside", language), language), *turn.replies))

    def _is_aside(self, request: Request, text: str) -> bool:
        """A question of their own, a plea for an advisor, or a picture; a number is an answer even with a question mark behind it."""
        if request.step is Step.NUMBER and self._readers.number(text) is not None:
            return False
        return text.rstrip().endswith("?") or folded(text) in self._passed_on

    def _with_offer(self, turn: Turn) -> Turn:
        """Add the button under the answer about RM numbers, unless questions before an advisor are under way."""
        busy = isinstance(turn, DeskTurn) and turn.intake is not None and turn.intake.step is not IntakeStep.OFFERED
        if busy or not any(reply.outcome == ANSWER for reply in turn.replies):
            return turn
        return replace(turn, replies=tuple(self._offering(reply) if reply.outcome == ANSWER else reply for reply in turn.replies))

    def _offering(self, reply: Reply) -> Reply:
        return replace(reply, buttons=(self._button(Command.PREPARE, reply.language), *reply.buttons))

    def _turn(self, progress: Progress, before: Request | None) -> RmTurn:
        request = progress.request or before
        assert request is not None
        language = request.language
        buttons = tuple(self._button(command, language) for command in progress.buttons)
        if progress.says[-1] != "ready":
            words = "\n\n".join(self._words(key, language, rm=progress.rm, limit=NAME_LIMIT) for key in progress.says)
            return RmTurn((replace(self._reply(words, language), buttons=buttons),), request=progress.request)
        before_it = [self._words(key, language) for key in progress.says[:-1]]
        body = self._reply(self._letter_body(request), language)
        head = self._reply("\n\n".join([*before_it, self._letter_head(request)]), language)
        return RmTurn((head, replace(body, buttons=buttons)), request=progress.request)

    def _letter_head(self, request: Request) -> str:
        address, language = self._known.address(), request.language
        letter = write(self._wording, request, address)
        subject = self._known.escape(letter.subject)
        head = self._words("ready", language, address=f"[{address}](mailto:{address})", subject=subject)
        return head + (f"\n\n{self._words('open', language, link=letter.link)}" if letter.link else "")

    def _letter_body(self, request: Request) -> str:
        return write(self._wording, request, self._known.address(), self._known.escape).body

    def _words_of(self, group: str) -> list[tuple[Language, str, str]]:
        groups = [(language, self._wording.group(f"rm_number.{group}", language)) for language in Language]
        return [(language, name, words) for language, found in groups for name, words in found.items()]

    def _button(self, command: Command, language: Language) -> Button:
        title = self._words(f"buttons.{command.value}", language)
        return Button(title, title)

    def _reply(self, words: str, language: Language) -> Reply:
        return Reply(words, language, outcome="rm_number", key="rm_number")

    def _words(self, key: str, language: Language, **values: object) -> str:
        return self._wording.say(f"rm_number.{key}", language, **values)


def _under_way(unit: UnitOfWork, conversation: str) -> tuple[Request | None, Intake | None]:
    if not unit.intakes.any(conversation):  # which most messages are
        return None, None
    request = unit.rm_requests.get(conversation)
    return request, None if request is not None else unit.intakes.get(conversation)

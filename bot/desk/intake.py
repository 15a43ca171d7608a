"""The few questions before a case is opened: which one comes next, what counts as an answer, what can be skipped or corrected.

Pure: what the person wrote goes in, what to say (keys and commands) comes out. Each step's state is stored with the answer that asks
the next question, so that a killed process neither loses nor repeats one. When goods are held at the border the questions about the
shipment come first (``bot.desk.stuck`` reads their answers); "just connect me" leaves out those that are still to come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.desk import stuck
from bot.desk.days import ReadDay
from bot.desk.model import Facts
from bot.desk.shipment import Shipment
from bot.desk.steps import ABOUT_PERSON, ABOUT_SHIPMENT, Command, Step
from bot.language import Language

__all__ = ["Command", "Intake", "Progress", "Readers", "Step", "advance", "asking", "begin"]

_LONGEST = {"name": 80, "business": 120, "best_time": 120}
_FIXES = {Command(f"fix_{step.value}"): step for step in (*ABOUT_PERSON, *ABOUT_SHIPMENT) if step is not Step.PICTURE}
_FIXES[Command.FIX_SHIPMENT] = Step.WHICH
_FIX_PERSON = tuple(Command(f"fix_{step.value}") for step in ABOUT_PERSON)
_FIX_GOODS = tuple(Command(f"fix_{step.value}") for step in ABOUT_SHIPMENT if step is not Step.PICTURE)
_ELSEWHERE = frozenset({*_FIXES, Command.ACCEPT, Command.YES_PRIVATE, Command.FIX_SHARING, Command.BACK})
"""Buttons of other steps: pressed at a question they are no answer to it."""
_NO_NAMES = (Command.YES, Command.SEND)
_CONSENTS = (Command.YES, Command.ACCEPT, Command.YES_PRIVATE)


@dataclass(frozen=True)
class Intake:
    """How far a person has come. ``correcting`` goes back to the review after one answer; ``shipment`` is there when goods are stuck."""

    step: Step
    language: Language
    facts: Facts = field(default_factory=Facts)
    consented_at: datetime | None = None
    correcting: bool = False
    shipment: Shipment | None = None

    @property
    def questions(self) -> tuple[Step, ...]:
        return ABOUT_PERSON if self.shipment is None else (*ABOUT_SHIPMENT, *ABOUT_PERSON)


@dataclass(frozen=True)
class Progress:
    """What to say next. ``intake`` is ``None`` when it is over, and ``complete`` says whether a case is to be opened.

    ``days`` are those that the words name.
    """

    intake: Intake | None
    says: tuple[str, ...]
    buttons: tuple[Command, ...] = ()
    complete: bool = False
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Readers:
    """How contacts (``phone`` and ``email``, those that are there), a province (its two letters) and a day are read from words."""

    contact: Callable[[str], Mapping[str, str]]
    province: Callable[[str], str | None]
    day: ReadDay


def begin(language: Language, *, goods_are_stuck: bool = False) -> Progress:
    """Ask for consent, before anything else is asked; who has goods held gets CBSA's form before that."""
    if goods_are_stuck:
        return asking(Intake(Step.CONSENT, language, shipment=Shipment()), "stuck.form_first")
    return asking(Intake(Step.CONSENT, language))


def asking(intake: Intake, *before: str, days: tuple[date, ...] = ()) -> Progress:
    """Return the question of the intake's step, after the words of ``before``."""
    of_shipment = intake.step in (*ABOUT_SHIPMENT, Step.WHICH) or (intake.step is Step.CONSENT and intake.shipment is not None)
    asked = f"{'stuck' if of_shipment else 'handoff'}.ask.{intake.step.value}"
    return Progress(intake, (*before, asked), _buttons(intake), days=days)


def advance(intake: Intake, text: str, command: Command | None, readers: Readers, now: datetime) -> Progress:
    """Return what comes after an answer at the consent, a question or the review."""
    if command is Command.CANCEL or (intake.step is Step.CONSENT and command is Command.NO):
        return Progress(None, ("handoff.cancelled",))
    if command is Command.PICTURE:
        return _pictured(intake)
    if intake.step is Step.CONSENT:
        return _consented(intake, command, now)
    if command in _FIXES and intake.step in (Step.REVIEW, Step.WHICH):
        return _fixing(intake, _FIXES[command])
    if intake.step is Step.REVIEW:
        if command in (Command.SEND, Command.YES):
            return Progress(intake, (), complete=True)
        return asking(intake, "handoff.unclear")
    if intake.step is Step.WHICH:
        return _which(intake, command)
    if command is Command.CONNECT:
        return _connected(intake)
    if command in _ELSEWHERE:
        return asking(intake)
    if intake.shipment is not None and (pressed := _pressed_late(intake.step, intake.shipment, command)) is not None:
        return asking(replace(intake, shipment=pressed))
    if intake.shipment is not None and intake.step in ABOUT_SHIPMENT:
        return _about_shipment(intake, intake.shipment, text, command, readers, now)
    if command in (Command.SKIP, Command.NOT_SURE, Command.NO):
        return asking(_next(replace(intake, facts=_without(intake))), f"handoff.skipped.{intake.step.value}")
    facts = None if command in _NO_NAMES else _read(intake, text, readers)
    if facts is None:
        return asking(intake, f"handoff.invalid.{intake.step.value}")
    return asking(_next(replace(intake, facts=facts)))


def _buttons(intake: Intake) -> tuple[Command, ...]:
    stuck_goods = intake.shipment is not None
    if intake.step is Step.CONSENT:
        return (Command.YES, Command.YES_PRIVATE, Command.NO) if stuck_goods else (Command.YES, Command.NO)
    if intake.step is Step.REVIEW:
        return (Command.SEND, *((Command.FIX_SHIPMENT,) if stuck_goods else ()), *_FIX_PERSON, Command.CANCEL)
    if intake.step is Step.WHICH:
        return (*_FIX_GOODS, Command.FIX_SHARING, Command.BACK)
    connect = (Command.CONNECT,) if stuck_goods and not intake.correcting else ()
    return (*stuck.CHOICES.get(intake.step, ()), Command.SKIP, *connect, Command.CANCEL)


def _consented(intake: Intake, command: Command | None, now: datetime) -> Progress:
    if command not in _CONSENTS:
        return asking(intake, "handoff.unclear")
    shipment = intake.shipment and replace(intake.shipment, shares_contact=command is not Command.YES_PRIVATE)
    return asking(replace(intake, step=intake.questions[0], consented_at=now, shipment=shipment))


def _pictured(intake: Intake) -> Progress:
    """Count a picture; it answers only the question that asks for one."""
    shipment = intake.shipment and replace(intake.shipment, pictures=intake.shipment.pictures + 1)
    kept = replace(intake, shipment=shipment)
    return asking(_next(kept) if intake.step is Step.PICTURE else kept, "stuck.picture.kept")


def _fixing(intake: Intake, step: Step) -> Progress:
    if intake.shipment is None and step not in ABOUT_PERSON:
        return asking(intake, "handoff.unclear")
    return asking(replace(intake, step=step, correcting=True))


def _pressed_late(step: Step, shipment: Shipment, command: Command | None) -> Shipment | None:
    """Return what a button of an earlier question says of the shipment: it holds, and the question of ``step`` stays open."""
    if command is Command.NOT_SURE or command in stuck.CHOICES.get(step, ()):
        return None
    return stuck.chosen(shipment, command)


def _which(intake: Intake, command: Command | None) -> Progress:
    if command is Command.FIX_SHARING and intake.shipment is not None:
        shipment = replace(intake.shipment, shares_contact=not intake.shipment.shares_contact)
        return asking(replace(intake, step=Step.REVIEW, shipment=shipment, correcting=False))
    if command is Command.BACK:
        return asking(replace(intake, step=Step.REVIEW, correcting=False))
    return asking(intake, "handoff.unclear")


def _connected(intake: Intake) -> Progress:
    """Leave out what is still to be asked about the shipment, or else about the person."""
    if intake.step in ABOUT_SHIPMENT and not intake.correcting:
        return asking(replace(intake, step=ABOUT_PERSON[0]), "stuck.skipped.all")
    return asking(replace(intake, step=Step.REVIEW, correcting=False))


def _about_shipment(intake: Intake, shipment: Shipment, text: str, command: Command | None, readers: Readers, now: datetime) -> Progress:
    choices = stuck.CHOICES.get(intake.step, ())
    unsure = command is Command.NOT_SURE or stuck.passes(intake.step, text)
    skips = command is Command.SKIP or (unsure and Command.NOT_SURE not in choices) or (command is Command.NO and not choices)
    if skips:
        return asking(_next(replace(intake, shipment=stuck.without(shipment, intake.step))), f"stuck.skipped.{intake.step.value}")
    heard = stuck.hear(shipment, intake.step, text, command, intake.language, readers.day, now)
    if heard.shipment is None:
        return asking(intake, *heard.says, days=heard.days)
    return asking(_next(replace(intake, shipment=heard.shipment)), *heard.says, days=heard.days)


def _read(intake: Intake, text: str, readers: Readers) -> Facts | None:
    said = " ".join(text.split())
    if intake.step is Step.CONTACT:
        found = readers.contact(said)
        return replace(intake.facts, **{"phone": "", "email": "", **found}) if found else None
    if intake.step is Step.PROVINCE:
        province = readers.province(said)
        return replace(intake.facts, province=province) if province else None
    name = intake.step.value
    if len(said) > _LONGEST[name] or not any(sign.isalnum() for sign in said):
        return None
    if intake.step is Step.NAME and not any(sign.isalpha() for sign in said):
        return None
    return replace(intake.facts, **{name: said})


def _without(intake: Intake) -> Facts:
    empty: Mapping[str, str] = {"phone": "", "email": ""} if intake.step is Step.CONTACT else {intake.step.value: ""}
    return replace(intake.facts, **empty)


def _next(intake: Intake) -> Intake:
    """Return the next step: the best time is only asked of somebody who can be called or written to."""
    step, questions = Step.REVIEW, intake.questions
    if not intake.correcting and intake.step is not questions[-1]:
        step = questions[questions.index(intake.step) + 1]
        if step is Step.BEST_TIME and not intake.facts.contact:
            step = Step.REVIEW
    return replace(intake, step=step, correcting=False)

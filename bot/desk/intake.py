"""The few questions before a case is opened: which one comes next, what counts as an answer, what can be skipped or corrected.

Pure: what the person wrote goes in, what to say (keys and commands) comes out. Each step's state is stored with the answer that asks
the next question, so that a killed process neither loses nor repeats one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from bot.desk.model import Facts
from bot.language import Language

_LONGEST = {"name": 80, "business": 120, "best_time": 120}


class Step(str, Enum):
    """``OFFERED``: a person was offered and hasn't agreed yet; ``REVIEW``: everything is shown once more before it is sent."""

    OFFERED = "offered"
    CONSENT = "consent"
    NAME = "name"
    BUSINESS = "business"
    CONTACT = "contact"
    PROVINCE = "province"
    BEST_TIME = "best_time"
    REVIEW = "review"


class Command(str, Enum):
    """What a button or a few words ask for at any step; their words are in ``handoff.yml``."""

    ACCEPT = "accept"
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    CANCEL = "cancel"
    SEND = "send"
    FIX_NAME = "fix_name"
    FIX_BUSINESS = "fix_business"
    FIX_CONTACT = "fix_contact"
    FIX_PROVINCE = "fix_province"
    FIX_BEST_TIME = "fix_best_time"


QUESTIONS = (Step.NAME, Step.BUSINESS, Step.CONTACT, Step.PROVINCE, Step.BEST_TIME)
_FIXES = {Command(f"fix_{step.value}"): step for step in QUESTIONS}
_REVIEW = (Command.SEND, *_FIXES, Command.CANCEL)


@dataclass(frozen=True)
class Intake:
    """How far a person has come. ``correcting`` goes back to the review after one answer."""

    step: Step
    language: Language
    facts: Facts = field(default_factory=Facts)
    consented_at: datetime | None = None
    correcting: bool = False


@dataclass(frozen=True)
class Progress:
    """What to say next. ``intake`` is ``None`` when it is over, and ``complete`` says whether a case is to be opened."""

    intake: Intake | None
    says: tuple[str, ...]
    buttons: tuple[Command, ...] = ()
    complete: bool = False


@dataclass(frozen=True)
class Readers:
    """How a contact (``phone`` or ``email`` and its value) and a province (its two letters) are read from words."""

    contact: Callable[[str], tuple[str, str] | None]
    province: Callable[[str], str | None]


def begin(language: Language) -> Progress:
    """Ask for consent, before anything else is asked."""
    return asking(Intake(Step.CONSENT, language))


def asking(intake: Intake, *before: str) -> Progress:
    """Return the question of the intake's step, after the words of ``before``."""
    if intake.step is Step.CONSENT:
        buttons: tuple[Command, ...] = (Command.YES, Command.NO)
    elif intake.step is Step.REVIEW:
        buttons = _REVIEW
    else:
        buttons = (Command.SKIP, Command.CANCEL)
    return Progress(intake, (*before, f"ask.{intake.step.value}"), buttons)


def advance(intake: Intake, text: str, command: Command | None, readers: Readers, now: datetime) -> Progress:
    """Return what comes after an answer at the consent, a question or the review."""
    if command is Command.CANCEL or (intake.step is Step.CONSENT and command is Command.NO):
        return Progress(None, ("cancelled",))
    if intake.step is Step.CONSENT:
        if command not in (Command.YES, Command.ACCEPT):
            return asking(intake, "unclear")
        return asking(replace(intake, step=Step.NAME, consented_at=now))
    if intake.step is Step.REVIEW:
        if command in (Command.SEND, Command.YES):
            return Progress(intake, (), complete=True)
        if command in _FIXES:
            return asking(replace(intake, step=_FIXES[command], correcting=True))
        return asking(intake, "unclear")
    if command is Command.SKIP:
        return asking(_next(intake, _without(intake)), f"skipped.{intake.step.value}")
    facts = _read(intake, text, readers)
    if facts is None:
        return asking(intake, f"invalid.{intake.step.value}")
    return asking(_next(intake, facts))


def _read(intake: Intake, text: str, readers: Readers) -> Facts | None:
    said = " ".join(text.split())
    if intake.step is Step.CONTACT:
        found = readers.contact(said)
        return replace(intake.facts, **{"phone": "", "email": "", found[0]: found[1]}) if found else None
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


def _next(intake: Intake, facts: Facts) -> Intake:
    """Return the next step: the best time is only asked of somebody who can be called or written to."""
    step = Step.REVIEW
    if not intake.correcting and intake.step is not QUESTIONS[-1]:
        step = QUESTIONS[QUESTIONS.index(intake.step) + 1]
        if step is Step.BEST_TIME and not facts.can_be_called_back:
            step = Step.REVIEW
    return replace(intake, step=step, facts=facts, correcting=False)

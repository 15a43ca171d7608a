"""What has to be known for the message to CARM RM Support: the Business Number (BN9) and the legal name. Which is asked next, what counts.

Pure: what the person wrote goes in, what to say (keys and commands) comes out. The state is stored with the answer that asks the next
question, so that a killed process neither loses nor repeats one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.language import Language

TRIES = 2
NAME_LIMIT = 120


class Step(str, Enum):
    """``READY``: the message was shown and can still be corrected."""

    NUMBER = "number"
    NAME = "name"
    READY = "ready"


class Command(str, Enum):
    """What a button or a few words ask for; their words are in ``rm_number.yml``."""

    PREPARE = "prepare"
    NOT_SURE = "not_sure"
    CANCEL = "cancel"
    SEND = "send"
    FIX_NUMBER = "fix_number"
    FIX_NAME = "fix_name"


_FIXES = {Command.FIX_NUMBER: Step.NUMBER, Command.FIX_NAME: Step.NAME}


@dataclass(frozen=True)
class Request:
    """How far a person has come. ``tries`` counts numbers that couldn't be right, ``correcting`` goes back to the message afterwards."""

    step: Step
    language: Language
    number: str = ""
    name: str = ""
    tries: int = 0
    correcting: bool = False


@dataclass(frozen=True)
class Given:
    """Nine digits in a person's words, whether their check digit fits, and the RM number when it stands behind them."""

    number: str
    is_valid: bool
    rm: str = ""


@dataclass(frozen=True)
class Readers:
    """How a number is read from words, and which words stand where one was taken out before the message was kept."""

    number: Callable[[str], Given | None]
    masks: Sequence[str]


@dataclass(frozen=True)
class Progress:
    """What to say next. ``request`` is ``None`` when it is over; ``rm`` is the number that made the message needless."""

    request: Request | None
    says: tuple[str, ...]
    buttons: tuple[Command, ...] = ()
    rm: str = ""


def begin(language: Language) -> Progress:
    """Say what the message needs and what becomes of it, and ask the first question."""
    return asking(Request(Step.NUMBER, language), "intro")


def asking(request: Request, *before: str) -> Progress:
    """Return the question of the request's step, or the message when it is ready, after the words of ``before``."""
    if request.step is Step.READY:
        return Progress(request, (*before, "ready"), (Command.FIX_NUMBER, Command.FIX_NAME))
    unsure = (Command.NOT_SURE,) if request.step is Step.NUMBER and request.tries >= TRIES else ()
    return Progress(request, (*before, f"ask.{request.step.value}"), (*unsure, Command.CANCEL))


def advance(request: Request, text: str, command: Command | None, readers: Readers) -> Progress:
    """Return what comes after an answer to a question, or after a command once the message is ready."""
    if command is Command.CANCEL:
        return Progress(None, ("cancelled",))
    if request.step is Step.READY:
        if command in _FIXES:
            return asking(replace(request, step=_FIXES[command], tries=0, correcting=True))
        return Progress(request, ("not_sent",), (Command.FIX_NUMBER, Command.FIX_NAME))
    if request.step is Step.NUMBER:
        return _number(request, text, command, readers)
    if command is Command.NOT_SURE:
        return asking(request, "name_needed")
    name = " ".join(text.split())
    if len(name) > NAME_LIMIT or not any(sign.isalpha() for sign in name) or any(mask in name for mask in readers.masks):
        return asking(request, "invalid.name")
    return asking(replace(request, step=Step.READY, name=name, correcting=False))


def _number(request: Request, text: str, command: Command | None, readers: Readers) -> Progress:
    if command is Command.NOT_SURE:
        if request.tries < TRIES:
            return asking(replace(request, tries=TRIES), "unsure")
        return asking(_after_number(request, ""), "without_number")
    given = readers.number(text)
    if given is None:
        return asking(replace(request, tries=request.tries + 1), "invalid.number")
    if not given.is_valid:
        return asking(replace(request, tries=request.tries + 1), "invalid.check")
    if given.rm:
        return Progress(None, ("has_rm",), rm=given.rm)
    return asking(_after_number(request, given.number))


def _after_number(request: Request, number: str) -> Request:
    step = Step.READY if request.correcting else Step.NAME
    return replace(request, step=step, number=number, tries=0, correcting=False)

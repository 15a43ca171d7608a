"""The questions about goods that are held at the border: what counts as an answer to each. Pure; ``bot.desk.intake`` asks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.desk.days import ReadDay
from bot.desk.folding import folded
from bot.desk.shipment import Enrolment, FormState, Shipment
from bot.desk.steps import Command, Step
from bot.language import Language

LONGEST = {Step.GOODS: 200, Step.PORT: 120, Step.CARRIER: 120, Step.BROKER: 120}
CHOICES: Mapping[Step, Mapping[Command, Mapping[str, Any]]] = {
    Step.PERISHABLE: {Command.PERISHABLE: {"perishable": True}, Command.NOT_PERISHABLE: {"perishable": False}},
    Step.ENROLLED: {
        Command.ENROLLED: {"enrolled": Enrolment.YES},
        Command.NOT_ENROLLED: {"enrolled": Enrolment.NO},
        Command.NOT_SURE: {"enrolled": Enrolment.UNSURE},
    },
    Step.FORM: {
        Command.FORM_SENT: {"form": FormState.SENT},
        Command.FORM_REFUSED: {"form": FormState.REFUSED},
        Command.FORM_NOT_SENT: {"form": FormState.NOT_SENT},
    },
}
"""The buttons of the questions that have some, and what each says of the shipment."""

_YES_OR_NO = {
    Step.PERISHABLE: (Command.PERISHABLE, Command.NOT_PERISHABLE),
    Step.ENROLLED: (Command.ENROLLED, Command.NOT_ENROLLED),
    Step.FORM: (Command.FORM_SENT, Command.FORM_NOT_SENT),
}
_YES = re.compile(r"(?:yes|yep|yeah|y|oui|ouais|si)\b")
_NO = re.compile(r"(?:no|nope|not|n|non|pas|aucun)\b")
_NAMED = {
    Step.PERISHABLE: re.compile(r"\bp(?:erish|eriss)able"),
    Step.ENROLLED: re.compile(r"\b(?:enrol+ed|inscrit)"),
    Step.FORM: re.compile(r"\b(?:sent|submitted|envoye)"),
}
_FAILED = re.compile(
    r"\b(?:tried|errors?|failed|rejected|(?:wouldn|won|didn|doesn) t (?:work|go|send|submit)"
    r"|essaye|erreur|(?:marche|fonctionne) pas|pas fonctionne)\b"
)
_DENIED = re.compile(r"\b(?:not|never|no|isn t|aren t|haven t|hasn t|don t|didn t|non|pas|jamais|aucune?)\b")
_UNSURE = re.compile(
    r"\b(?:not sure|unsure|no idea|(?:don t|do not|dunno|can t) (?:really )?(?:know|remember|tell)|idk"
    r"|(?:ne )?sais pas|pas sure?|aucune idee|pas certain\w*)\b"
)
_EMPTY: Mapping[Step, Mapping[str, Any]] = {
    Step.GOODS: {"goods": ""},
    Step.PERISHABLE: {"perishable": None},
    Step.SINCE: {"since": None},
    Step.PORT: {"port": ""},
    Step.CARRIER: {"carrier": ""},
    Step.NUMBER: {"number": ""},
    Step.BROKER: {"broker": ""},
    Step.ENROLLED: {"enrolled": None},
    Step.FORM: {"form": None},
    Step.PICTURE: {},
}
# The sources at hand don't give the forms of these numbers (see stuck.yml): this only tells a number from other words.
_NUMBER_LENGTH = range(8, 26)
_LEAST_DIGITS = 4
_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_CARRIER_CODE = re.compile(r"[A-Z0-9]{4}")
_LABELS = frozenset({"PARS", "CARM", "CBSA", "ASFC", "GCRA"})


@dataclass(frozen=True)
class Heard:
    """What an answer comes to: the shipment with it, ``None`` when it can't be right; what to say to it; the days that names."""

    shipment: Shipment | None
    says: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


def without(shipment: Shipment, step: Step) -> Shipment:
    return replace(shipment, **_EMPTY[step])


def chosen(shipment: Shipment, command: Command | None) -> Shipment | None:
    """Return the shipment as a button of any of the questions says it is; ``None`` when it is no such button."""
    found = next((choices[command] for choices in CHOICES.values() if command in choices), None) if command else None
    return replace(shipment, **found) if found is not None else None


def hear(shipment: Shipment, step: Step, text: str, command: Command | None, language: Language, read_day: ReadDay, now: datetime) -> Heard:
    """Read the answer to the question of ``step``."""
    said = " ".join(text.split())
    if step in CHOICES:
        choice = command if command in CHOICES[step] else _choice(step, said, command)
        return Heard(replace(shipment, **CHOICES[step][choice]), _told(choice)) if choice else Heard(None, (f"stuck.invalid.{step.value}",))
    if step is Step.SINCE:
        return _since(shipment, said, language, read_day, now)
    if step is Step.NUMBER:
        number = shipment_number(said)
        return Heard(replace(shipment, number=number) if number else None, () if number else ("stuck.invalid.number",))
    is_answer = step in LONGEST and command is None and len(said) <= LONGEST[step] and any(sign.isalpha() for sign in said)
    given: Mapping[str, Any] = {step.value: said}
    return Heard(replace(shipment, **given)) if is_answer else Heard(None, (f"stuck.invalid.{step.value}",))


def passes(step: Step, said: str) -> bool:
    """Say whether an answer comes to "I don't know", at a question with buttons, or to "I have none" at that for a picture."""
    if step is Step.PICTURE:
        return bool(_DENIED.search(folded(said)))
    return step in CHOICES and not _YES.match(words := folded(said)) and bool(_UNSURE.search(words))


def shipment_number(said: str) -> str | None:
    """Return the transaction or cargo control number in an answer, in capitals and without spaces; ``None`` without one that can be.

    >>> shipment_number("PARS no. 7abc 1234567890")
    '7ABC1234567890'
    """
    found: list[str] = []
    run, end = "", 0
    for match in _PART.finditer(said):
        part = match[0]
        goes_on = run and said[end : match.start()].isspace() and not (len(run) in _NUMBER_LENGTH and len(part) in _NUMBER_LENGTH)
        if not any(sign.isdigit() for sign in part):
            found.append(run)
            run = part if _CARRIER_CODE.fullmatch(part) and part not in _LABELS else ""
        elif goes_on:
            run += part
        else:
            found.append(run)
            run = part
        end = match.end()
    possible = [number for number in (*found, run) if len(number) in _NUMBER_LENGTH and _digits(number) >= _LEAST_DIGITS]
    return max(possible, key=len).upper() if possible else None


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _choice(step: Step, said: str, command: Command | None) -> Command | None:
    yes, no = _YES_OR_NO[step]
    words = folded(said)
    if command is Command.YES or _YES.match(words):
        return yes
    if step is Step.ENROLLED and (command is Command.NOT_SURE or passes(step, said)):
        return Command.NOT_SURE
    if step is Step.FORM and _FAILED.search(words):
        return Command.FORM_REFUSED
    if command is Command.NO or _NO.match(words):
        return no
    if step in _NAMED and _NAMED[step].search(words):  # "we are not enrolled yet", « elles sont périssables »
        return no if _DENIED.search(words) else yes
    return None


def _told(choice: Command) -> tuple[str, ...]:
    return (f"stuck.told.{choice.value}",) if choice in (Command.FORM_REFUSED, Command.FORM_NOT_SENT) else ()


def _since(shipment: Shipment, said: str, language: Language, read_day: ReadDay, now: datetime) -> Heard:
    day = read_day(said, language, now)
    if day.value is None:
        return Heard(None, (f"stuck.since.{day.fault}",), day.readings)
    return Heard(replace(shipment, since=day.value), ("stuck.since.read",), (day.value,))

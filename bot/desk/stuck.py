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
_YES = re.compile(r"(?:yes|yep|yeah|oui|ouais)\b|(?:y|si)$")
_NOT_ALL = r"(?! (?:all|only|every\w*|seulement|tous|toutes)\b)"
_NO = re.compile(rf"(?:no|nope|not|n|non|pas|aucun)\b{_NOT_ALL}")
_NOT = (
    r"\b(?:not|never|no|none|nothing|cannot|(?:is|are|was|were|have|has|had|do|does|did|could|would|ca|wo)n ?t"
    rf"|non|pas|jamais|aucune?|rien)\b{_NOT_ALL}"
)
_DENIED = re.compile(_NOT)
_AND_NO = re.compile(r"\b(?:no|non|not yet|pas encore)$")
_NAMES = {
    Step.PERISHABLE: r"\b(?:perish|periss)able",
    Step.ENROLLED: r"\b(?:enrol+ed|inscrit)",
    Step.FORM: r"\b(?:sent|submitted|envoye(?:e?s?))\b",
}
_NAMED = {step: re.compile(name) for step, name in _NAMES.items()}
_NOT_NAMED = {step: re.compile(rf"{_NOT}(?: (?!(?:but|and|since|mais|et|depuis)\b)\w+){{0,6}} {name}") for step, name in _NAMES.items()}
"""What is denied stands behind the denial: "sent, but no answer yet" is sent."""
_UNSENT = re.compile(r"(?:^|\b(?:i|we) )did(?:n ?t| not) (?:\w+ )?(?:send|submit)\b")
_UNTRIED = re.compile(r"\b(?:not|never|(?:have|has|did)n ?t|pas|jamais)(?: \w+)? (?:tried|try|essaye)\b(?! again)")
_FAILED = re.compile(
    r"\b(?:tried|errors?|failed|rejected|(?:would|wo|did|does)n ?t (?:work|go|send|submit)"
    r"|could(?:n ?t| not) (?:be )?(?:sen[dt]|submit(?:ted)?)|(?:can ?t|cannot|can not) be (?:sent|submitted)"
    r"|essaye|erreurs?|(?:marche|fonctionne) pas|pas (?:marche|fonctionne|pu|reussi))\b"
)
_WELL = re.compile(
    r"(?:\b(?:no|without|sans|aucune?)(?: any)?|\bpas d|(?:n ?t|\bnot|\bnever) (?:get|got|see|have) an?y?) (?:errors?|erreurs?)\b"
)
_AFTER_ALL = re.compile(r"\b(?:(?<!never )(?<!not )worked|went through|ca a (?:marche|fonctionne)|fini par)\b")
_TO_COME = re.compile(
    r"\b(?:will|ll|going to|gonna|tomorrow|soon|later|(?:be|get|getting) (?:sent|submitted|enrolled)"
    r"|demain|bientot|plus tard|va|vais|allons|vont|etre|sera|envoyer)\b"
)
_UNSURE = re.compile(
    r"\b(?:not sure|unsure|no idea|(?:don ?t|do not|dunno|can ?t) (?:really )?(?:know|remember|tell)|idk"
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
    """Return the button that an answer comes to; ``None`` when it may be one as well as another."""
    yes, no = _YES_OR_NO[step]
    if command in (Command.YES, Command.NO):
        return yes if command is Command.YES else no
    if step is Step.ENROLLED and (command is Command.NOT_SURE or passes(step, said)):
        return Command.NOT_SURE
    words = folded(said)
    if step is Step.FORM:
        if _UNSENT.search(words) or _UNTRIED.search(words):
            return no
        words = _WELL.sub(" ", words).strip()
        if _FAILED.search(words):
            return None if _AFTER_ALL.search(words) else Command.FORM_REFUSED
    denied = bool(_NOT_NAMED[step].search(words))  # "we are not enrolled yet"
    if _YES.match(words):
        return None if denied or _comes_later(step, words) else yes
    named = bool(_NAMED[step].search(words))
    if denied or _NO.match(words):
        return None if named and not denied else no
    return yes if named and not _taken_back(step, words) and not _comes_later(step, words) else None


def _taken_back(step: Step, words: str) -> bool:
    """Say whether a denial behind the named may be of it ("perishable: no"); a form may be sent and not answered."""
    return bool((_AND_NO if step is Step.FORM else _DENIED).search(words))


def _comes_later(step: Step, words: str) -> bool:
    """Say whether the words are of what is still to come: "it will be sent", « on va l'envoyer »."""
    return step is not Step.PERISHABLE and bool(_TO_COME.search(words))


def _told(choice: Command) -> tuple[str, ...]:
    return (f"stuck.told.{choice.value}",) if choice in (Command.FORM_REFUSED, Command.FORM_NOT_SENT) else ()


def _since(shipment: Shipment, said: str, language: Language, read_day: ReadDay, now: datetime) -> Heard:
    day = read_day(said, language, now)
    if day.value is None:
        return Heard(None, (f"stuck.since.{day.fault}",), day.readings)
    return Heard(replace(shipment, since=day.value), ("stuck.since.read",), (day.value,))

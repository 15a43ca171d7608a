"""Says what is in one message of a person: months, amounts, accounts, answers. Decides nothing about what they are for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.interview import words
from bot.interview.draft import MOST_ACCOUNTS, History, Month, Trouble, TroubleCode, in_cents, quoted
from bot.interview.sums import Sum, sums_in
from bot.language import Language
from bot.nlu.extract import Extraction, IdentifierKind, extract
from bot.nlu.extract.characters import plain
from bot.nlu.extract.monthly import MonthlyReading, MonthProblem, MonthProblemCode, parse_months
from bot.nlu.extract.monthly_names import NAME
from bot.nlu.extract.vocabulary import MONTHS
from bot.nlu.text import asks_plainly, fold

LEAST_LIST = 3
"""From so many entries on, a message is a list of months and not a sentence."""

_LEAST_AMOUNT = 100
"""A list of bare numbers that are all smaller is no list of months."""

_QUESTION_BEHIND = re.compile(r"\s*[:;,.–—-]\s+(?P<question>[^0-9\n:;,.–—]*\?)\s*$")
_MODAL_MAY = re.compile(r"may\s+(?:be|have|not|also|need|only|\w+ly\b)", re.IGNORECASE)
_BARE_COUNT = re.compile(
    r"\W*(?:(?:the|le|la|no\.?|n[o°]|number|num[ée]ro)\s*)?(?P<count>[0-9]{1,2})(?:st|nd|rd|th|e|er|i?[eè]me)?\W*", re.IGNORECASE
)


@dataclass(frozen=True)
class Said:
    """What one message holds. ``count`` 0 means several accounts, without saying how many."""

    pasted: bool = False
    """Whether it is a list of months, which takes the place of what was given before."""
    entries: tuple[Month, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    amount: Decimal | None = None
    amounts: tuple[Decimal, ...] = ()
    approximate: bool = False
    trouble: Trouble | None = None
    by_account: tuple[tuple[str | int, Decimal], ...] = ()
    count: int | None = None
    bare_count: int | None = None
    place: int | None = None
    history: History | None = None
    yes: bool = False
    no: bool = False
    unknown: bool = False
    removes: bool = False
    removed_month: int | None = None
    """The month that is to be left out, where one is named: "take out April"."""
    nothing: bool = False
    adds: bool = False
    """Whether it goes on with what was said before: "and 3,000 in April"."""
    foreign: str = ""
    """The words that name another currency, where no sum stands with them: "that was in US dollars"."""

    @property
    def usable(self) -> bool:
        """Whether it gives an amount that can be calculated with at once."""
        return self.amount is not None or bool(self.by_account) or (bool(self.entries) and not self.troubles)


def read(text: str, language: Language) -> Said:
    """Return what ``text``, as the person typed or pasted it, says. ``language`` is the conversation's."""
    text = _without_the_rest(text)
    line = plain(text)
    found = extract(text, language)
    listed = _list(text, language)
    sums = sums_in(text, found)
    said = Said(
        amount=sums.amount,
        amounts=sums.amounts,
        approximate=sums.approximate,
        trouble=sums.trouble,
        by_account=_by_account(text, found, sums),
        count=_count(line, found),
        bare_count=_bare_count(line),
        place=_place(line),
        history=History.NEW if words.NEW.search(line) else None,
        yes=bool(words.KNOWN_YES.search(line)),
        no=bool(words.KNOWN_NO.search(line)),
        unknown=bool(words.UNKNOWN.search(line)),
        removes=bool(words.REMOVE.search(line)) and not words.ALL_OF_IT.search(line),
        nothing=sums.nothing,
        adds=bool(words.ADDS.match(line)),
        foreign=_foreign(line),
    )
    if listed is not None:
        entries, troubles = listed
        return replace(said, pasted=True, entries=entries, troubles=troubles, amount=None, amounts=(), trouble=None, by_account=())
    return _with_months(said, text, language)


def _without_the_rest(text: str) -> str:
    """Leave out "the rest was lower": it holds no month of its own, and no amount that counts."""

    def left(match: re.Match[str]) -> str:
        is_lower = words.LOWER.search(match["how"]) or not re.search("[0-9]", match["how"])
        return "" if is_lower and re.search("[0-9]", text[: match.start()]) else match[0]

    return words.THE_REST.sub(left, text)


def _without_question(text: str) -> str:
    """Leave out a question behind the list ("avril 9 000 $ : combien de garantie?"), unless it may be an entry ("Feb ?")."""
    match = _QUESTION_BEHIND.search(text)
    if match is None or NAME.search(plain(match[0])) or len(match["question"].split()) < LEAST_LIST:
        return text
    return text[: match.start()]


def _list(text: str, language: Language) -> tuple[tuple[Month, ...], tuple[Trouble, ...]] | None:
    """Return the entries of a pasted list, ``None`` when the text is none."""
    reading = parse_months(_without_question(text), language)
    problems = [problem for problem in reading.problems if re.search("[0-9]", problem.text) or problem.month]
    if len(reading.entries) + len(problems) < LEAST_LIST:
        return None
    strange = sum(problem.code is MonthProblemCode.UNREADABLE and problem.month is None for problem in problems)
    is_named = any(entry.month for entry in reading.entries) or any(problem.month for problem in problems)
    worth = is_named or any(entry.amount >= _LEAST_AMOUNT for entry in reading.entries)
    if strange > len(reading.entries) or not (worth or (problems and all(problem.readings for problem in problems))):
        return None
    return _months(reading), tuple(_trouble(problem) for problem in problems)


def _with_months(said: Said, text: str, language: Language) -> Said:
    """Add the one or two months that a sentence names with their amounts."""
    names = [match for match in NAME.finditer(plain(text)) if not _MODAL_MAY.match(plain(text), match.start())]
    numbers = {MONTHS[fold(re.sub(r"[^\w]|[0-9]", "", match[0]))] for match in names}
    if len(numbers) == 1 and said.amount is not None:
        return replace(said, entries=(Month(said.amount, 1, numbers.pop()),))
    if len(numbers) == 1 and said.removes and said.trouble is None:
        return replace(said, removed_month=numbers.pop())
    if len(numbers) == 1 and said.trouble is not None:
        return replace(said, trouble=replace(said.trouble, month=numbers.pop()))
    if len(numbers) > 1:
        reading = parse_months(text, language)
        problems = [problem for problem in reading.problems if re.search("[0-9]", problem.text)]
        entries = _months(reading)
        if entries and all(entry.month for entry in entries) and not problems:
            # Two months with two amounts are no "which of the two?".
            return replace(said, entries=entries, trouble=None if len(entries) > 1 else said.trouble)
    return said


def _months(reading: MonthlyReading) -> tuple[Month, ...]:
    return tuple(Month(entry.amount, entry.position, entry.month, entry.year) for entry in reading.entries)


def _trouble(problem: MonthProblem) -> Trouble:
    readings = in_cents(problem.readings)
    return Trouble(TroubleCode(problem.code.value), quoted(problem.text), problem.position, problem.month, problem.year, readings)


def _by_account(text: str, found: Extraction, sums: Sum) -> tuple[tuple[str | int, Decimal], ...]:
    named = [each for each in found.identifiers if each.kind in (IdentifierKind.RM, IdentifierKind.BN15)]
    ends = [*(each.start for each in named[1:]), *([len(text)] if named else [])]
    pairs: list[tuple[str | int, Decimal]] = []
    for identifier, end in zip(named, ends, strict=True):
        inside = [amount for amount in found.amounts if identifier.end <= amount.start < end]
        if len(inside) == 1 and inside[0].usable and inside[0].value is not None:
            pairs.append((identifier.value[-6:].upper(), inside[0].value))
    if sums.trouble is not None and sums.trouble.code is not TroubleCode.SEVERAL:
        return ()
    if pairs or sums.amount is None:
        return tuple(pairs) if len(pairs) == len(named) else ()
    if len(named) == 1:
        return ((named[0].value[-6:].upper(), sums.amount),)
    match = words.ACCOUNT_PLACE.search(plain(text))
    if match is None:
        return ()
    place = int(match["place"]) if match["place"] else 1 if match["first"] else 2 if match["second"] else 3
    return ((place, sums.amount),)


def _count(line: str, found: Extraction) -> int | None:
    match = words.COUNTED_ACCOUNTS.search(line)
    if match:
        said = (match["count"] or match["compte"]).lower()
        count = words.COUNTS.get(said) or int(said)
        return count if 1 <= count <= MOST_ACCOUNTS else 0
    numbers = {each.value for each in found.identifiers if each.kind is IdentifierKind.RM}
    if len(numbers) > 1:
        return len(numbers)
    return 0 if words.SEVERAL_ACCOUNTS.search(line) else None


def _foreign(line: str) -> str:
    match = None if re.search("[0-9?]", line) or asks_plainly(line) else words.FOREIGN.search(line)
    return match[0] if match else ""


def _bare_count(line: str) -> int | None:
    match = _BARE_COUNT.fullmatch(line)
    if match:
        return int(match["count"])
    return words.COUNTS.get(line.strip(" .!").lower())


def _place(line: str) -> int | None:
    match = words.ENTRY.search(line)
    return int(match["place"]) if match else None

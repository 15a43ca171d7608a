"""Puts what a message says into the draft: a first answer, the next one, or a correction of any earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.calculators.history import MONTHS_IN_A_YEAR
from bot.interview import words
from bot.interview.choosing import chosen, chosen_amount, only_picks
from bot.interview.draft import MOST_ACCOUNTS, Account, Ask, Draft, History, Month, Trouble, TroubleCode, quoted
from bot.interview.reading import Said

_OF_THE_WHOLE_LIST = frozenset({TroubleCode.TOO_MANY, TroubleCode.SPAN_TOO_LONG})
"""Troubles that one amount settles only by taking the place of the list."""

_PICKED_BY_OTHER_MEANS = frozenset({TroubleCode.SMALL, TroubleCode.WHICH_ENTRY})
"""Troubles that a small number answers by itself: "2" again, for two dollars or for the second entry."""

_IN_A_YEAR = {"d": 365, "j": 365, "w": 52, "s": 52, "m": MONTHS_IN_A_YEAR, "y": 1, "a": 1}
"""How many days, weeks, months and years make a year, by the first letter of the unit in either language."""


def merged(draft: Draft, said: Said, text: str = "") -> Draft | None:
    """Return the draft with ``said`` put in, ``None`` when nothing in it answers or corrects anything.

    ``text`` is the message: some of its words mean something only as an answer to what was asked.
    """
    said = _with_choice(draft, said, text)
    changed = _with_history(_with_count(draft, said), said, text)
    is_count = draft.count_open and said.bare_count is not None
    changed = changed if is_count else _with_amounts(changed, said)
    return replace(changed, done=False) if changed != replace(draft, done=changed.done) else None


def _with_choice(draft: Draft, said: Said, text: str) -> Said:
    """Return what was said with what it picks, by its place or its size, of what the last question put on buttons."""
    if not only_picks(text):
        return said
    if draft.ask in (Ask.HISTORY, Ask.CONFIRM):
        history = chosen(text, (History.KNOWN, History.NEW))
        return said if history is None else replace(said, history=history, trouble=None)
    trouble = next(iter(draft.accounts[draft.open_place].troubles), None)
    if draft.ask is not Ask.TROUBLE or trouble is None or trouble.code in _PICKED_BY_OTHER_MEANS:
        return said
    # Of two amounts their sum is offered too, and "the bigger one" is hardly meant for that.
    amount = chosen(text, trouble.readings) if trouble.code is TroubleCode.SEVERAL else chosen_amount(text, trouble.readings)
    return said if amount is None else replace(said, amount=amount, amounts=(amount,), trouble=None, by_account=(), place=None)


def _with_count(draft: Draft, said: Said) -> Draft:
    count = said.count
    if count is None and draft.count_open and said.bare_count is not None:
        count = said.bare_count
    if count is None:
        return draft
    if not 1 <= count <= MOST_ACCOUNTS:
        return draft if len(draft.accounts) > 1 else replace(draft, count_open=True)
    kept = draft.accounts[:count]
    return replace(draft, count_open=False, accounts=(*kept, *(Account() for _ in range(count - len(kept)))))


def _with_history(draft: Draft, said: Said, text: str) -> Draft:
    if said.history is not None:
        return replace(draft, history=said.history)
    if draft.ask in (Ask.HISTORY, Ask.CONFIRM):
        length = _length_of_importing(text) if draft.ask is Ask.HISTORY else None
        if length is not None:
            return replace(draft, history=length)
        if words.NEW_ANSWER.search(text):
            return replace(draft, history=History.NEW)
        if said.no and draft.ask is Ask.CONFIRM:
            return replace(draft, history=History.KNOWN, accounts=tuple(replace(each, highest=None) for each in draft.accounts))
        if said.no:
            return replace(draft, history=History.NEW)
        if said.yes or words.KNOWN_ANSWER.search(text) or said.pasted:
            return replace(draft, history=History.KNOWN)
    return draft


def _length_of_importing(text: str) -> History | None:
    """Return whether the time that is named makes the 12 months that the amount is worked out on, ``None`` when none is named."""
    span = words.SPAN_OF_IMPORTING.search(text)
    if span is None:
        return History.NEW if words.SHORT_IMPORTING.search(text) else None
    said = span["count"].lower()
    count = Decimal(words.COUNTS.get(said) or said.replace(",", "."))
    return History.KNOWN if count >= _IN_A_YEAR[span["unit"][0].lower()] else History.NEW


def _with_amounts(draft: Draft, said: Said) -> Draft:
    if draft.history is None and said.pasted:
        draft = replace(draft, history=History.KNOWN)
    place = draft.open_place
    account = draft.accounts[place]
    if said.foreign and account.settled:
        return draft.with_account(place, replace(account, highest=None, months=(), troubles=(_in_foreign_currency(said.foreign),)))
    if said.removes and account.troubles:
        return draft.with_account(place, replace(account, troubles=account.troubles[1:]))
    if said.removed_month is not None:
        months = tuple(each for each in account.months if not each.is_same(said.removed_month, None))
        return draft.with_account(place, replace(account, months=months))
    if said.pasted:
        return draft.with_account(place, replace(account, months=said.entries, highest=None, approximate=False, troubles=said.troubles))
    if said.by_account and (len(draft.accounts) > 1 or any(isinstance(name, str) for name, _ in said.by_account)):
        return _by_account(draft, said.by_account)
    unsettled = [number for number, each in enumerate(draft.accounts) if not each.settled]
    if len(said.amounts) > 1 and len(said.amounts) == len(unsettled) and not account.troubles:
        for number, amount in zip(unsettled, said.amounts, strict=True):
            draft = draft.with_account(number, replace(draft.accounts[number], highest=amount, months=()))
        return draft
    return draft.with_account(place, _account(account, said))


def _in_foreign_currency(named: str) -> Trouble:
    return Trouble(TroubleCode.FOREIGN_CURRENCY, quoted(named))


def _by_account(draft: Draft, pairs: Iterable[tuple[str | int, Decimal]]) -> Draft:
    for name, amount in pairs:
        places = [place for place, each in enumerate(draft.accounts) if each.number == name]
        unnamed = [place for place, each in enumerate(draft.accounts) if not each.number]
        if isinstance(name, int):
            places = [name - 1] if name <= len(draft.accounts) else []
        elif not places:
            # "RM0002" is mostly the second; a name new to us otherwise goes to the first account without one.
            second = int(name[2:]) - 1 if name[2:].isdigit() else -1
            places = [second] if second in unnamed else unnamed[:1]
        if not places:
            continue
        known = draft.accounts[places[0]]
        number = name if isinstance(name, str) else known.number
        draft = draft.with_account(places[0], Account(number=number, highest=amount))
    return draft


def _account(account: Account, said: Said) -> Account:
    if account.troubles and account.troubles[0].code is TroubleCode.WHICH_ENTRY:
        return _placed(account, said)
    if said.trouble is not None:
        return _in_trouble(account, said.trouble)
    if account.troubles and said.amount is not None and not _names_another(account.troubles, said):
        return _settled(account, said.amount, said.approximate)
    if len(said.entries) == 1 and account.months and not any(month.month for month in account.months):
        # The list has no names, so a named month can't be found in it, nor guessed from its place.
        trouble = Trouble(TroubleCode.WHICH_ENTRY, "", month=said.entries[0].month, readings=(said.entries[0].amount,))
        return replace(account, troubles=(trouble, *account.troubles))
    if said.entries and (account.months or account.troubles or len(said.entries) > 1):
        months = account.months
        for entry in said.entries:
            months = _set(months, entry)
        # Named months also answer a question that was about no entry.
        asked = (each for each in account.troubles if each.month or each.position)
        left = tuple(each for each in asked if not any(entry.is_same(each.month, each.year) for entry in said.entries))
        return replace(account, months=months, highest=None, troubles=left)
    if said.amount is None:
        return replace(account, highest=Decimal("0.00")) if said.nothing and not account.settled else account
    if said.adds and said.entries and account.highest is not None:
        return replace(account, highest=max(account.highest, said.amount))  # another month, below or above the highest so far
    if said.place is not None and any(month.position == said.place for month in account.months):
        months = tuple(replace(each, amount=said.amount) if each.position == said.place else each for each in account.months)
        return replace(account, months=months)
    return replace(account, highest=said.amount, months=(), approximate=said.approximate, troubles=())


def _placed(account: Account, said: Said) -> Account:
    """Return the account with the entry that was asked for corrected; a new amount in place of the list also answers."""
    first, *rest = account.troubles
    place = said.place or said.bare_count
    if any(month.position == place for month in account.months):
        months = tuple(replace(each, amount=first.readings[0]) if each.position == place else each for each in account.months)
        return replace(account, months=months, troubles=tuple(rest))
    return replace(account, highest=said.amount, months=(), troubles=()) if said.amount is not None else account


def _names_another(troubles: tuple[Trouble, ...], said: Said) -> bool:
    """Whether the message names a month that isn't the one asked about first."""
    months = {entry.month for entry in said.entries}
    return bool(months) and troubles[0].month not in months


def _in_trouble(account: Account, trouble: Trouble) -> Account:
    if account.troubles and trouble.month is None:
        # The answer about an entry is itself no amount: the question stays about that entry, with the new reason.
        first = account.troubles[0]
        trouble = replace(trouble, position=first.position, month=first.month, year=first.year)
        return replace(account, troubles=(trouble, *account.troubles[1:]))
    if trouble.month is not None and account.months:
        place = next((each for each in account.months if each.is_same(trouble.month, trouble.year)), None)
        months = tuple(each for each in account.months if each is not place)
        position = place.position if place else _next_position(account)
        return replace(account, months=months, troubles=(*account.troubles, replace(trouble, position=position)))
    return replace(account, highest=None, months=(), troubles=(trouble,))


def _settled(account: Account, amount: Decimal, approximate: bool) -> Account:
    """Return the account with the first trouble settled by an amount."""
    first, *rest = account.troubles
    approximate = approximate or account.approximate
    is_of_the_list = first.position or (first.month and (account.months or rest))
    if not is_of_the_list or first.code in _OF_THE_WHOLE_LIST:
        return replace(account, highest=amount, months=(), approximate=approximate, troubles=())
    month = Month(amount, first.position or _next_position(account), first.month, first.year)
    return replace(account, months=_set(account.months, month), highest=None, approximate=approximate, troubles=tuple(rest))


def _set(months: tuple[Month, ...], entry: Month) -> tuple[Month, ...]:
    """Return the months with an entry put in the place of the same month, else in its order."""
    for place, month in enumerate(months):
        if month.is_same(entry.month, entry.year):
            return (*months[:place], replace(month, amount=entry.amount), *months[place + 1 :])
    taken = {month.position for month in months}
    if entry.position in taken:
        entry = replace(entry, position=max(taken) + 1)
    return tuple(sorted((*months, entry), key=lambda month: month.position))


def _next_position(account: Account) -> int:
    return max((*(each.position for each in account.months), *(each.position or 0 for each in account.troubles)), default=0) + 1

"""What the calculator knows so far, and what it must still ask. Kept between messages as plain JSON (``as_json``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.calculators.money import CENT, LARGEST_MONTH

MOST_ACCOUNTS = 20
LONGEST_QUOTE = 40


class History(Enum):
    """Whether the amounts are a year that was, or a new importer's estimate."""

    KNOWN = "known"
    NEW = "new"


class TroubleCode(Enum):
    """Why something that was said gives no amount yet. The phrases are ``security_trouble_<value>``."""

    AMBIGUOUS = "ambiguous"
    AVERAGE = "average"
    DUPLICATE_MONTH = "duplicate_month"
    FOREIGN_CURRENCY = "foreign_currency"
    GOODS = "goods"
    NEGATIVE = "negative"
    RANGE = "range"
    SEVERAL = "several"
    SMALL = "small"
    SPAN_TOO_LONG = "span_too_long"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNKNOWN_MONTH = "unknown_month"
    UNREADABLE = "unreadable"
    VAGUE = "vague"
    WHICH_ENTRY = "which_entry"
    YEARLY = "yearly"
    YEAR_OR_AMOUNT = "year_or_amount"


class Ask(Enum):
    """What to ask next."""

    ACCOUNTS = "accounts"
    TROUBLE = "trouble"
    HISTORY = "history"
    CONFIRM = "confirm"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Month:
    """One month's total. ``position`` is its place, from 1, in what the person gave."""

    amount: Decimal
    position: int
    month: int | None = None
    year: int | None = None

    def is_same(self, month: int | None, year: int | None) -> bool:
        if month is None or month != self.month:
            return False
        return year is None or self.year is None or year == self.year


@dataclass(frozen=True)
class Trouble:
    """Something that can't be used as it stands. ``position`` is ``None`` when it is no entry of a list."""

    code: TroubleCode
    text: str
    position: int | None = None
    month: int | None = None
    year: int | None = None
    readings: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Account:
    """One RM account: a list of months, or the highest month alone. ``number`` is empty while the person has named none."""

    number: str = ""
    months: tuple[Month, ...] = ()
    highest: Decimal | None = None
    approximate: bool = False
    troubles: tuple[Trouble, ...] = ()

    @property
    def has_amount(self) -> bool:
        return bool(self.months) or self.highest is not None

    @property
    def settled(self) -> bool:
        return self.has_amount and not self.troubles


@dataclass(frozen=True)
class Draft:
    """A calculation in the making. ``count_open``: several accounts, not known how many. ``done``: the result was given."""

    accounts: tuple[Account, ...] = (Account(),)
    history: History | None = None
    count_open: bool = False
    done: bool = False

    @property
    def ask(self) -> Ask | None:
        """What is left to ask, ``None`` when the result can be worked out."""
        if self.count_open:
            return Ask.ACCOUNTS
        if any(account.troubles for account in self.accounts):
            return Ask.TROUBLE
        if self.history is None:
            return Ask.CONFIRM if any(account.has_amount for account in self.accounts) else Ask.HISTORY
        return None if all(account.settled for account in self.accounts) else Ask.AMOUNT

    @property
    def open_place(self) -> int:
        """Where, from 0, the account stands that is being asked about: in trouble first, then without amount, else the last."""
        for place, account in enumerate(self.accounts):
            if account.troubles:
                return place
        for place, account in enumerate(self.accounts):
            if not account.settled:
                return place
        return len(self.accounts) - 1

    def with_account(self, place: int, account: Account) -> Draft:
        accounts = (*self.accounts[:place], account, *self.accounts[place + 1 :])
        return replace(self, accounts=accounts)

    def as_json(self) -> dict[str, Any]:
        return {
            "accounts": [_account_json(account) for account in self.accounts],
            "history": self.history.value if self.history else None,
            "count_open": self.count_open,
            "done": self.done,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Draft | None:
        """Return the draft that was stored by ``as_json``, ``None`` when there is none."""
        if not stored:
            return None
        return cls(
            accounts=tuple(_account(entry) for entry in stored["accounts"]),
            history=History(stored["history"]) if stored["history"] else None,
            count_open=stored["count_open"],
            done=stored["done"],
        )


def stepped_back(draft: Draft) -> Draft | None:
    """Return the draft as it was before the last answer, so that the question before is asked; ``None`` at the first question."""
    place = draft.open_place
    if draft.count_open:
        return replace(draft, count_open=False)
    if draft.accounts[place].troubles:
        return draft.with_account(place, Account(draft.accounts[place].number))
    answered = [number for number, account in enumerate(draft.accounts) if account.has_amount]
    if answered:
        return draft.with_account(answered[-1], Account(draft.accounts[answered[-1]].number))
    if draft.history is not None:
        return replace(draft, history=None)
    return None


def quoted(text: str) -> str:
    """Return a person's words as they are repeated to them: on one line, and not at length."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def in_cents(readings: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """Return the readings that are sums of money somebody may have owed: of "1.234" only 1,234, of "1,1,1,1..." over pages none."""
    owed = (reading for reading in readings if reading <= LARGEST_MONTH)
    return tuple(reading.quantize(CENT) for reading in owed if reading == round(reading, 2))


def _account_json(account: Account) -> dict[str, Any]:
    return {
        "number": account.number,
        "months": [
            {"amount": str(month.amount), "position": month.position, "month": month.month, "year": month.year} for month in account.months
        ],
        "highest": None if account.highest is None else str(account.highest),
        "approximate": account.approximate,
        "troubles": [
            {
                "code": trouble.code.value,
                "text": trouble.text,
                "position": trouble.position,
                "month": trouble.month,
                "year": trouble.year,
                "readings": [str(reading) for reading in trouble.readings],
            }
            for trouble in account.troubles
        ],
    }


def _account(stored: Mapping[str, Any]) -> Account:
    return Account(
        number=stored["number"],
        months=tuple(Month(Decimal(each["amount"]), each["position"], each["month"], each["year"]) for each in stored["months"]),
        highest=None if stored["highest"] is None else Decimal(stored["highest"]),
        approximate=stored["approximate"],
        troubles=tuple(
            Trouble(
                TroubleCode(entry["code"]), entry["text"], entry["position"], entry["month"], entry["year"],
                tuple(Decimal(reading) for reading in entry["readings"]),
            )
            for entry in stored["troubles"]
        ),
    )  # fmt: skip

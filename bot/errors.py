"""One family of errors for the whole product.

An edge (web, Telegram, CLI, action) catches ``BotError``, logs ``code`` and ``details`` and picks a phrase by ``code``. Details
are short values, never a person's message; wording is content and lives in ``bot/content``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar, TypeVar

_Error = TypeVar("_Error", bound="BotError")


class BotError(Exception):
    """Base of every error this product raises on purpose: a stable ``code`` and named ``details``."""

    code: ClassVar[str] = "bot_error"

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details: dict[str, object] = details

    def within(self: _Error, **details: object) -> _Error:
        """Add where it happened (the account, the file), for ``raise error.within(account="RM0002")``."""
        self.details.update(details)
        return self

    def __str__(self) -> str:
        said = ", ".join(f"{name}={_plain(value)}" for name, value in self.details.items() if value is not None)
        return f"{self.code}: {said}" if said else self.code

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception rebuilds from positional arguments, and ours are named: without this no error crosses a process.
        return _rebuild, (type(self), self.details)


class AmountFault(Enum):
    """Why a monthly total can't be calculated with."""

    NOT_DECIMAL = "not_decimal"
    NOT_A_NUMBER = "not_a_number"
    INFINITE = "infinite"
    NEGATIVE = "negative"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_LARGE = "too_large"


class InvalidAmount(BotError, ValueError):
    """A monthly total that can't be one. Says which entry (its place, from 1, and month if named), the value and the reason."""

    code = "invalid_amount"

    def __init__(
        self,
        *,
        value: object,
        reason: AmountFault,
        position: int | None = None,
        month: int | None = None,
        year: int | None = None,
    ) -> None:
        super().__init__(value=str(value), reason=reason, position=position, month=month, year=year)
        self.reason = reason
        self.position = position


class MonthsFault(Enum):
    """Why a list of monthly totals can't be calculated with."""

    NONE_GIVEN = "none_given"
    TOO_MANY = "too_many"
    DUPLICATE = "duplicate"
    UNKNOWN_MONTH = "unknown_month"
    UNKNOWN_YEAR = "unknown_year"
    SPAN_TOO_LONG = "span_too_long"


class InvalidMonths(BotError, ValueError):
    """A list of months that can't be a year's history; ``position`` is the entry at fault, ``other`` the one it clashes with."""

    code = "invalid_months"

    def __init__(
        self,
        *,
        reason: MonthsFault,
        position: int | None = None,
        other: int | None = None,
        month: int | None = None,
        year: int | None = None,
        given: int | None = None,
    ) -> None:
        super().__init__(reason=reason, position=position, other=other, month=month, year=year, given=given)
        self.reason = reason
        self.position = position
        self.other = other


class AccountsFault(Enum):
    """Why a business's RM accounts can't be calculated with."""

    NONE_GIVEN = "none_given"
    UNNAMED = "unnamed"
    DUPLICATE = "duplicate"
    MONTHS_OR_HIGHEST = "months_or_highest"


class InvalidAccounts(BotError, ValueError):
    """A list of RM accounts that can't be worked with."""

    code = "invalid_accounts"

    def __init__(self, *, reason: AccountsFault, account: str | None = None) -> None:
        super().__init__(reason=reason, account=account)
        self.reason = reason


class InvalidRules(BotError, ValueError):
    """Rules that contradict themselves or one another, such as a minimum above the maximum."""

    code = "invalid_rules"

    def __init__(self, *, field: str, cause: str) -> None:
        super().__init__(field=field, cause=cause)
        self.field = field
        self.cause = cause


class NoRulesInForce(BotError, LookupError):
    """No rules are known for a day. Names the day and the periods covered (an open end is ``None``)."""

    code = "no_rules_in_force"

    def __init__(self, *, day: date, covered: Sequence[tuple[date, date | None]], key: str | None = None) -> None:
        super().__init__(key=key, day=day, covered=tuple(covered))
        self.day = day
        self.covered = tuple(covered)

    def __str__(self) -> str:
        spans = "; ".join(f"{start.isoformat()}..{end.isoformat() if end else ''}" for start, end in self.covered)
        key = f"key={self.details['key']}, " if self.details["key"] else ""
        return f"{self.code}: {key}day={self.day.isoformat()}, covered=[{spans}]"


@dataclass(frozen=True)
class ContentProblem:
    """One thing wrong in a content file."""

    file: str
    field: str
    cause: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.cause}"


class InvalidContent(BotError, ValueError):
    """Content files that can't be used; lists every problem found, one a line, as ``file: field: cause``."""

    code = "invalid_content"

    def __init__(self, *, problems: Sequence[ContentProblem]) -> None:
        super().__init__(problems=tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def _rebuild(kind: type[_Error], details: dict[str, object]) -> _Error:
    error = kind.__new__(kind)
    error.details = details
    error.__dict__.update(details)
    return error


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple)):
        return "[" + "; ".join(_plain(item) for item in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)

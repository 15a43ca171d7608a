"""What the extractors find: typed values with the place they stand in the text. Plain data, no logic of reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class Currency(Enum):
    """Whose dollars. Without a mark, or with a bare ``$``, an amount is Canadian; ``OTHER`` is any currency not listed."""

    CAD = "CAD"
    USD = "USD"
    EUR = "EUR"
    GBP = "GBP"
    CNY = "CNY"
    JPY = "JPY"
    MXN = "MXN"
    OTHER = "other"


class AmountProblem(Enum):
    """Why an amount can't be used as it stands; it has no ``value`` then."""

    AMBIGUOUS = "ambiguous"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    TOO_MANY_DECIMALS = "too_many_decimals"


class DatePrecision(Enum):
    """How much of the date was given."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DateProblem(Enum):
    """Why a date can't be used as it stands; it has no ``value`` then."""

    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    NEEDS_TODAY = "needs_today"


class IdentifierKind(Enum):
    """Numbers that name a business or a person, or pay for them."""

    BN9 = "bn9"
    BN15 = "bn15"
    RM = "rm"
    SIN = "sin"
    CARD = "card"


class ContactKind(Enum):
    """Ways to reach a person, and where."""

    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"


class WarningCode(Enum):
    """What whoever uses an extraction should ask about before relying on it."""

    AMBIGUOUS_AMOUNT = "ambiguous_amount"
    NEGATIVE_AMOUNT = "negative_amount"
    TOO_LARGE_AMOUNT = "too_large_amount"
    TOO_MANY_DECIMALS = "too_many_decimals"
    FOREIGN_CURRENCY = "foreign_currency"
    RANGE = "range"
    VAGUE_AMOUNT = "vague_amount"
    YEAR_OR_AMOUNT = "year_or_amount"
    INVALID_CHECK_DIGIT = "invalid_check_digit"
    AMBIGUOUS_DATE = "ambiguous_date"
    IMPOSSIBLE_DATE = "impossible_date"


@dataclass(frozen=True)
class Found:
    """Something found: ``text`` is what the person wrote from character ``start`` up to, not including, ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Amount(Found):
    """A sum of money. ``value`` is in dollars to the cent; when there is a ``problem`` it is ``None``.

    ``readings`` holds what an ambiguous amount could mean. ``approximate``: the person said "about", "more than" or the like.
    """

    value: Decimal | None
    currency: Currency = Currency.CAD
    approximate: bool = False
    readings: tuple[Decimal, ...] = ()
    problem: AmountProblem | None = None

    @property
    def usable(self) -> bool:
        """Whether this is one sum of Canadian dollars."""
        return self.value is not None and self.currency is Currency.CAD


@dataclass(frozen=True)
class DateMention(Found):
    """A date. A month or a year stands for its first day; without a year, the nearest such day to today is meant."""

    value: date | None
    precision: DatePrecision = DatePrecision.DAY
    year_given: bool = True
    readings: tuple[date, ...] = ()
    problem: DateProblem | None = None


@dataclass(frozen=True)
class Identifier(Found):
    """A number that names somebody. ``value`` has no spaces; ``valid`` is about the check digit (always true of RM numbers)."""

    kind: IdentifierKind
    value: str
    valid: bool = True


@dataclass(frozen=True)
class ContactMention(Found):
    """A way to reach somebody, ``value`` in its usual form: ``a@b.ca``, ``+1 613-555-0123``, ``K1A 0B1``."""

    kind: ContactKind
    value: str


@dataclass(frozen=True)
class ExtractionWarning(Found):
    """Something in the text that must not be taken at face value."""

    code: WarningCode


@dataclass(frozen=True)
class Extraction:
    """Everything found in one text, each list in order of place."""

    amounts: tuple[Amount, ...] = ()
    dates: tuple[DateMention, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    contacts: tuple[ContactMention, ...] = ()
    warnings: tuple[ExtractionWarning, ...] = ()

    @property
    def amount(self) -> Amount | None:
        """The one amount of the text, if it can be used as it stands. Said twice, in figures and words, it is still one."""
        if self.amounts and self.amounts[0].usable and len({(amount.value, amount.currency) for amount in self.amounts}) == 1:
            return self.amounts[0]
        return None

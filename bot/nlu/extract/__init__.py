"""Reads values out of what people write: sums of money, dates, identifiers, contacts. No Rasa here; light to import.

``extract`` finds everything in a message; ``monthly.parse_months`` reads a year of totals as people paste them.
"""

from __future__ import annotations

from bot.nlu.extract.amounts import find_amounts, read_amount
from bot.nlu.extract.contacts import find_contacts
from bot.nlu.extract.dates import find_dates
from bot.nlu.extract.extraction import extract
from bot.nlu.extract.identifiers import find_identifiers
from bot.nlu.extract.pipelines import warm_up
from bot.nlu.extract.values import (
    Amount,
    AmountProblem,
    ContactKind,
    ContactMention,
    Currency,
    DateMention,
    DatePrecision,
    DateProblem,
    Extraction,
    ExtractionWarning,
    Found,
    Identifier,
    IdentifierKind,
    WarningCode,
)

__all__ = [
    "Amount",
    "AmountProblem",
    "ContactKind",
    "ContactMention",
    "Currency",
    "DateMention",
    "DatePrecision",
    "DateProblem",
    "Extraction",
    "ExtractionWarning",
    "Found",
    "Identifier",
    "IdentifierKind",
    "WarningCode",
    "extract",
    "find_amounts",
    "find_contacts",
    "find_dates",
    "find_identifiers",
    "read_amount",
    "warm_up",
]

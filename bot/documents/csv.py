"""A calculation as a table for a spreadsheet: the months, then both amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot import formatting
from bot.documents.calculation import Calculation
from bot.documents.lines import account_label
from bot.documents.sheet import Cell, sheet
from bot.documents.wording import Wording, plain
from bot.language import Language


def calculation_csv(calculation: Calculation, language: Language, day: date) -> bytes:
    """Return the table. ``day`` is when it is made; the calculation keeps its own."""
    words = Wording(language, day)
    rows: list[list[Cell]] = [[words.plain("document_title")], [_made_on(calculation, words)], []]
    rows.append([words.plain("csv_account"), words.plain("csv_month"), words.plain("csv_owed")])
    labels = [plain(words.line(account_label(account["number"], place))) for place, account in enumerate(calculation["accounts"], 1)]
    for label, account in zip(labels, calculation["accounts"], strict=True):
        for month in account["months"]:
            rows.append([label, _month(month, language), _number(month["amount"])])
    rows += [[], [words.plain("csv_account"), words.plain("csv_item"), words.plain("csv_amount")]]
    for label, account in zip(labels, calculation["accounts"], strict=True):
        rows.append([label, words.plain("csv_highest"), _number(account["highest_month"])])
        rows += _options(label, account["cash"], account["agreement"], words)
    if len(labels) > 1:
        rows += _options(words.plain("csv_total"), calculation["cash_total"], calculation["agreement_total"], words)
    rows += [[], [words.plain("document_no_decision")], [plain(words.sources(calculation), addresses=True)]]
    return sheet(rows, language)


def _made_on(calculation: Calculation, words: Wording) -> str:
    start = {"date": calculation["rules"]["in_force_from"]}
    return words.plain("document_made_on", day={"date": calculation["on"]}, start=start)


def _options(label: str, cash: str, agreement: str | None, words: Wording) -> list[list[Cell]]:
    given = words.plain("document_none") if agreement is None else _number(agreement)
    return [
        [label, words.plain("document_cash"), _number(cash)],
        [label, words.plain("document_agreement"), given],
    ]


def _month(month: dict[str, object], language: Language) -> str:
    if not month["month"]:
        return str(month["position"])
    name = formatting.month_name(int(str(month["month"])), language)
    return f"{name} {month['year']}" if month["year"] else name


def _number(amount: str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))

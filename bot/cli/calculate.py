"""``carm calculate``: the financial security of a business, from the terminal, on the functions that the conversation uses."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.rates import security_rule_book
from bot.documents import calculation_csv, calculation_of, calculation_pdf, chart_png
from bot.documents.lines import account_label, assumed, dates, lines, month_label, result
from bot.documents.wording import Wording, joined, plain
from bot.errors import BotError, InvalidAccounts, NoRulesInForce
from bot.interview import Account, Draft, History, Month, Trouble, TroubleCode, checked, security_of
from bot.interview.draft import in_cents, quoted
from bot.language import Language
from bot.nlu.extract.monthly import parse_months
from bot.ottawa import today

HELP = "Work out the financial security that a business needs, and write it as text, JSON, PDF, CSV or a chart."


class UnreadableFile(BotError, ValueError):
    """The file of months can't be read."""

    code = "unreadable_file"


class _Input(argparse.Action):
    """Keeps the accounts in the order in which they are given, whichever way each is."""

    def __call__(self, parser: Any, namespace: argparse.Namespace, value: Any, option: str | None = None) -> None:
        namespace.inputs = [*(namespace.inputs or []), (self.dest, value)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(inputs=[])
    parser.add_argument("--months", action=_Input, help='monthly totals as one would paste them: "Jan 4,200; Feb 3,100.50; ..."')
    parser.add_argument("--csv", action=_Input, metavar="FILE", help="a file of monthly totals, as a spreadsheet saves it")
    parser.add_argument(
        "--highest", action=_Input, metavar="AMOUNT", help="the highest month alone; repeat any of these for each RM account"
    )
    parser.add_argument("--rm", nargs="+", default=[], metavar="N", help="the RM accounts' numbers, in the order of their amounts")
    parser.add_argument("--estimate", action="store_true", help="the amounts are a new importer's estimate")
    parser.add_argument("--lang", choices=[language.value for language in Language], default="en", help="language of amounts and output")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="by the rules in force on this day (YYYY-MM-DD), default today"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the whole calculation as JSON")
    output.add_argument("--pdf", type=Path, metavar="OUT", help="write one page to print")
    output.add_argument("--csv-out", type=Path, metavar="OUT", help="write a table for a spreadsheet")
    output.add_argument("--chart", type=Path, metavar="OUT", help="write the chart as PNG")


def run(arguments: argparse.Namespace) -> int:
    language = Language(arguments.lang)
    day = arguments.on or today()
    if not arguments.inputs:
        print("carm calculate: give --months, --csv or --highest", file=sys.stderr)
        return 2
    if arguments.rm and len(arguments.rm) != len(arguments.inputs):
        given = len(arguments.inputs)
        print(f"carm calculate: --rm names {len(arguments.rm)} accounts, and amounts are given for {given}", file=sys.stderr)
        return 2
    numbers = arguments.rm or [""] * len(arguments.inputs)
    accounts = tuple(_account(kind, value, number, language) for (kind, value), number in zip(arguments.inputs, numbers, strict=True))
    draft = Draft(accounts, History.NEW if arguments.estimate else History.KNOWN)
    words = Wording(language, day)
    try:
        draft = checked(draft, security_rule_book(), day)
        problems = list(_problems(draft, words))
        if problems:
            print("\n".join(problems), file=sys.stderr)
            return 1
        calculation = calculation_of(security_of(draft, security_rule_book(), day), draft)
    except (NoRulesInForce, InvalidAccounts) as error:
        print(f"carm calculate: {error}", file=sys.stderr)
        return 1
    return _output(arguments, calculation, words, day)


def _account(kind: str, value: str, number: str, language: Language) -> Account:
    text = _file_text(Path(value)) if kind == "csv" else value
    reading = parse_months(text, language)
    troubles = tuple(
        Trouble(TroubleCode(each.code.value), quoted(each.text), each.position, each.month, each.year, in_cents(each.readings))
        for each in reading.problems
    )
    months = tuple(Month(entry.amount, entry.position, entry.month, entry.year) for entry in reading.entries)
    if not months and not troubles:
        troubles = (Trouble(TroubleCode.UNREADABLE, quoted(text)),)
    if kind != "highest":
        return Account(number=number, months=months, troubles=troubles)
    if len(months) > 1:
        troubles = (Trouble(TroubleCode.SEVERAL, quoted(text)),)
    troubles = tuple(replace(trouble, position=None) for trouble in troubles)
    return Account(number=number, highest=months[0].amount if months and not troubles else None, troubles=troubles)


def _file_text(path: Path) -> str:
    """Return a file's months as a pasted table: cells parted by tabs."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(file=str(path), cause=error.strerror) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what Excel on Windows saves as "CSV"
    rows = text.splitlines()
    delimiter = next((mark for mark in ("\t", ";") if any(mark in row for row in rows)), None)
    if delimiter is None and any('"' in row or row[:1].isalpha() for row in rows):
        delimiter = ","  # but not between bare numbers: there, a comma may be part of one
    if delimiter is None:
        return text
    return "\n".join("\t".join(cells) for cells in csv.reader(rows, delimiter=delimiter) if any(cell.strip() for cell in cells))


def _problems(draft: Draft, words: Wording) -> Sequence[str]:
    """Return what is wrong with each entry, worded: which one and why."""
    found = []
    for place, account in enumerate(draft.accounts, start=1):
        name = plain(words.line(account_label(account.number, place)))
        for trouble in account.troubles:
            label = month_label(vars(trouble))
            said = {"entry": lines([label] if label else []), "said": trouble.text}
            cause = words.plain(f"security_trouble_{trouble.code.value}", **said)
            several = len(draft.accounts) > 1
            found.append(words.plain("chart_amount", name=name, amount={"markup": cause}) if several else cause)
    return found


def _output(arguments: argparse.Namespace, calculation: dict[str, Any], words: Wording, day: date) -> int:
    made = {"pdf": calculation_pdf, "csv_out": calculation_csv, "chart": chart_png}
    for option, make in made.items():
        path: Path | None = getattr(arguments, option)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(calculation, words.language, day))
            print(path, file=sys.stderr)
            return 0
    if arguments.json:
        print(json.dumps(calculation, ensure_ascii=False, indent=2))
        return 0
    said = [
        words.text("utter_security_result", **result(calculation)),
        words.text("document_what_counts"),
        words.line(assumed(calculation)),
        words.line(dates(calculation)),
        words.text("document_next"),
        words.text("document_no_decision"),
        words.sources(calculation),
    ]
    print(plain(joined(said), addresses=True))
    return 0

"""Each report as the rows of a spreadsheet: a header in the advisor's language, words as words, our own figures as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.console.report_words import ReportWords
from bot.desk.reports.figures import by
from bot.desk.reports.service import Report
from bot.documents.sheet import Cell
from bot.language import Language
from bot.ottawa import day_of

Rows = list[list[Cell]]


def cases_by(report: Report, words: ReportWords) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Return the cases counted by how they ended, where they came from and what they were about."""
    return {
        "outcome": by(report.cases, words.state),
        "channel": by(report.cases, lambda case: words.channel(case.channel)),
        "topic": by(report.cases, lambda case: words.reply(case.topic) if case.topic else words.say("cases.no_topic")),
    }


def _misses(report: Report, words: ReportWords) -> Rows:
    columns = ("misses.language", "misses.size", "misses.question", "misses.examples", "misses.first", "misses.last")
    rows: Rows = [words.header(*columns)]
    for each in report.clusters.found:
        examples = "\n".join(each.examples)
        rows.append([words.in_language(each.language), each.size, each.question, examples, _day(each.first), _day(each.last)])
    return rows


def _topics(report: Report, words: ReportWords) -> Rows:
    rows: Rows = [words.header("topics.topic", "topics.id", "topics.in_en", "topics.in_fr", "topics.total")]
    for each in report.topics:
        rows.append([words.reply(each.topic), each.topic, each.counts[Language.EN], each.counts[Language.FR], each.total])
    return rows


def _ratings(report: Report, words: ReportWords) -> Rows:
    rows: Rows = [words.header("ratings.answer", "ratings.down", "ratings.up")]
    for each in report.ratings:
        rows.append([words.reply(each.topic), each.down, each.up])
    rows += [[], words.header("ratings.date", "ratings.answer", "ratings.language", "ratings.question", "ratings.comment")]
    for told in report.complaints:
        rows.append([_day(told.at), words.reply(told.outcome), words.in_language(told.language), told.question, told.comment])
    return rows


def _hand_offs(report: Report, words: ReportWords) -> Rows:
    rows: Rows = [words.header("hand_offs.language", "hand_offs.down", "hand_offs.up")]
    return rows + [[words.in_language(each.language), each.down, each.up] for each in report.hand_offs]


def _waits(report: Report, words: ReportWords) -> Rows:
    columns = ("kind", "claimed", "median_minutes", "p90_minutes", "longest_minutes", "waiting", "waiting_longest_minutes")
    rows: Rows = [words.header(*(f"waits.{column}" for column in columns))]
    for each in report.waits:
        claimed = [_minutes(seconds) for seconds in (each.median, each.p90, each.longest)]
        rows.append([words.wait(each), each.claimed, *claimed, each.waiting, _minutes(each.waiting_longest)])
    return rows


def _cases(report: Report, words: ReportWords) -> Rows:
    rows: Rows = [words.header("cases.group", "cases.value", "cases.count")]
    for group, counted in cases_by(report, words).items():
        rows += [[words.say(f"cases.{group}"), value, count] for value, count in counted]
    return rows


SHEETS: Mapping[str, Callable[[Report, ReportWords], Rows]] = {
    "misses": _misses,
    "topics": _topics,
    "ratings": _ratings,
    "hand_offs": _hand_offs,
    "waits": _waits,
    "cases": _cases,
}
"""The reports that can be taken away, by the name in their address."""


def _day(moment: datetime) -> str:
    return day_of(moment).isoformat()


def _minutes(seconds: int | None) -> Cell:
    return "" if seconds is None else (Decimal(seconds) / 60).quantize(Decimal("0.1"))

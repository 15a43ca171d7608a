"""``carm evaluate``: labelled questions through the whole dialogue; a table, a report, a chart and every result."""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from bot.cli.ask import ask_once, described
from bot.cli.engine import load_engine, say
from bot.cli.questions import BadLine, check_labels, read_labelled
from bot.content.load import Content
from bot.content.store import shipped_content
from bot.engine.model import Engine, Turn
from bot.evaluation.chart import draw
from bot.evaluation.report import Run, overview, report
from bot.evaluation.results import CLARIFY, OUT_OF_SCOPE, PERSON, LabelledQuestion, Result
from bot.evaluation.typos import with_typos
from bot.language import Language
from bot.paths import ROOT
from bot.settings import Settings

HELP = "Measure the assistant on labelled questions: accuracy, refusals, confusions, with a report and a chart."

_NOT_LABELS = frozenset({CLARIFY, "error", ""})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help='JSON lines {"id", "text", "label", "lang"?}, or .csv with that header'
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the report goes (default: var/reports/<name>-<UTC time>)")
    parser.add_argument("--use-lang", action="store_true", help="give each question's stated language as the person's choice")
    parser.add_argument("--typos", type=int, default=0, metavar="N", help="put N keyboard typos into each question")
    parser.add_argument("--seed", type=int, default=0, help="of the typos")


def run(arguments: argparse.Namespace) -> int:
    return evaluate(load_engine, arguments)


def evaluate(load: Callable[[], Engine], arguments: argparse.Namespace) -> int:
    """Carry out the command with the assistant that ``load`` returns; return an exit status."""
    questions: list[LabelledQuestion] = []
    bad: list[BadLine] = []
    for path in arguments.files:
        try:
            found, unreadable = read_labelled(path)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            print(f"carm evaluate: {path}: {error}", file=sys.stderr)
            return 2
        questions += found
        bad += unreadable
    check_labels(questions, known_labels(shipped_content().current()))
    if not questions:
        _tell_bad(bad)
        print("carm evaluate: no question to ask", file=sys.stderr)
        return 2
    now = datetime.now(timezone.utc)
    settings = Settings.from_environment()
    folder = arguments.out or settings.var / "reports" / f"{arguments.files[0].stem}-{now:%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True, exist_ok=True)
    asked = [_with_slips(question, arguments.typos, arguments.seed) for question in questions]
    results = asyncio.run(_ask_all(load(), asked, arguments.use_lang))
    done = Run(
        files=tuple(str(path) for path in arguments.files),
        when=f"{now:%Y-%m-%d %H:%M} UTC",
        model=_shown(settings.model),
        typos=arguments.typos,
        languages_stated=arguments.use_lang,
        bad_lines=len(bad),
    )
    _write(folder, done, results)
    _print_overview(results)
    say(f"Report: {_shown(folder / 'report.md')}")
    _tell_bad(bad)
    return 1 if bad else 0


def known_labels(content: Content) -> frozenset[str]:
    """Return every id that a question can lead to: answers, tools, small talk, out of scope."""
    outcomes = {phrase.outcome for phrase in content.phrases.values()} | {button.outcome for button in content.buttons.values()}
    return frozenset({*content.answers, *outcomes, OUT_OF_SCOPE, PERSON} - _NOT_LABELS)


def result_of(question: LabelledQuestion, turn: Turn, milliseconds: float) -> Result:
    told = described(turn)
    return Result(
        question=question,
        outcome=turn.outcome,
        offered=tuple(told["offered"]),
        answered=tuple(dict.fromkeys(reply.outcome for reply in turn.replies if reply.outcome)),
        replied_in=Language.of(told["lang"]),
        confidence=turn.confidence,
        inside=turn.inside,
        milliseconds=milliseconds,
    )


async def _ask_all(engine: Engine, questions: Sequence[LabelledQuestion], use_lang: bool) -> list[Result]:
    results = []
    for question in tqdm(questions, unit="question", file=sys.stderr):
        turn, milliseconds = await ask_once(engine, question.text, question.language if use_lang else None)
        results.append(result_of(question, turn, milliseconds))
    return results


def _with_slips(question: LabelledQuestion, typos: int, seed: int) -> LabelledQuestion:
    if typos <= 0:
        return question
    return LabelledQuestion(question.id, with_typos(question.text, typos, seed), question.label, question.language)


def _write(folder: Path, done: Run, results: Sequence[Result]) -> None:
    lines = (json.dumps(result.as_dict(), ensure_ascii=False) + "\n" for result in results)
    (folder / "results.jsonl").write_text("".join(lines), encoding="utf-8")
    draw(results, folder / "chart.png")
    (folder / "report.md").write_text(report(done, results), encoding="utf-8")


def _print_overview(results: Sequence[Result]) -> None:
    heading, *rows = overview(results)
    shown = Table(*heading, box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*row)
    # Wide enough for three languages' columns, also where there is no terminal to ask.
    Console(width=120).print(shown)


def _tell_bad(bad: Sequence[BadLine]) -> None:
    for line in bad:
        print(f"  {line}", file=sys.stderr)
    if bad:
        print(f"carm evaluate: {len(bad)} lines could not be asked (above)", file=sys.stderr)


def _shown(path: Path) -> str:
    full = path.resolve()
    return str(full.relative_to(ROOT)) if full.is_relative_to(ROOT) else str(path)

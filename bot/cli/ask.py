"""``carm ask``: one question, or a file of them, each a fresh conversation through the whole dialogue."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
import uuid
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from bot.cli.engine import load_engine
from bot.cli.questions import lines_of, read_line
from bot.engine.model import Engine, Turn
from bot.errors import BotError
from bot.language import Language

HELP = "Ask a question, or a file of questions, and print what the assistant answers."

_CHOICES = frozenset({"clarify", "out_of_scope"})
"""Outcomes whose buttons are a choice in place of an answer; the buttons under an answer are where a reader may go next."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", help="the question")
    parser.add_argument("--lang", choices=[language.value for language in Language], help="the person's choice of language")
    parser.add_argument("--batch", type=Path, metavar="IN.jsonl", help='lines {"id", "text", "lang"?}')
    parser.add_argument("--out", type=Path, metavar="OUT.jsonl", help="where the answers go, one line for each line in")


def run(arguments: argparse.Namespace) -> int:
    if (arguments.text is None) == (arguments.batch is None):
        print("carm ask: give either a question or --batch", file=sys.stderr)
        return 2
    if arguments.batch is None:
        turn = asyncio.run(load_engine().say(uuid.uuid4().hex, arguments.text, language=Language.of(arguments.lang)))
        print(_for_terminal(turn))
        return 0
    if arguments.out is None:
        print("carm ask: --batch needs --out", file=sys.stderr)
        return 2
    return ask_file(load_engine, arguments.batch, arguments.out)


def ask_file(load: Any, source: Path, target: Path) -> int:
    """Ask every line of ``source`` and write an answer, or an error in its place, to ``target``. Return an exit status."""
    try:
        lines = lines_of(source)
    except (OSError, UnicodeDecodeError) as error:
        print(f"carm ask: {source}: {error}", file=sys.stderr)
        return 2
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as out:
        bad = asyncio.run(_ask_lines(load(), lines, out))
    if bad:
        print(f'{bad} of {len(lines)} lines could not be asked: see "error" in {target}', file=sys.stderr)
    return 1 if bad else 0


async def _ask_lines(engine: Engine, lines: list[str], out: TextIO) -> int:
    bad = 0
    for number, line in enumerate(tqdm(lines, unit="question", file=sys.stderr, disable=False), start=1):
        if not line.strip():
            continue
        try:
            answer = await _ask_line(engine, line)
        except BotError as error:
            bad += 1
            answer = {"id": _id_of(line), "error": {"line": number, **{key: str(value) for key, value in error.details.items()}}}
        said = json.dumps(answer, ensure_ascii=False)
        out.write((said if _is_writable(said) else json.dumps(answer)) + "\n")
        out.flush()
    return bad


async def _ask_line(engine: Engine, line: str) -> dict[str, Any]:
    question = read_line(line)
    turn, milliseconds = await ask_once(engine, question["text"], Language.of(question.get("lang")))
    return {"id": question["id"], **described(turn), "milliseconds": round(milliseconds, 1)}


async def ask_once(engine: Engine, text: str, language: Language | None = None) -> tuple[Turn, float]:
    """Ask in a fresh conversation, which is forgotten again; return the answer and the milliseconds it took."""
    conversation = uuid.uuid4().hex
    started = time.perf_counter()
    turn = await engine.say(conversation, text, language=language)
    milliseconds = (time.perf_counter() - started) * 1000
    await engine.forget(conversation)
    return turn, milliseconds


def described(turn: Turn) -> dict[str, Any]:
    """Return a turn as a line of the output has it."""
    offered = [button.answer for reply in turn.replies for button in reply.buttons if button.answer and reply.outcome in _CHOICES]
    # A message with several questions has several answers: the first is the outcome, the others stand beside it.
    others = [reply.outcome for reply in turn.replies if reply.outcome][1:]
    return {
        "outcome": turn.outcome,
        "offered": [*others, *offered],
        "confidence": None if turn.confidence is None else round(turn.confidence, 4),
        "lang": turn.replies[0].language.value if turn.replies else None,
        "text": turn.text,
    }


def _id_of(line: str) -> Any:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    id_ = found.get("id") if isinstance(found, dict) else None
    return id_ if isinstance(id_, (str, int)) else None  # NaN is no JSON


def _is_writable(text: str) -> bool:
    """Say whether a text can be written as UTF-8: JSON may hold half a character (``\\ud800``), which then stays as it was given."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _for_terminal(turn: Turn) -> str:
    parts = [turn.text]
    for reply in turn.replies:
        parts += [f"  [{button.title}]" for button in reply.buttons]
    return "\n".join(parts)

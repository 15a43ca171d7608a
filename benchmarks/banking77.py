"""How well the NLU components learn questions that nobody here wrote: BANKING77, 10 examples an intent.

    python benchmarks/banking77.py [--data ../shared/data/banking77] [--json FILE]

Takes the pipeline of ``config.yml`` as it is, without what needs our own content (``titles``); trains it with Rasa's own
``train_nlu`` on 10 examples for each of the 77 intents, drawn at random (seeds 0, 1, 2), and asks it the whole test file. Accuracy is
of the intent ranked first. ``--dev`` asks training questions that were not drawn instead: to choose settings by, which the test file
must never serve for.

Data: Casanueva et al. 2020, "Efficient Intent Detection with Dual Sentence Encoders", CC BY 4.0.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from tqdm import tqdm

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "banking77"
EXAMPLES = 10
DEV_QUESTIONS = 3000
PUBLISHED = {"USE": 84.2, "ConveRT": 83.3, "USE + ConveRT": 85.2}
"""Casanueva et al. 2020, table 2: accuracy with 10 examples an intent."""

Question = tuple[str, str]
"""Text and intent."""


@dataclass(frozen=True)
class Draw:
    """What one draw of examples came to."""

    seed: int
    accuracy: float
    questions: int
    examples: int
    training_seconds: float
    milliseconds: float
    """One question, median."""


def main() -> int:
    given = _arguments()
    try:
        train, test = (read(given.data / name) for name in ("train.csv", "test.csv"))
    except OSError as error:
        print(f"banking77: {error}\nIt needs train.csv and test.csv of BANKING77 (text,intent): --data FOLDER", file=sys.stderr)
        return 2
    pipeline = pipeline_of(ROOT / "config.yml")
    draws = [measure(pipeline, train, test, seed, given.dev) for seed in given.seeds]
    described = summary(draws, given.dev)
    print(table(described))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return 0


def read(path: Path) -> list[Question]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(" ".join(row["text"].split()), row["intent"]) for row in csv.DictReader(file)]


def pipeline_of(config: Path) -> list[dict[str, Any]]:
    """Return the pipeline of ``config``, its classifier without our titles."""
    pipeline: list[dict[str, Any]] = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    return [{**step, "titles": False} if step["name"].endswith(".AnswerClassifier") else step for step in pipeline]


def drawn(train: Sequence[Question], seed: int) -> tuple[list[Question], list[Question]]:
    """Return ``EXAMPLES`` questions for each intent, and the rest."""
    chance = random.Random(seed)
    shuffled = chance.sample(list(train), len(train))
    counts: dict[str, int] = {}
    chosen, rest = [], []
    for question in shuffled:
        place = counts[question[1]] = counts.get(question[1], 0) + 1
        (chosen if place <= EXAMPLES else rest).append(question)
    return chosen, rest


def measure(pipeline: list[dict[str, Any]], train: Sequence[Question], test: Sequence[Question], seed: int, dev: bool) -> Draw:
    examples, rest = drawn(train, seed)
    asked = rest[:DEV_QUESTIONS] if dev else test
    with tempfile.TemporaryDirectory(prefix="banking77-") as folder:
        started = perf_counter()
        parse = _trained(Path(folder), pipeline, examples)
        training_seconds = perf_counter() - started
        hits, milliseconds = asyncio.run(_ask(parse, asked, f"draw {seed}"))
    return Draw(seed, hits / len(asked), len(asked), len(examples), training_seconds, milliseconds)


def _trained(folder: Path, pipeline: list[dict[str, Any]], examples: Sequence[Question]) -> Callable[[str], Any]:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    intents: dict[str, list[str]] = {}
    for text, intent in examples:
        intents.setdefault(intent, []).append(text)
    nlu = [{"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in sorted(intents.items())]
    head = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config = {key: head[key] for key in ("recipe", "assistant_id", "language", "importers") if key in head}
    _write(folder / "config.yml", {**config, "pipeline": pipeline})
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": nlu})
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"))
    if model is None:
        raise SystemExit("banking77: Rasa trained no model")
    agent = Agent.load(model)
    return agent.parse_message  # type: ignore[no-any-return]


async def _ask(parse: Callable[[str], Any], questions: Sequence[Question], title: str) -> tuple[int, float]:
    hits = 0
    seconds = []
    for text, intent in tqdm(questions, desc=title, unit="question", file=sys.stderr):
        started = perf_counter()
        found = await parse(text)
        seconds.append(perf_counter() - started)
        ranking = found["intent_ranking"]
        hits += bool(ranking) and ranking[0]["name"] == intent
    return hits, 1000 * statistics.median(seconds)


def summary(draws: Sequence[Draw], dev: bool) -> dict[str, Any]:
    accuracies = [draw.accuracy for draw in draws]
    return {
        "data": "unused training questions (development)" if dev else "test file",
        "examples_per_intent": EXAMPLES,
        "draws": [vars(draw) for draw in draws],
        "mean": statistics.mean(accuracies),
        "sd": statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0,
        "published": PUBLISHED,
    }


def table(described: dict[str, Any]) -> str:
    draws = described["draws"]
    rows = [f"BANKING77, {described['examples_per_intent']} examples an intent, {described['data']}", ""]
    rows += ["| draw | accuracy | questions | training | one question |", "| --- | --- | --- | --- | --- |"]
    for draw in draws:
        cells = (f"{draw['training_seconds']:.1f} s", f"{draw['milliseconds']:.1f} ms")
        rows.append(f"| seed {draw['seed']} | {100 * draw['accuracy']:.2f}% | {draw['questions']} | {' | '.join(cells)} |")
    asked = sum(draw["questions"] for draw in draws)
    rows.append(f"| **mean of {len(draws)}** | **{100 * described['mean']:.2f}%** (sd {100 * described['sd']:.2f}) | {asked} | | |")
    rows += [f"| published: {name} | {accuracy}% | 3080 | | |" for name, accuracy in described["published"].items()]
    return "\n".join(rows)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train.csv and test.csv")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--dev", action="store_true", help="ask unused training questions instead of the test file")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "benchmarks" / "banking77.json", help="where the figures go")
    return parser.parse_args()


if __name__ == "__main__":
    # Before Rasa is imported: no telemetry, and nothing kept that could make a later run look faster than it is.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="banking77-cache-") as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        import warnings

        from bot.logs import configure_logs

        warnings.simplefilter("ignore")
        os.environ["CARM_LOG_LEVEL"] = "WARNING"
        configure_logs()
        sys.exit(main())

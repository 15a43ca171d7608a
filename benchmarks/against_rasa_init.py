"""This assistant beside the bot that ``rasa init`` makes, in one run on one machine.

    python benchmarks/against_rasa_init.py [--rounds 3] [--write README.md] [--json FILE]

Each round trains, starts, questions and stops one bot, then the other (A B A B). The table has the medians of the rounds and our share
of ``rasa init``'s figure. Both are trained with ``rasa train --skip-validation`` and an empty cache; both are asked one message at a
time over HTTP, messages that Rasa answers by itself, without a custom action, as ``rasa init``'s bot has none. Ours is asked on its own
channel with its token, its action server running beside it. The quantised sentence encoder, made once per machine, is there beforehand.

``--write`` puts the table into a file, between ``<!-- bench:begin -->`` and ``<!-- bench:end -->``. The load on the machine falls on
both alike; where it is heavy, the processor seconds say more than those on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from measuring import (
    Door,
    free_port,
    median,
    memory,
    messages_a_second,
    percentile,
    processor_seconds,
    running,
    timed,
    turns,
    wait_ready,
)

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
TURNS = 200
WARM_UP = 5
AT_ONCE = (1, 8, 32)
INIT, OURS = "rasa init", "ours"

INIT_MESSAGES = ("hello there", "I feel great", "are you a bot?", "I am sad", "good bye", "hey", "amazing", "am I talking to a human?")
OUR_MESSAGES = (
    "What is CARM?",
    "How much financial security do I need?",
    "my goods are stuck at the border",
    "Comment m'inscrire dans le portail?",
    "hello there",
    "where do I find my RM number",
    "Qui doit s'inscrire?",
    "thank you very much",
)
ACTION_MESSAGES = ("what is the weather like in Winnipeg", "quelle est la capitale de la France", "write me a poem about maple syrup")
"""Out of scope: the reply is a custom action's, one more request to another process."""

ROWS: tuple[tuple[str, str, str, float | None], ...] = (
    ("training, s", "train_seconds", "{:.1f}", 0.25),
    ("training, s of processor", "train_processor", "{:.1f}", None),
    ("start to ready, s", "ready_seconds", "{:.1f}", 0.25),
    ("start to ready, s of processor", "ready_processor", "{:.1f}", None),
    (f"server memory after {TURNS} turns, RSS, MB", "rss", "{:.0f}", 0.65),
    (f"server memory after {TURNS} turns, PSS, MB", "pss", "{:.0f}", 0.65),
    ("action server memory, PSS, MB", "actions_pss", "{:.0f}", None),
    ("whole turn, p50, ms", "turn_p50", "{:.1f}", 0.25),
    ("whole turn, p95, ms", "turn_p95", "{:.1f}", None),
    ("whole turn, ms of processor", "turn_processor", "{:.1f}", None),
    ("turn with a custom action, p50, ms", "action_p50", "{:.1f}", None),
    *((f"messages a second, {count} at once", f"at_once_{count}", "{:.0f}", None) for count in AT_ONCE),
)
"""Title, figure, how it is written, and the most that ours may be of ``rasa init``'s."""


@dataclass(frozen=True)
class Server:
    """A process of a bot, and how to know that it is ready."""

    command: Sequence[str]
    ready_url: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Bot:
    """How to train, start and question a bot. Its first server is the Rasa server; all are started together."""

    name: str
    folder: Path
    environment: Mapping[str, str]
    train: Sequence[str]
    servers: Sequence[Server]
    door: Door
    messages: Sequence[str]
    action_messages: Sequence[str] = ()


def main() -> int:
    given = _arguments()
    if given.write and not _has_markers(given.write):
        print(f"{given.write} has no {BEGIN} followed by {END}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="carm-bench-") as folder:
        bots = (_init_bot(Path(folder) / "init"), _our_bot(Path(folder) / "ours"))
        found: dict[str, list[dict[str, float]]] = {bot.name: [] for bot in bots}
        for number in range(1, given.rounds + 1):
            for bot in bots:
                print(f"round {number} of {given.rounds}: {bot.name}", file=sys.stderr, flush=True)
                found[bot.name].append(measure(bot, Path(folder)))
                print("  " + ", ".join(f"{name} {value:.1f}" for name, value in found[bot.name][-1].items()), file=sys.stderr)
    text = table(found)
    print(text)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps({"machine": _machine(), "rounds": found}, indent=2) + "\n", encoding="utf-8")
    if given.write:
        write_between_markers(given.write, text)
    return 0


def measure(bot: Bot, scratch: Path) -> dict[str, float]:
    """Train, start and question a bot once; return its figures by name."""
    log = scratch / f"{bot.name.replace(' ', '-')}.log"
    cache = Path(bot.environment["RASA_CACHE_DIRECTORY"])
    shutil.rmtree(cache, ignore_errors=True)
    train_seconds, train_processor = timed(bot.train, bot.folder, bot.environment, log)
    with ExitStack() as stack:
        started = perf_counter()
        processes = [stack.enter_context(running(server.command, bot.folder, bot.environment, log)) for server in bot.servers]
        for server, process in zip(bot.servers, processes, strict=True):
            wait_ready(process, server.ready_url, server.headers)
        ready_seconds = perf_counter() - started
        pid = processes[0].pid
        figures = {
            "train_seconds": train_seconds,
            "train_processor": train_processor,
            "ready_seconds": ready_seconds,
            "ready_processor": sum(processor_seconds(process.pid) for process in processes),
            "first_turn": turns(bot.door, bot.messages, 1)[0],
        }
        turns(bot.door, bot.messages, WARM_UP)
        before = processor_seconds(pid)
        milliseconds = turns(bot.door, bot.messages, TURNS)
        figures["turn_processor"] = 1000 * (processor_seconds(pid) - before) / TURNS
        figures |= {"turn_p50": percentile(milliseconds, 0.5), "turn_p95": percentile(milliseconds, 0.95), **memory(pid)}
        if bot.action_messages:
            figures["actions_pss"] = memory(processes[1].pid)["pss"]
            figures["action_p50"] = percentile(turns(bot.door, bot.action_messages, TURNS // 2), 0.5)
        for count in AT_ONCE:
            figures[f"at_once_{count}"] = messages_a_second(bot.door, bot.messages, count)
    return figures


def table(found: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    rounds = len(found[OURS])
    lines = [f"| median of {rounds} | `rasa init` | this assistant | ratio | at most |", "| --- | --- | --- | --- | --- |"]
    for title, name, written, most in ROWS:
        theirs, ours = ([figures[name] for figures in found[bot] if name in figures] for bot in (INIT, OURS))
        cells = [written.format(median(values)) if values else "-" for values in (theirs, ours)]
        ratio = median(ours) / median(theirs) if theirs and ours else None
        goal = "" if most is None else f"{most} {'✓' if ratio is not None and ratio <= most else '**missed**'}"
        lines.append(f"| {title} | {cells[0]} | {cells[1]} | {'' if ratio is None else f'{ratio:.2f}'} | {goal} |")
    return "\n".join([*lines, "", _machine()])


def write_between_markers(path: Path, text: str) -> None:
    before, rest = path.read_text(encoding="utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _init_bot(folder: Path) -> Bot:
    """Lay out the project of ``rasa init --no-prompt``; it would train it at once, which is left to the measurement."""
    folder.mkdir(parents=True)
    environment = _environment(folder)
    create = "import sys; from rasa.cli.scaffold import create_initial_project; create_initial_project(sys.argv[1])"
    timed([sys.executable, "-c", create, str(folder)], folder, environment, folder / "init.log")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    model = folder / "models" / "bench.tar.gz"
    run = _rasa("run", "--enable-api", "-i", "127.0.0.1", "-p", str(port), "-m", str(model), "--quiet")
    return Bot(
        name=INIT,
        folder=folder,
        environment=environment,
        train=_rasa("train", "--skip-validation", "--fixed-model-name", "bench", "--quiet"),
        servers=[Server(run, f"{url}/status", {})],
        door=Door(
            port=port,
            path="/webhooks/rest/webhook",
            headers={},
            body=lambda sender, text: {"sender": sender, "message": text},
            is_answer=lambda found: bool(found) and all(message.get("text") or message.get("image") for message in found),
        ),
        messages=INIT_MESSAGES,
    )


def _our_bot(folder: Path) -> Bot:
    """Return this project as ``carm run`` starts it, with its model, ports and files where nothing else is."""
    from bot.channels.settings import GatewaySettings
    from bot.paths import cache_folder
    from bot.processes.services import environment as our_environment
    from bot.processes.services import services
    from bot.settings import Settings

    cache = cache_folder()
    (folder / "var").mkdir(parents=True)
    if cache.exists():
        (folder / "var" / "cache").symlink_to(cache.resolve())
    model = folder / "models" / "bench.tar.gz"
    token = secrets.token_urlsafe(24)
    ports = {"CARM_RASA_PORT": str(free_port()), "CARM_ACTIONS_PORT": str(free_port())}
    own = {**ports, "CARM_TOKEN": token, "CARM_MODEL": str(model), "CARM_VAR_DIR": str(folder / "var"), "CARM_LOG_LEVEL": "WARNING"}
    os.environ.update(own)
    settings = Settings.from_environment(own)
    found = {service.name: service for service in services(settings, GatewaySettings(secret_keys=(token,)))}
    headers = {"Authorization": f"Bearer {token}"}
    return Bot(
        name=OURS,
        folder=ROOT,
        environment={**_environment(folder), **our_environment(settings), **own, "RASA_CACHE_DIRECTORY": str(folder / "cache")},
        train=_rasa("train", "--skip-validation", "--fixed-model-name", "bench", "--quiet", "--out", str(model.parent)),
        servers=[Server(found[name].command, found[name].ready_url, dict(found[name].headers)) for name in ("rasa", "actions")],
        door=Door(
            port=settings.rasa_port,
            path="/webhooks/engine/turn",
            headers=headers,
            body=lambda sender, text: {"sender": sender, "text": text, "metadata": {}},
            is_answer=lambda found: bool(found["replies"]) and all(reply["outcome"] != "error" for reply in found["replies"]),
        ),
        messages=OUR_MESSAGES,
        action_messages=ACTION_MESSAGES,
    )


def _rasa(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "rasa", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **quiet, "RASA_CACHE_DIRECTORY": str(folder / "cache")}


def _machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} processors ({model[1] if model else platform.machine()}), load at the end {load}; Rasa {_rasa_version()}."


def _rasa_version() -> str:
    from importlib.metadata import version

    return version("rasa")


def _has_markers(path: Path) -> bool:
    return bool(re.search(f"{BEGIN}.*{END}", path.read_text(encoding="utf-8"), re.DOTALL))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this file, between its markers")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "benchmarks" / "against_rasa_init.json", help="where the figures go")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

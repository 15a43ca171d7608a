"""Measures a bot's server from outside: time until ready, memory, whole turns over HTTP, messages a second."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx

READY_SECONDS = 300.0
TURN_SECONDS = 30.0
_held: list[socket.socket] = []
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Door:
    """How a bot is spoken to: where, with which headers, how a message is put, and whether what comes back is an answer."""

    port: int
    path: str
    headers: Mapping[str, str]
    body: Callable[[str, str], dict[str, Any]]
    is_answer: Callable[[Any], bool]

    def request(self, sender: str, text: str) -> tuple[bytes, dict[str, str]]:
        return json.dumps(self.body(sender, text)).encode(), {"Content-Type": "application/json", **self.headers}


class NoAnswer(RuntimeError):
    """A bot answered nothing, or with an error: the measurement would mean nothing."""


def free_port() -> int:
    """Return a port that stays bound here, so that nobody else is given it; a server that reuses addresses may listen on it."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    _held.append(probe)
    port: int = probe.getsockname()[1]
    return port


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> tuple[float, float]:
    """Run a command to its end; return the seconds that passed and the seconds of processor it took."""
    with log.open("ab") as out:
        started = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: see {log}")
    return seconds, used.ru_utime + used.ru_stime


@contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server in a process group of its own, and stop the group at the end."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, number)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    continue


def wait_ready(process: subprocess.Popen[bytes], url: str, headers: Mapping[str, str]) -> None:
    deadline = perf_counter() + READY_SECONDS
    while perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server at {url} ended with status {process.returncode}")
        try:
            if httpx.get(url, headers=dict(headers), timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        sleep(0.05)
    raise RuntimeError(f"the server at {url} was not ready within {READY_SECONDS:.0f} seconds")


def memory(pid: int) -> dict[str, float]:
    """Return the megabytes (10^6 bytes) of a process and its children: ``rss``, and ``pss``, which shares what is shared."""
    totals = {"Rss": 0, "Pss": 0}
    for each in _tree(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0])
    return {name.lower(): kilobytes * 1024 / 1e6 for name, kilobytes in totals.items()}


def processor_seconds(pid: int) -> float:
    """Return the processor time a process and its children have used."""
    used = 0
    for each in _tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def turns(door: Door, messages: Sequence[str], count: int, each: int = 5) -> list[float]:
    """Say ``count`` messages one at a time, a new conversation after every ``each``; return the milliseconds of each whole turn.

    The client is as light as Python's gets: what is measured is the server.
    """
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=TURN_SECONDS)
    milliseconds = []
    said = itertools.cycle(messages)
    run = os.urandom(4).hex()
    for number in range(count):
        body, headers = door.request(f"{run}-{number // each}", next(said))
        started = perf_counter()
        connection.request("POST", door.path, body, headers)
        answer = connection.getresponse()
        raw = answer.read()
        milliseconds.append((perf_counter() - started) * 1000)
        if answer.status != 200 or not door.is_answer(json.loads(raw)):
            raise NoAnswer(f"{door.path}: status {answer.status}, message {number}")
    connection.close()
    return milliseconds


def messages_a_second(door: Door, messages: Sequence[str], conversations: int, most: int = 400, seconds: float = 15.0) -> float:
    """Return how many messages are answered a second while so many conversations go on at once, each one message at a time.

    Ends after ``most`` messages or ``seconds``, whichever comes first.
    """
    return asyncio.run(_at_once(door, messages, conversations, most, seconds))


async def _at_once(door: Door, messages: Sequence[str], conversations: int, most: int, seconds: float) -> float:
    run = os.urandom(4).hex()
    numbers = iter(range(most))
    deadline = perf_counter() + seconds
    answered = 0
    limits = httpx.Limits(max_connections=conversations, max_keepalive_connections=conversations)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door.port}", timeout=TURN_SECONDS, limits=limits) as client:

        async def talk(person: int) -> None:
            nonlocal answered
            for number in numbers:
                if perf_counter() > deadline:
                    return
                body, headers = door.request(f"{run}-{person}-{number // (5 * conversations)}", messages[number % len(messages)])
                answer = await client.post(door.path, content=body, headers=headers)
                if answer.status_code != 200 or not door.is_answer(answer.json()):
                    raise NoAnswer(f"{door.path}: status {answer.status_code}")
                answered += 1

        started = perf_counter()
        await asyncio.gather(*(talk(person) for person in range(conversations)))
        return answered / (perf_counter() - started)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except OSError:  # the thread has ended
            continue
        for child in children:
            found += _tree(int(child))
    return found

"""How the gateway does under load: people chatting at once, idle streams held open, messages lost or answered twice.

    python benchmarks/load.py --people 20 --seconds 20 --idle 500

    python benchmarks/load.py --real --page

Without ``--url`` it starts a gateway of its own with an assistant that answers by rote after ``--engine-ms``, so that what is
measured is the gateway. ``--real`` starts the whole assistant instead, as ``carm run`` does. ``--cost`` measures one person's turns
with a client that costs next to nothing: what the gateway adds to the assistant's own time. With ``--url`` it measures a running
gateway, assistant included; start that one with CARM_RATE_SESSION, CARM_RATE_ADDRESS and CARM_RATE_STARTS raised, since all people here
come from one address. A person's time runs from sending to the answer's arrival on their stream; with ``--page`` one more person has
the widget in a real Chromium, on a page of another origin, and their time ends when the answer is on screen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx
from measuring import free_port
from whole import whole_assistant

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
QUESTIONS = (
    "What is CARM?",
    "How much security do I need?",
    "Comment m’inscrire?",
    "Who must register?",
    "Que faire si mes marchandises sont bloquées?",
)


@dataclass
class Results:
    accepted: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    errors: int = 0
    lost: int = 0
    twice: int = 0


@dataclass
class Person:
    http: httpx.AsyncClient
    token: str
    results: Results
    sent: dict[int, float] = field(default_factory=dict)
    got: dict[int, float] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def listen(self) -> None:
        async with self.http.stream("GET", "/api/v1/events", headers=self.headers, timeout=None) as response:
            async for line in response.aiter_lines():
                if line.startswith("data:") and '"author":"bot"' in line:
                    now, message = perf_counter(), json.loads(line[5:])
                    self.results.twice += message["reply_to"] in self.got and message["outcome"] != ""
                    self.got.setdefault(message["reply_to"], now)
                    self.arrived.set()

    async def chat(self, seconds: float, pause_seconds: float) -> None:
        await asyncio.sleep(random.uniform(0, pause_seconds))
        end, serial = perf_counter() + seconds, 0
        while perf_counter() < end:
            serial += 1
            began = perf_counter()
            try:
                body = {"client_id": f"load-{serial}", "text": random.choice(QUESTIONS)}
                response = await self.http.post("/api/v1/messages", json=body, headers=self.headers)
            except httpx.TransportError:
                self.results.errors += 1
                continue
            if response.status_code != 202:
                self.results.errors += 1
                await asyncio.sleep(0.5)
                continue
            self.results.accepted.append(perf_counter() - began)
            number = response.json()["number"]
            self.sent[number] = began
            try:
                await asyncio.wait_for(self._answer(number), 30)
                self.results.answered.append(self.got[number] - began)
            except asyncio.TimeoutError:
                self.results.lost += 1
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause_seconds)

    async def _answer(self, number: int) -> None:
        while number not in self.got:
            self.arrived.clear()
            await self.arrived.wait()


async def measure(url: str, people: int, seconds: float, pause_seconds: float, idle: int) -> None:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits, trust_env=False) as http:
        results = Results()

        async def someone() -> Person:
            response = await http.post("/api/v1/conversations", json={"language": "en"})
            response.raise_for_status()
            return Person(http, response.json()["token"], results)

        idlers = [await someone() for _ in range(idle)]
        held = [asyncio.create_task(idler.listen()) for idler in idlers]
        chatters = [await someone() for _ in range(people)]
        held += [asyncio.create_task(chatter.listen()) for chatter in chatters]
        await asyncio.sleep(1 + idle / 250)
        began = perf_counter()
        await asyncio.gather(*(chatter.chat(seconds, pause_seconds) for chatter in chatters))
        took = perf_counter() - began
        broken = sum(task.done() for task in held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        print(f"people {people}, idle streams {idle} (broken {broken}), {len(results.answered)} turns in {took:.1f} s")
        for name, values in (("accepted", results.accepted), ("answer on the stream", results.answered)):
            print(f"  {name:21} {_spread(values)}")
        print(f"  errors {results.errors}, lost {results.lost}, answered twice {results.twice}")


async def cost(url: str, turns: int) -> None:
    """Print what the gateway adds to a turn: from sending to the answer on the stream, over plain sockets."""
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"Host: {host}:{port}\r\n"

    async def post(path: str, extra: str, body: bytes) -> bytes:
        writer.write(f"POST {path} HTTP/1.1\r\n{head}{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        return await reader.readexactly(int(answer.split(b"content-length:")[1].split(b"\r\n")[0]))

    token = json.loads(await post("/api/v1/conversations", "", b"{}"))["token"]
    session = f"Authorization: Bearer {token}\r\n"
    events, asking = await asyncio.open_connection(host, int(port))
    asking.write(f"GET /api/v1/events HTTP/1.1\r\n{head}{session}\r\n".encode())
    await events.readuntil(b"event: owner")
    accepted, answered = [], []
    for turn in range(turns):
        await asyncio.sleep(0.02)
        began = perf_counter()
        await post("/api/v1/messages", session, json.dumps({"client_id": f"cost-{turn}", "text": "What is CARM?"}).encode())
        accepted.append(perf_counter() - began)
        await events.readuntil(b'"author":"bot"')
        answered.append(perf_counter() - began)
    print(f"one person, {turns} turns")
    print(f"  accepted              {_spread(accepted)}")
    print(f"  answer on the stream  {_spread(answered)}")
    for end in (writer, asking):
        end.close()


def _another_site() -> Any:
    from tests.e2e.serving import Served

    return Served(lambda: None)


def _in_a_browser(site: Any, url: str, questions: list[str], pause_seconds: float) -> list[float]:
    from page import seconds_on_screen

    return seconds_on_screen(site, url, questions, pause_seconds)


def _spread(values: list[float]) -> str:
    if len(values) < 2:
        return "too few"
    cuts = statistics.quantiles(values, n=100)
    return f"p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms"


@contextmanager
def own_gateway(engine_ms: float, database: str) -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SCRIPT_FOLDER": folder,
            "SCRIPT_DELAY_SECONDS": str(engine_ms / 1000),
            "CARM_GATEWAY_PORT": str(port),
            "CARM_RATE_SESSION": "1000000/1000000",
            "CARM_RATE_ADDRESS": "1000000/1000000",
            "CARM_RATE_STARTS": "1000000/1000000",
            **({"CARM_DATABASE_URL": database} if database else {}),
        }
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.gateway_process"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
            _report(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(15)


def _wait(url: str) -> None:
    with httpx.Client(trust_env=False) as http:
        for _ in range(200):
            try:
                if http.get(f"{url}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            sleep(0.05)
    raise SystemExit("the gateway did not start")


def _report(url: str, pid: int) -> None:
    """Print what the gateway itself measured: each part of a turn, its memory, how late its event loop is."""
    text = httpx.get(f"{url}/metrics", trust_env=False).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    for part in ("queue", "engine", "store"):
        total, count = (float(values.get(f'carm_turn_seconds_{what}{{part="{part}"}}', 0)) for what in ("sum", "count"))
        print(f"  turn, {part:15} mean {total / max(count, 1) * 1000:.2f} ms")
    total, count = (float(values.get(f'carm_http_request_seconds_{what}{{route="Api.say"}}', 0)) for what in ("sum", "count"))
    print(f"  request for a message mean {total / max(count, 1) * 1000:.2f} ms")
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    processor_seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    print(f"  gateway: {processor_seconds:.1f} s of processor time, {int(count)} messages, load average {os.getloadavg()[0]:.1f}")
    status = Path(f"/proc/{pid}/status").read_text()
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    print(f"  gateway: {int(memory) // 1024} MB, event loop lag {float(values['carm_event_loop_lag_seconds']) * 1000:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a running gateway; without it one is started here")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between an answer and the next question, on average")
    parser.add_argument("--idle", type=int, default=0)
    parser.add_argument("--engine-ms", type=float, default=0.0)
    parser.add_argument("--database", default="", help="URL for the gateway that is started here")
    parser.add_argument("--cost", action="store_true", help="what the gateway adds to one turn")
    parser.add_argument("--real", action="store_true", help="start the whole assistant, with Rasa")
    parser.add_argument("--page", action="store_true", help="one person more, with the widget in a browser (needs --real)")
    given = parser.parse_args()

    def run(url: str) -> None:
        asyncio.run(cost(url, 500) if given.cost else measure(url, given.people, given.seconds, given.pause, given.idle))

    if given.url:
        run(given.url)
        return
    if given.real:
        with ExitStack() as stack:
            site = _another_site() if given.page else None
            whole = stack.enter_context(whole_assistant(**({"CARM_ALLOWED_ORIGINS": site.url} if site else {})))
            browser = stack.enter_context(ThreadPoolExecutor(1))
            questions = [random.choice(QUESTIONS) for _ in range(int(given.seconds / (given.pause + 0.2)))]
            on_screen = browser.submit(_in_a_browser, site, whole.url, questions, given.pause) if site else None
            run(whole.url)
            if on_screen:
                print(f"  answer on screen      {_spread(on_screen.result())}")
            _report(whole.url, whole.processes()["gateway"])
        return
    with own_gateway(given.engine_ms, given.database) as url:
        run(url)


if __name__ == "__main__":
    main()

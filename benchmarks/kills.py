"""Kills a process of the assistant at random, again and again, while people chat, and counts what got lost or was answered twice.

    python benchmarks/kills.py --seconds 120 --people 10

Everything is real: ``carm run`` with Rasa, its action server and the gateway; ``kill -9`` of any of them, the supervisor included (which
is then started again, as a service manager would). People send their next message when the last one is answered; a message whose
sending failed is sent again under the same id, as the widget does. Afterwards each conversation is read from the record: every message
has to be there once, with one answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

import httpx
from whole import Whole, whole_assistant

QUESTIONS = ("What is CARM?", "how much security do I need", "qui doit s’inscrire?", "where is my RM number", "quel temps fait-il à Paris")
ANSWERED_WITHIN_SECONDS = 120.0


@dataclass
class Person:
    http: httpx.AsyncClient
    token: str = ""
    sent: list[int] = field(default_factory=list)
    resent: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def chat(self, until: float) -> None:
        self.token = (await self._try("POST", "/api/v1/conversations", {"language": "en"}))["token"]
        while monotonic() < until:
            body = {"client_id": f"kill-{len(self.sent)}", "text": random.choice(QUESTIONS)}
            number = (await self._try("POST", "/api/v1/messages", body))["number"]
            self.sent.append(number)
            began = monotonic()
            while number not in await self.answered() and monotonic() - began < ANSWERED_WITHIN_SECONDS:  # noqa: ASYNC110
                await asyncio.sleep(0.2)  # the record is in another process
            self.waits.append(monotonic() - began)
            await asyncio.sleep(random.uniform(0.1, 1.0))

    async def answered(self) -> Counter[int]:
        """Return how many answers each of the person's messages has in the record."""
        thread = await self._try("GET", "/api/v1/conversation")
        answers = (message for message in thread["messages"] if message["author"] == "bot" and message["outcome"])
        return Counter(message["reply_to"] for message in answers)

    async def stored(self) -> Counter[str]:
        thread = await self._try("GET", "/api/v1/conversation")
        return Counter(message["client_id"] for message in thread["messages"] if message["author"] == "person")

    async def _try(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        """Ask until there is an answer: what the network or a dying process swallowed is asked again."""
        while True:
            try:
                answer = await self.http.request(method, path, json=body, headers=self.headers if self.token else None)
                if answer.status_code < 500:
                    answer.raise_for_status()
                    found: dict[str, object] = answer.json()
                    return found
            except httpx.TransportError:
                pass
            self.resent += method == "POST"
            await asyncio.sleep(0.3)


async def kill_at_random(whole: Whole, until: float, pause_seconds: float) -> Counter[str]:
    killed: Counter[str] = Counter()
    while monotonic() < until:
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause_seconds)
        alive = whole.processes()
        if not alive:
            continue
        name = random.choice(sorted(alive))
        os.kill(alive[name], signal.SIGKILL)
        killed[name] += 1
        print(f"  kill -9 {name}", file=sys.stderr, flush=True)
        if name == "supervisor":
            await asyncio.sleep(1.0)
            await asyncio.to_thread(whole.start)
    return killed


async def measure(whole: Whole, people: int, seconds: float, pause_seconds: float) -> int:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=whole.url, timeout=15, limits=limits, trust_env=False) as http:
        crowd = [Person(http) for _ in range(people)]
        until = monotonic() + seconds
        killed, *_ = await asyncio.gather(kill_at_random(whole, until, pause_seconds), *(person.chat(until) for person in crowd))
        lost = unanswered = twice = doubled = 0
        for person in crowd:
            answered, stored = await person.answered(), await person.stored()
            unanswered += sum(not answered[number] for number in person.sent)
            twice += sum(answered[number] > 1 for number in person.sent)
            lost += sum(not stored[f"kill-{place}"] for place in range(len(person.sent)))
            doubled += sum(times > 1 for times in stored.values())
    waits = sorted(wait for person in crowd for wait in person.waits)
    kills = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
    print(f"{people} people, {seconds:.0f} s, {sum(killed.values())} times kill -9 ({kills})")
    print(f"  {sum(len(person.sent) for person in crowd)} messages, sent again {sum(person.resent for person in crowd)} times")
    print(f"  lost {lost}, stored twice {doubled}, unanswered {unanswered}, answered twice {twice}")
    print(f"  waited for an answer: half under {waits[len(waits) // 2]:.1f} s, the longest {waits[-1]:.1f} s")
    return lost + doubled + unanswered + twice


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=8.0, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, help="the same kills at the same moments")
    given = parser.parse_args()
    random.seed(given.seed)
    with whole_assistant() as whole:
        return 1 if asyncio.run(measure(whole, given.people, given.seconds, given.pause)) else 0


if __name__ == "__main__":
    sys.exit(main())

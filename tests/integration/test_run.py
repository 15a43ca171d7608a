"""``carm run`` as an operator sees it: real processes on ports of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.paths import ROOT
from tests.fakes.ports import a_port

START_SECONDS = 120.0


def ask(method: str, address: str, **options: Any) -> httpx.Response:
    return httpx.request(method, address, timeout=START_SECONDS, trust_env=False, **options)


class Run:
    """A running ``carm run`` and what it has printed."""

    def __init__(self, var: Path) -> None:
        self.gateway, self.rasa, self.actions = a_port(), a_port(), a_port()
        self.log = var / "run.log"
        ports = {"CARM_GATEWAY_PORT": self.gateway, "CARM_RASA_PORT": self.rasa, "CARM_ACTIONS_PORT": self.actions}
        environment = {**os.environ, "CARM_VAR_DIR": str(var), "CARM_TOKEN": "a-token-for-tests"}
        environment |= {name: str(port) for name, port in ports.items()}
        environment["HTTP_PROXY"] = "http://127.0.0.1:9"  # for the way out, where there is one: not between processes of one machine
        # The requantised encoder is made once per machine, not once per test.
        made = ROOT / "var" / "cache"
        made.mkdir(parents=True, exist_ok=True)
        (var / "cache").symlink_to(made)
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, line: str, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if line in self.printed():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{line!r} was not printed:\n{self.printed()}")

    def rasa_pid(self) -> int:
        found = subprocess.run(
            ["pgrep", "-f", f"bot.processes.rasa_server {self.rasa}"], capture_output=True, text=True, check=True, timeout=START_SECONDS
        )
        return int(found.stdout.split()[0])

    def turn(self, token: str = "a-token-for-tests") -> httpx.Response:
        return self.say("somebody", "how do I find my RM number", token=token)

    def say(self, sender: str, text: str, message: str | None = None, token: str = "a-token-for-tests") -> httpx.Response:
        turn = {"sender": sender, "text": text, "metadata": {}, "message": message}
        return ask("POST", f"http://127.0.0.1:{self.rasa}/webhooks/engine/turn", json=turn, headers={"Authorization": f"Bearer {token}"})

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(START_SECONDS)


@pytest.fixture(scope="module")
def running(model, tmp_path_factory):
    run = Run(tmp_path_factory.mktemp("var"))
    try:
        run.wait_for("Ready: open")
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def test_it_tells_where_everything_is_and_what_is_off(running):
    printed = running.printed()
    assert f"http://127.0.0.1:{running.gateway}" in printed
    assert "Telegram is off" in printed
    assert "E-mail is off" in printed


def test_the_page_and_the_health_of_the_gateway_answer(running):
    address = f"http://127.0.0.1:{running.gateway}"
    assert ask("GET", address).status_code == 200
    assert ask("GET", f"{address}/readyz").status_code == 200


def test_the_assistant_answers_behind_its_token_only(running):
    assert running.turn().json()["replies"][0]["outcome"] == "find_rm_number"
    assert running.turn(token="wrong").status_code == 401
    assert ask("GET", f"http://127.0.0.1:{running.rasa}/conversations/somebody/tracker").status_code == 401
    assert ask("POST", f"http://127.0.0.1:{running.actions}/webhook", json={}).status_code == 401


def test_a_turn_that_is_not_one_is_refused_with_the_field(running):
    address = f"http://127.0.0.1:{running.rasa}/webhooks/engine/turn"
    answer = ask("POST", address, json={"sender": 5}, headers={"Authorization": "Bearer a-token-for-tests"})
    assert answer.status_code == 400
    assert "sender" in answer.json()["field"]


def test_a_second_one_on_the_same_ports_says_which_port_is_taken(running, tmp_path):
    environment = {**os.environ, "CARM_VAR_DIR": str(tmp_path), "CARM_ACTIONS_PORT": str(running.actions)}
    command = [sys.executable, "-m", "bot.cli", "run"]
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert second.returncode == 2
    assert f"port={running.actions}" in second.stderr
    assert "CARM_ACTIONS_PORT" in second.stderr


def test_a_killed_rasa_server_is_started_again_and_goes_on_where_it_was(running):
    asked = running.say("importer", "calculate my security", "1").json()
    os.kill(running.rasa_pid(), signal.SIGKILL)
    running.wait_for("rasa ended (signal SIGKILL): starting it again")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if running.turn().status_code == 200:
                break
        except httpx.HTTPError:
            time.sleep(0.3)
    assert running.turn().json()["replies"][0]["outcome"] == "find_rm_number"
    # The gateway asks again for an answer that it may have missed: it gets that one, and the half-filled form is where it was.
    assert running.say("importer", "calculate my security", "1").json() == asked
    assert "$12,400.00" in running.say("importer", "12,400", "3").json()["replies"][0]["text"]
    assert "$6,200.00" in running.say("importer", "yes", "5").json()["replies"][0]["text"]


def test_ctrl_c_stops_everything(running):
    assert running.stop() == 0
    for port in (running.gateway, running.rasa, running.actions):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert "Traceback" not in running.printed()

"""Starting, watching and stopping processes: real ones, small."""

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from bot.paths import ROOT
from bot.processes import supervisor
from bot.processes.supervisor import CannotKeepUp, CannotListen, NeverReady, PortInUse, Service, Supervisor
from tests.fakes.ports import a_port

SERVE = (
    "import http.server, sys; http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()"
)


def service(name: str, *, code: str = SERVE, port: int | None = None) -> Service:
    port = port or a_port()
    return Service(
        name=name,
        command=[sys.executable, "-c", code, str(port)],
        host="127.0.0.1",
        port=port,
        port_variable=f"{name.upper()}_PORT",
        ready_url=f"http://127.0.0.1:{port}/",
        what="a test server",
    )


class Session:
    """A supervisor whose services are looked at while it runs; pytest's main thread takes the signals."""

    def __init__(self, *services: Service) -> None:
        self.lines: list[str] = []
        self.supervisor = Supervisor(services, dict(os.environ), self.lines.append)

    def run(self, during) -> None:
        def on_ready() -> None:
            threading.Thread(target=self._act, args=(during,), daemon=True).start()

        self.supervisor.run(on_ready)

    def _act(self, during) -> None:
        try:
            during()
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    def pid(self, name: str) -> int:
        return self.supervisor._running[name].pid

    def wait_for_line(self, part: str, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(part in line for line in self.lines):
                return
            time.sleep(0.05)
        raise AssertionError(f"{part!r} was not said: {self.lines}")


def test_all_are_started_told_as_ready_and_stopped_together():
    one, two = service("one"), service("two")
    session = Session(one, two)
    seen: list[bool] = []
    session.run(lambda: seen.extend(supervisor.answers(each) for each in (one, two)))
    assert seen == [True, True]
    assert [line.split()[0] for line in session.lines if "is ready" in line] == ["one", "two"]
    assert not supervisor.answers(one)
    assert not supervisor.answers(two)


def test_one_that_dies_is_started_again_with_a_line_that_says_so():
    one = service("one")
    session = Session(one)

    def kill() -> None:
        first = session.pid("one")
        os.kill(first, signal.SIGKILL)
        session.wait_for_line("one ended (signal SIGKILL): starting it again")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not supervisor.answers(one):
            time.sleep(0.05)
        assert supervisor.answers(one)
        assert session.pid("one") != first

    session.run(kill)


def test_one_that_keeps_dying_stops_the_rest(monkeypatch):
    monkeypatch.setattr(supervisor, "MOST_RESTARTS", 1)
    one, two = service("one"), service("two")
    session = Session(one, two)

    def on_ready() -> None:
        def keep_killing() -> None:
            for _ in range(1200):
                with contextlib.suppress(ProcessLookupError, KeyError):
                    os.kill(session.pid("one"), signal.SIGKILL)
                time.sleep(0.05)

        threading.Thread(target=keep_killing, daemon=True).start()

    with pytest.raises(CannotKeepUp, match="one"):
        session.supervisor.run(on_ready)
    assert not supervisor.answers(two)


def test_one_that_ends_while_starting_is_an_error_and_the_rest_is_stopped():
    two = service("two")
    with pytest.raises(NeverReady, match="exit_status=3"):
        Session(two, service("one", code="import sys; sys.exit(3)")).run(lambda: None)
    assert not supervisor.answers(two)


def test_a_port_in_use_is_told_with_the_variable_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        session = Session(service("one", port=port))
        with pytest.raises(PortInUse, match=f"port={port}.*ONE_PORT"):
            session.run(lambda: None)
    assert session.lines == []


def test_a_place_where_nothing_can_listen_is_told_with_the_variables():
    one = dataclasses.replace(service("one"), host="no..host", host_variable="ONE_HOST")
    with pytest.raises(CannotListen, match="ONE_HOST, ONE_PORT"):
        Session(one).run(lambda: None)


def test_one_that_ends_first_is_told_before_another_is_waited_for():
    slow, wrong = service("slow", code="import time; time.sleep(600)"), service("wrong", code="import sys; sys.exit(3)")
    with pytest.raises(NeverReady, match="process=wrong, exit_status=3"):
        Session(slow, wrong).run(lambda: None)


def test_a_proxy_of_the_surroundings_is_not_asked_for_this_machine(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    one = service("one")
    seen: list[bool] = []
    Session(one).run(lambda: seen.append(supervisor.answers(one)))
    assert seen == [True]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_leaves_no_process_behind(tmp_path):
    one = service("one")
    script = tmp_path / "supervise.py"
    script.write_text(
        "import os, sys\nfrom bot.processes.supervisor import Service, Supervisor\n"
        f"one = Service('one', {list(one.command)!r}, '127.0.0.1', {one.port}, 'ONE_PORT', {one.ready_url!r}, 'a test server')\n"
        "Supervisor([one], dict(os.environ), lambda line: None).run(lambda: None)\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}) as parent:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not supervisor.answers(one):
            time.sleep(0.05)
        assert supervisor.answers(one)
        parent.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and supervisor.answers(one, 0.5):
        time.sleep(0.05)
    assert not supervisor.answers(one)

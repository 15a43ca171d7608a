"""Starts the processes of the assistant, waits until they answer, starts again the one that dies, and stops them together.

A process that dies is started again at once, with a line that says so; one that dies ``MOST_RESTARTS`` times within
``RESTART_WINDOW_SECONDS`` can't be saved, and the rest is stopped with it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx

from bot.errors import BotError

MOST_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
START_SECONDS = 120.0
STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


class PortInUse(BotError, OSError):
    """A port that a process needs is taken."""

    code = "port_in_use"


class CannotListen(BotError, OSError):
    """An address that a process is to listen on isn't this machine's, or the port is not for this user."""

    code = "cannot_listen"


class NeverReady(BotError, RuntimeError):
    """A process ended, or did not answer in time, while everything was being started."""

    code = "never_ready"


class CannotKeepUp(BotError, RuntimeError):
    """A process keeps dying."""

    code = "process_keeps_dying"


@dataclass(frozen=True)
class Service:
    """A process: its command, the port it listens on with the variable that sets it, and the address that says it is ready."""

    name: str
    command: Sequence[str]
    host: str
    port: int
    port_variable: str
    ready_url: str
    what: str
    headers: Mapping[str, str] = field(default_factory=dict)
    host_variable: str = ""


class Supervisor:
    """Runs services until told to stop. ``say`` prints a line for people."""

    def __init__(self, services: Sequence[Service], environment: Mapping[str, str], say: Callable[[str], None] = print) -> None:
        self._services = services
        self._environment = dict(environment)
        self._say = say
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._deaths: dict[str, deque[float]] = {service.name: deque() for service in services}
        self._stopping = False

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start everything, call ``on_ready`` once all answer, and watch until a signal.

        Raises ``PortInUse`` or ``CannotListen`` before anything starts, ``NeverReady``, or ``CannotKeepUp``; whatever is
        raised, all is stopped.
        """
        for service in self._services:
            check_port_free(service)
        with self._signals():
            try:
                for service in self._services:
                    self._start(service)
                for service in self._services:
                    self._wait_ready(service)
                if not self._stopping:
                    on_ready()
                while not self._stopping:
                    time.sleep(_LOOK_SECONDS)
                    self._look_after()
            finally:
                self._stop_all()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(*_: object) -> None:
            self._stopping = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start(self, service: Service) -> None:
        # A session of its own: Ctrl-C reaches this process only, which then stops the others in order.
        self._running[service.name] = subprocess.Popen(
            service.command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )

    def _wait_ready(self, service: Service) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self._stopping:
            for name, process in self._running.items():  # all were started together: one whose turn comes later may have ended first
                if process.poll() is not None:
                    raise NeverReady(process=name, exit_status=process.returncode, hint="its own lines above say why")
            if answers(service):
                self._say(f"  {service.name} is ready: {service.what}")
                return
            time.sleep(_LOOK_SECONDS / 2)
        if not self._stopping:
            raise NeverReady(process=service.name, waited_seconds=START_SECONDS, url=service.ready_url)

    def _look_after(self) -> None:
        for service in self._services:
            status = self._running[service.name].poll()
            if status is None or self._stopping:
                continue
            deaths = self._deaths[service.name]
            now = time.monotonic()
            deaths.append(now)
            while now - deaths[0] > RESTART_WINDOW_SECONDS:
                deaths.popleft()
            if len(deaths) > MOST_RESTARTS:
                raise CannotKeepUp(process=service.name, deaths=len(deaths), within_seconds=RESTART_WINDOW_SECONDS)
            self._say(f"  {service.name} ended ({_how(status)}): starting it again")
            self._start(service)

    def _stop_all(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for name, process in self._running.items():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self._say(f"  {name} did not stop within {STOP_SECONDS:.0f} seconds: killed")
                _signal_group(process, signal.SIGKILL)
                process.wait()


def check_port_free(service: Service) -> None:
    """Raise ``PortInUse`` when something already listens where ``service`` would, ``CannotListen`` when nothing can listen there."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM):
            try:
                probe = socket.socket(family, kind, protocol)
            except OSError:  # a system without IPv6 may know ::1 as localhost all the same; what serves there passes over it too
                continue
            with probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            hint = f"stop what uses it, or set {service.port_variable} to another port"
            raise PortInUse(process=service.name, port=service.port, hint=hint) from error
        variables = ", ".join(name for name in (service.host_variable, service.port_variable) if name)
        cause = (error.strerror if isinstance(error, OSError) else None) or error
        raise CannotListen(process=service.name, host=service.host, port=service.port, cause=cause, set_by=variables) from error


def answers(service: Service, timeout_seconds: float = 2.0) -> bool:
    """Say whether ``service`` answers that it is ready."""
    try:
        # A proxy of the surroundings is for the way out, not for this machine.
        answer = httpx.get(service.ready_url, headers=dict(service.headers), timeout=timeout_seconds, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def python(*arguments: str) -> list[str]:
    """Return a command that runs this environment's Python."""
    return [sys.executable, *arguments]


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended by itself meanwhile
        os.killpg(process.pid, number)


def _how(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


def _end_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed, so that no port stays taken. Linux only; elsewhere a no-op."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

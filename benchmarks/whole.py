"""The whole assistant as ``carm run`` starts it, for measurements: on ports, a database and a folder of its own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from measuring import free_port

ROOT = Path(__file__).parents[1]
START_SECONDS = 180.0
_MANY = "1000000/1000000"  # all people of a benchmark come from one address


class Whole:
    """A running ``carm run``. Killing its supervisor takes the rest down with it; ``start`` then begins again, as an operator's
    service manager would."""

    def __init__(self, folder: Path, more: Mapping[str, str]) -> None:
        self.ports = {"gateway": free_port(), "rasa": free_port(), "actions": free_port()}
        self.url = f"http://127.0.0.1:{self.ports['gateway']}"
        self.log = folder / "run.log"
        (folder / "cache").symlink_to(ROOT / "var" / "cache")
        self._environment = {
            **os.environ,
            "CARM_VAR_DIR": str(folder),
            "CARM_TOKEN": secrets.token_urlsafe(24),
            **{f"CARM_{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
            **dict.fromkeys(("CARM_RATE_SESSION", "CARM_RATE_ADDRESS", "CARM_RATE_STARTS"), _MANY),
            **more,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        before = self.log.read_text("utf-8").count("Ready: open") if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run"], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while self.log.read_text("utf-8", errors="replace").count("Ready: open") <= before:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the assistant did not start:\n{self.log.read_text('utf-8', errors='replace')[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.is_running:
            assert self._process is not None
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def processes(self) -> dict[str, int]:
        """Return the id of each process that is alive, by name; the one that watches over the others is ``supervisor``."""
        if not self.is_running:
            return {}
        assert self._process is not None
        found = {"supervisor": self._process.pid}
        for child in _children(self._process.pid):
            command = Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace")
            found |= {name: child for name in self.ports if f"bot.processes.{name}" in command}
        return found


@contextmanager
def whole_assistant(**more: str) -> Iterator[Whole]:
    """Start the assistant and stop it afterwards; ``more`` are further environment variables."""
    with tempfile.TemporaryDirectory(prefix="carm-whole-") as folder:
        whole = Whole(Path(folder), more)
        try:
            whole.start()
            yield whole
        finally:
            whole.stop()


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False, timeout=10).stdout
    return [int(line) for line in listed.split()]

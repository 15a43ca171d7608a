"""Logs go on whatever becomes of the place they are written to, and never stop the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT

SPEAK = """
import logging, os, sys
import structlog
from bot.logs import configure_logs
configure_logs()
log = structlog.get_logger()
for number in range(3):
    log.info("event.named", number=number)
    logging.getLogger("a.library").warning("said by a library")
    logging.getLogger("a.library").info("what a person wrote, perhaps")
print("also to people", file=sys.stderr, flush=True)
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
os.write(file, b"done with number %d" % file)
"""


def speak(tmp_path: Path, *, shell: str = "", **streams: object) -> subprocess.CompletedProcess[str]:
    """Have a process log and print, and then write into a file of its own."""
    command = [sys.executable, "-c", SPEAK, str(tmp_path / "done")]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "Asia/Kolkata", "CARM_LOG_LEVEL": "DEBUG"}
    return subprocess.run(command, env=environment, timeout=60, check=False, text=True, **streams)  # type: ignore[call-overload,no-any-return]


def done(tmp_path: Path) -> str:
    return (tmp_path / "done").read_text(encoding="utf-8")


def test_events_and_libraries_are_logged_in_utc_and_libraries_only_from_warnings_on(tmp_path: Path) -> None:
    said = speak(tmp_path, stderr=subprocess.PIPE).stderr
    assert said.count("event.named") == 3
    assert said.count("said by a library") == 3
    assert "what a person wrote" not in said
    hours = {line.split(":")[0][-2:] for line in said.splitlines() if line.startswith("20")}
    assert len(hours) <= 2  # one, or two about the full hour; Kolkata's is five or six hours on
    assert done(tmp_path).startswith("done")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no disk that is always full")
def test_a_full_disk_takes_the_lines_and_not_the_work(tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        speak(tmp_path, stderr=full, stdout=full)
    assert done(tmp_path).startswith("done")


def test_a_reader_that_is_gone_takes_the_lines_and_not_the_work(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        speak(tmp_path, stderr=writes)
    finally:
        os.close(writes)
    assert done(tmp_path).startswith("done")


def test_what_is_opened_never_gets_the_number_of_a_closed_standard_stream(tmp_path: Path) -> None:
    speak(tmp_path, shell="<&- >&- 2>&-")
    assert int(done(tmp_path).rsplit(maxsplit=1)[1]) > 2

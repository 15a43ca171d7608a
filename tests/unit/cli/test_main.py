"""What every command does with files, streams and settings that can't be used: a line, and a status that says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT


def carm(*arguments: str, shell: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    if shell:
        command = ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = carm("calculate", "--highest", "8000", "--pdf", str(tmp_path / "file" / "out.pdf"))
    assert done.returncode == 2
    assert done.stderr.startswith("carm calculate: ")
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_is_named(tmp_path: Path) -> None:
    done = carm("run", CARM_GATEWAY_PORT="eighty", CARM_VAR_DIR=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "carm run: invalid_setting: cause=CARM_GATEWAY_PORT: 'eighty' is not a whole number from 0 to 65535\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no disk that is always full")
def test_a_full_disk_is_told() -> None:
    done = carm("calculate", "--highest", "8000", shell=">/dev/full")
    assert done.returncode != 0
    assert "No space left" in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = carm("calculate", "--highest", "8000", shell="| true")
    assert done.stderr == ""

"""One ``carm run`` for a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT
from bot.processes.only_one import AlreadyRunning, only_one
from bot.settings import InvalidSetting

HOLD = """
import pathlib, sys
from bot.processes.only_one import only_one
with only_one(pathlib.Path(sys.argv[1])):
    print("has it", flush=True)
    sys.stdin.read()
"""


def test_a_second_one_is_refused_until_the_first_has_ended_however_it_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"has it\n"
        with pytest.raises(AlreadyRunning, match="CARM_VAR_DIR"), only_one(tmp_path):
            pass
        first.kill()
        first.wait()
    with only_one(tmp_path):
        assert (tmp_path / "run" / "lock").exists()


def test_a_folder_that_cannot_be_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidSetting, match="file"), only_one(tmp_path / "file"):
        pass

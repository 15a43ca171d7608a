"""A real PostgreSQL of Debian's packages, started on a socket in a temporary directory and thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


def programs() -> Path | None:
    """Return the directory of the newest server's programs, ``None`` when none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running(bin_: Path) -> Iterator[str]:
    """Give the URL of a server without durability (tests only), which is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="carm-pg-", dir="/tmp"))
    as_root = os.geteuid() == 0  # PostgreSQL refuses to run as root
    if as_root:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)
    prefix = ["runuser", "-u", "postgres", "--"] if as_root else []

    def call(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, timeout=_SECONDS, cwd=folder)

    data = folder / "data"
    call(str(bin_ / "initdb"), "-D", str(data), "-U", "carm", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
    call(str(bin_ / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://carm@/postgres?host={folder}"
    finally:
        call(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

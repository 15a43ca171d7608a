"""Ports for processes that tests start."""

from __future__ import annotations

import socket
import sys

_held: list[socket.socket] = []


def a_port() -> int:
    """Return a port of this machine that nobody else is given until the tests end.

    A port that is only looked up may be another connection's by the time the process wants it, or while the process is dead between a
    kill and the next start. So it stays bound here, without listening: Linux then gives it to no other socket, and a server that reuses
    addresses, as all of ours do, may still listen on it.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    if sys.platform == "linux":
        _held.append(probe)
    else:
        probe.close()
    return port

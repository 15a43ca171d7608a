"""Connections at large: how many there may be, and for how long one may take to ask for something.

uvicorn waits for ever for a request's headers and takes any length of them, so that a few hundred connections that say nothing, or an
endless header, would keep everybody else out.
"""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD_SECONDS = 20.0
_HEAD_BYTES = 65_536
_OPEN_FILES = 65_536


class Connection(HttpToolsProtocol):
    """Closes when the headers of a request, the first one or one that has begun, are not whole in time or too long.

    Between requests uvicorn's ``timeout_keep_alive`` counts, and for bodies ``bot.channels.protection``.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._due: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_whole()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._due is not None:
            self._head_bytes += len(data)
            if self._head_bytes > _HEAD_BYTES:
                self.transport.close()
        elif self.cycle is not None and self.cycle.response_complete and self.timeout_keep_alive_task is None:
            # Line ends, or the rest of a body that nobody read, took uvicorn's time-out away, and begin no request.
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_is_whole()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        if self._due is None:
            self._due = self.loop.call_later(_HEAD_SECONDS, self.transport.close)

    def _head_is_whole(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due, self._head_bytes = None, 0


def allow_many() -> None:
    """Raise this process's limit of open files, each connection being one: many systems give 1,024 to who doesn't ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # macOS gives fewer than it says; we can do with what there is
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

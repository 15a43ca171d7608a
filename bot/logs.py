"""One way of logging for every process: named events with fields, to standard error, in UTC. No event carries a person's words."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import suppress
from typing import Any, TextIO

import structlog

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class _Lossy:
    """A stream whose writing never fails: a line is lost when the disk is full or who read it is gone, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def configure_logs() -> None:
    """Send our events to standard error at ``CARM_LOG_LEVEL`` (default INFO), libraries' from WARNING on: below it they say too much."""
    given = os.environ.get("CARM_LOG_LEVEL", "").strip().upper()
    level = logging.getLevelName(given if given in LEVELS else "INFO")
    _open_streams()
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(level=max(level, logging.WARNING), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Tracebacks without the values of variables, which hold people's words.
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def keep_libraries_quiet() -> None:
    """Silence what TensorFlow and the libraries that Rasa pins say about themselves at every start. Call before importing them."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")  # Rasa's progress bars over a handful of rules; ours say that they are wanted
    # Libraries turn their own warnings on again as they are imported; as log records they stay below our level.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


def _open_streams() -> None:
    """Have all three standard streams open, on nothing where they were closed: a database would get their numbers, and be written into."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    if not isinstance(sys.stderr, _Lossy):
        sys.stderr = _Lossy(sys.stderr)

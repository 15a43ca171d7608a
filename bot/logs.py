"""One way of logging for every process: named events with fields, to standard error. No event carries a person's words."""

from __future__ import annotations

import logging
import os
import sys

import structlog

# Libraries that say too much, or a person's words, at INFO.
_QUIET = ("rasa", "rasa_sdk", "sanic", "httpx", "httpcore", "matplotlib", "apscheduler", "asyncio", "urllib3", "telegram", "aiosqlite")


def configure_logs() -> None:
    """Send our events to standard error at ``CARM_LOG_LEVEL`` (default INFO) and keep libraries at WARNING."""
    level = logging.getLevelName(os.environ.get("CARM_LOG_LEVEL", "INFO").upper())
    if not isinstance(level, int):
        level = logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
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

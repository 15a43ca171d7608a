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
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )

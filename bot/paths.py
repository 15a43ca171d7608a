"""Where things live on disk. The project's own folders hang off its root; what running makes goes under ``CARM_VAR_DIR``."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def var_folder() -> Path:
    """Return the folder for everything that running makes: databases, caches, reports (``CARM_VAR_DIR``, default ``var/``)."""
    return Path(os.environ.get("CARM_VAR_DIR") or ROOT / "var")


def cache_folder() -> Path:
    return var_folder() / "cache"

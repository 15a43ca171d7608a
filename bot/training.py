"""Trains the assistant when what it is made of has changed since the last model, and only then."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import BotError
from bot.paths import ROOT

_INGREDIENTS = ("config.yml", "domain.yml", "data/**/*.yml", "bot/nlu/**/*.py", "uv.lock")
"""What a model depends on. Not the content: editing an answer needs no training."""


class TrainingFailed(BotError, RuntimeError):
    """Rasa made no model."""

    code = "training_failed"


def ingredients_digest(root: Path = ROOT) -> str:
    """Return a digest of everything a model is made of."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stale(model: Path, root: Path = ROOT) -> bool:
    """Say whether ``model`` is missing, damaged, or was trained from something else than what is there now."""
    note = _note(model)
    if not model.is_file() or not note.exists():
        return True
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
    except ValueError:
        return True
    if not isinstance(noted, dict) or noted.get("ingredients") != ingredients_digest(root):
        return True
    # A training that was killed leaves half an archive beside the note of the one before. Older notes don't name theirs.
    return noted.get("archive") not in (None, _digest(model))


def train(model: Path, root: Path = ROOT, say: Callable[[str], None] = print) -> float:
    """Train a model into ``model`` and return the seconds it took, telling through ``say`` what is being done.

    Raises ``TrainingFailed``. The data is not validated here: ``carm check`` and ``rasa data validate`` do that.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    digest = ingredients_digest(root)
    started = time.monotonic()
    from rasa.model_training import train as rasa_train

    watched = logging.getLogger("rasa.engine.training.hooks")
    handler = _Progress(say)
    watched.addHandler(handler)
    watched.setLevel(logging.INFO)
    watched.propagate = False
    try:
        result = rasa_train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data")],
            output=str(model.parent),
            fixed_model_name=model.name.removesuffix(".tar.gz"),
            force_training=True,
        )
    finally:
        watched.removeHandler(handler)
    if result.code != 0 or not model.exists():
        raise TrainingFailed(code_of_rasa=result.code, hint="run `rasa data validate` to see what is wrong with the data")
    _note(model).write_text(json.dumps({"ingredients": digest, "archive": _digest(model)}) + "\n", encoding="utf-8")
    return time.monotonic() - started


class _Progress(logging.Handler):
    """Passes on which part is being trained."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(f"  {record.getMessage()}")


def _digest(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for pattern in _INGREDIENTS:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())


def _note(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(".tar.gz") + ".json")

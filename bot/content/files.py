"""Which files of a folder are content: not those that editors hide there, such as Emacs' lock ``.#name.yml``, a link to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def yaml_files(folder: Path, pattern: str = "*.yml") -> Iterator[Path]:
    """Yield them in the order of their names; ``**/*.yml`` also those of the folders below."""
    return (path for path in sorted(folder.glob(pattern)) if not path.name.startswith("."))

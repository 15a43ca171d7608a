"""References of cases: short enough to say on the telephone, in either language, and not to be guessed or counted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

# Left out, since they sound like another one in English or in French: B D G J P T V, E I, M N, S, O Q U Z, 0 1 5.
ALPHABET = "ACFHKLRWXY2346789"
_LENGTH, _CUT = 7, 3
_REFERENCE = re.compile(f"[{ALPHABET}]{{{_CUT}}}-[{ALPHABET}]{{{_LENGTH - _CUT}}}")


def new_reference(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a new reference such as ``K7R-4XA9``: one of 410 million."""
    signs = "".join(choose(ALPHABET) for _ in range(_LENGTH))
    return f"{signs[:_CUT]}-{signs[_CUT:]}"


def read_reference(text: str) -> str | None:
    """Return the reference that a person wrote, whatever its case and dashes; ``None`` when it can't be one.

    >>> read_reference(" k7r 4xa9 ")
    'K7R-4XA9'
    """
    signs = re.sub(r"[\s-]", "", text).upper()
    written = f"{signs[:_CUT]}-{signs[_CUT:]}"
    return written if _REFERENCE.fullmatch(written) else None

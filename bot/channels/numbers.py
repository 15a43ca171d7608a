"""Numbers as they come in addresses, headers and forms."""

from __future__ import annotations


def whole_number(text: str, most_digits: int = 9) -> int | None:
    """Return the number that ``text`` is, ``None`` for anything else, other scripts' digits and longer ones included.

    A message's number has no more digits; Python refuses to read thousands of them, and no database takes them.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None

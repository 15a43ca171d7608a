"""Reads a form with a file in it (``multipart/form-data``, RFC 7578), which is how a page without JavaScript sends one.

The body has been read and measured before; Starlette's own reader would need a package that nothing else does, and the standard
library's readers of e-mail stumble over what no browser sends.
"""

from __future__ import annotations

import re

from bot.channels.wire import BadRequest

_MOST_FIELDS = 20
_LONGEST_HEAD = 4_096
_BOUNDARY = re.compile(r"""multipart/form-data\s*;(?:.*?;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70})(?=[\s;]|$))""", re.IGNORECASE)
_NAME = re.compile(rb"""^content-disposition:\s*form-data\s*;(?:[^\n]*?;)?[^\S\n]*name="([^"\r\n]*)\"""", re.IGNORECASE | re.MULTILINE)


def fields_of(body: bytes, content_type: str) -> dict[str, bytes]:
    """Return the fields of a form, the first of each name; of a file its content, whatever it is called. Raises ``BadRequest``."""
    boundary = _BOUNDARY.match(content_type)
    if boundary is None:
        raise BadRequest(field="form")
    # The first boundary has no line end before it, so one is lent to it.
    parts = (b"\r\n" + body).split(b"\r\n--" + (boundary[1] or boundary[2]).encode("latin-1"))
    if len(parts) < 3 or len(parts) > _MOST_FIELDS or not parts[-1].startswith(b"--"):
        raise BadRequest(field="form")
    fields: dict[str, bytes] = {}
    for part in parts[1:-1]:
        head, found, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head[:_LONGEST_HEAD]) if found else None
        if name is None:
            raise BadRequest(field="form")
        fields.setdefault(name[1].decode("utf-8", "replace"), content)
    return fields

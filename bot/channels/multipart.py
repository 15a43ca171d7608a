"""Reads a form with a file in it (``multipart/form-data``, RFC 7578), which is how a page without JavaScript sends one.

The body has been read and measured before; Starlette's own reader would need a package that nothing else does.
"""

from __future__ import annotations

from email.message import Message
from email.parser import HeaderParser

from bot.channels.wire import BadRequest

_MOST_FIELDS = 20


def fields_of(body: bytes, content_type: str) -> dict[str, bytes]:
    """Return the fields of a form, the first of each name; of a file its content, whatever it is called. Raises ``BadRequest``."""
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str) or not 0 < len(boundary) <= 70:
        raise BadRequest(field="form")
    # The first boundary has no line end before it, so one is lent to it.
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("utf-8", "replace"))
    if len(parts) < 3 or len(parts) > _MOST_FIELDS or not parts[-1].startswith(b"--"):
        raise BadRequest(field="form")
    fields: dict[str, bytes] = {}
    for part in parts[1:-1]:
        head, found, content = part.partition(b"\r\n\r\n")
        name = HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip()).get_param("name", header="content-disposition")
        if not found or not isinstance(name, str):
            raise BadRequest(field="form")
        fields.setdefault(name, content)
    return fields

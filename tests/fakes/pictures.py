"""Pictures as people send them, and some that nobody should be able to send."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def a_picture(kind: str = "PNG", size: tuple[int, int] = (120, 80), mode: str = "RGB", colour: Any = "navy", **options: Any) -> bytes:
    return encoded(Image.new(mode, size, colour), kind, **options)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def a_bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is ``width`` by ``height`` pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9_000)) + chunk(b"IEND", b"")

"""Reads a picture that a person sent, and makes a new one of it: what we keep has our own encoding and nothing but its pixels.

What was sent is judged by its content alone; its size in pixels is known before anything is decoded. Where it was taken and with what,
thumbnails, texts and whatever hides behind the pixels stays behind. Decoding blocks: it belongs in a thread.
"""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field

import structlog
from PIL import Image, ImageOps

from bot.desk.errors import PictureKind, PictureTooLarge, PictureUnreadable

MOST_BYTES = 5 * 1024 * 1024
_MOST_MEGAPIXELS = 32
_LONGEST_SENT = 20_000
_LONGEST_KEPT = 3_000
_LARGEST_PNG = 1_000_000
_JPEG_QUALITY = 85
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Picture:
    """A picture as we keep it; ``width`` and ``height`` are in pixels."""

    id: str
    media_type: str
    width: int
    height: int
    data: bytes = field(repr=False)


def check_bytes(size: int) -> None:
    """Raises ``PictureTooLarge`` above five megabytes."""
    if size > MOST_BYTES:
        raise PictureTooLarge(megabytes=MOST_BYTES // 1024**2, megapixels=_MOST_MEGAPIXELS)


def read_picture(raw: bytes) -> Picture:
    """Return what was sent, encoded anew: upright, at most 3,000 pixels long, on white where it was transparent.

    A sharp picture such as a screenshot stays one (PNG) if that is small; all else becomes a JPEG.
    Raises ``PictureTooLarge``, ``PictureKind`` and ``PictureUnreadable``.
    """
    check_bytes(len(raw))
    kind = _kind(raw)
    try:
        with Image.open(io.BytesIO(raw), formats=(kind,)) as sent:
            _check_pixels(sent)
            picture = _plain(_upright(_shrunk(sent)))
        return _encoded(picture, sharp=kind != "JPEG")
    except PictureTooLarge:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:  # a damaged file makes Pillow raise whatever its decoders do: OSError, SyntaxError, ValueError, ...
        raise PictureUnreadable() from None


def _kind(raw: bytes) -> str:
    """Return Pillow's name of the format, as the first bytes say. Raises ``PictureKind`` for all but three."""
    if not raw:
        raise PictureUnreadable()
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WEBP"
    raise PictureKind()


def _check_pixels(sent: Image.Image) -> None:
    width, height = sent.size
    if max(width, height) > _LONGEST_SENT or width * height > _MOST_MEGAPIXELS * 1_000_000:
        raise _too_many_pixels()


def _too_many_pixels() -> PictureTooLarge:
    return PictureTooLarge(megabytes=MOST_BYTES // 1024**2, megapixels=_MOST_MEGAPIXELS)


def _shrunk(sent: Image.Image) -> Image.Image:
    """Decode, and shrink before anything else is done: each further step on a large picture takes its memory once more."""
    if sent.format != "JPEG":  # a JPEG is decoded at half its size or less where that is enough
        sent.load()
    as_it_is = sent.mode == "RGBA" or (sent.mode in ("L", "RGB") and not sent.has_transparency_data)
    seen = sent if as_it_is else _in_colour(sent)
    seen.thumbnail((_LONGEST_KEPT, _LONGEST_KEPT), Image.Resampling.BICUBIC)
    return seen


def _in_colour(sent: Image.Image) -> Image.Image:
    if sent.mode.startswith("I;16"):  # 16 bits of grey, of which Pillow would keep only what fits into eight
        return sent.point(lambda value: value / 256).convert("L")
    return sent.convert("RGBA" if sent.has_transparency_data else "RGB")


def _upright(picture: Image.Image) -> Image.Image:
    try:
        ImageOps.exif_transpose(picture, in_place=True)
    except Exception as error:  # a picture is no worse for metadata that can't be read
        log.info("desk.picture_metadata_unreadable", kind=type(error).__name__)
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, in a new picture that has none of the old one's metadata."""
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return plain


def _encoded(picture: Image.Image, *, sharp: bool) -> Picture:
    media_type, data = "image/png", _saved(picture, "PNG") if sharp else b""
    if not sharp or len(data) > _LARGEST_PNG:
        media_type, data = "image/jpeg", _saved(picture, "JPEG", quality=_JPEG_QUALITY)
    return Picture(secrets.token_urlsafe(18), media_type, picture.width, picture.height, data)


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()

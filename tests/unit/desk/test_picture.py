"""What is kept of a picture that a person sent: its pixels, upright, in our own encoding, and nothing else."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.desk.errors import PictureKind, PictureTooLarge, PictureUnreadable
from bot.desk.picture import MOST_BYTES, read_picture
from tests.fakes.pictures import a_bomb, a_picture, encoded, opened

_HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64


@pytest.mark.parametrize(("kind", "kept"), [("PNG", "image/png"), ("WEBP", "image/png"), ("JPEG", "image/jpeg")])
def test_each_of_the_three_formats_is_taken_by_its_content(kind: str, kept: str) -> None:
    picture = read_picture(a_picture(kind))
    assert (picture.media_type, picture.width, picture.height) == (kept, 120, 80)
    seen = opened(picture.data)
    assert (seen.format, seen.size) == (kept.removeprefix("image/").upper(), (120, 80))
    assert all(abs(is_ - was) < 4 for is_, was in zip(seen.getpixel((5, 5)), (0, 0, 128), strict=True))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_HEIC, id="heic"),
        pytest.param(b"GIF89a" + b"\0" * 30, id="gif"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", id="svg"),
        pytest.param(b"%PDF-1.7", id="pdf"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b"MZ", id="program"),
        pytest.param(a_picture("TIFF"), id="tiff"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", id="sound"),
    ],
)
def test_whatever_else_it_is_called_it_is_refused_as_no_such_picture(raw: bytes) -> None:
    with pytest.raises(PictureKind):
        read_picture(raw)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(a_picture()[:60], id="cut short"),
        pytest.param(a_picture("JPEG", (800, 800))[:-400][:900], id="jpeg cut short"),
        pytest.param(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", id="a beginning only"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 100, id="noise"),
    ],
)
def test_a_damaged_picture_is_unreadable(raw: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        read_picture(raw)


def test_what_is_damaged_at_random_gives_a_picture_or_a_refusal_and_nothing_else() -> None:
    dice = random.Random(5)
    for sound in (a_picture("PNG", mode="RGBA"), a_picture("JPEG"), a_picture("WEBP")):
        for _ in range(150):
            raw = bytearray(sound)
            for _ in range(dice.randrange(1, 6)):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            try:
                read_picture(bytes(raw))
            except (PictureKind, PictureUnreadable, PictureTooLarge):
                continue


def test_five_megabytes_are_the_most() -> None:
    small = a_picture()
    assert read_picture(small + b"\0" * (MOST_BYTES - len(small))).width == 120
    with pytest.raises(PictureTooLarge) as refused:
        read_picture(small + b"\0" * (MOST_BYTES - len(small) + 1))
    assert refused.value.details == {"megabytes": 5, "megapixels": 32}


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (12_000, 12_000), (8_001, 4_000), (20_001, 1)])
def test_a_bomb_is_refused_before_it_is_decoded(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: Any) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(PictureTooLarge):
        read_picture(a_bomb(width, height))


def test_a_large_picture_is_shrunk_to_three_thousand_pixels_a_side() -> None:
    picture = read_picture(a_picture("JPEG", (5000, 2500)))
    assert (picture.width, picture.height) == (3000, 1500)
    assert read_picture(a_picture("PNG", (9000, 2))).height == 1


def test_a_screenshot_stays_sharp_while_it_is_small_and_becomes_a_jpeg_when_it_is_not() -> None:
    assert read_picture(a_picture("PNG", (1280, 800))).media_type == "image/png"
    noise = Image.frombytes("RGB", (800, 600), os.urandom(800 * 600 * 3))
    assert read_picture(encoded(noise, "PNG")).media_type == "image/jpeg"


def test_a_photo_is_turned_upright() -> None:
    turned = Image.new("RGB", (120, 80), "white")
    turned.paste("red", (0, 0, 60, 80))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: left is up
    picture = read_picture(encoded(turned, "JPEG", exif=exif))
    assert (picture.width, picture.height) == (80, 120)
    red, _, blue = opened(picture.data).getpixel((40, 10))
    assert red > 200 > blue


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x8825] = {1: "N", 2: (45.0, 25.0, 0.0)}
    info = PngInfo()
    info.add_text("Author", "SECRET name")
    sent = (
        a_picture("JPEG", exif=exif, comment=b"SECRET comment", icc_profile=b"SECRET profile"),
        a_picture("PNG", pnginfo=info, exif=exif, dpi=(72, 72)) + b"SECRET tail <script>",
        a_picture("WEBP", exif=exif, xmp=b"SECRET xmp"),
    )
    for raw in sent:
        assert b"SECRET" in raw
        data = read_picture(raw).data
        assert b"SECRET" not in data
        assert not opened(data).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "dpi"} & set(opened(data).info)


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        pytest.param("RGBA", (255, 0, 0, 0), 255, id="transparent"),
        pytest.param("LA", (0, 0), 255, id="transparent grey"),
        pytest.param("I;16", 0x8000, 128, id="sixteen bits"),
        pytest.param("1", 1, 255, id="black and white"),
        pytest.param("L", 7, 7, id="grey"),
    ],
)
def test_every_way_of_storing_colours_is_read_on_white(mode: str, colour: Any, seen: int) -> None:
    assert opened(read_picture(a_picture("PNG", mode=mode, colour=colour)).data).getpixel((3, 3)) == (seen,) * 3


def test_each_picture_gets_an_id_that_cannot_be_guessed() -> None:
    ids = {read_picture(a_picture()).id for _ in range(3)}
    assert len(ids) == 3
    assert min(map(len, ids)) >= 24

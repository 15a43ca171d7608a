"""Reads the words of a PDF that fpdf made back, page by page: enough of the format for fonts that are set into the file."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"(\d+) 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\((.*?)(?<!\\)\) Tj", re.DOTALL)
_ESCAPES = {b"\\\\": b"\\", b"\\(": b"(", b"\\)": b")", b"\\r": b"\r", b"\\n": b"\n"}


def pdf_text(pdf: bytes) -> str:
    """Return what the file shows, a line for each piece of text."""
    streams = {int(number): _inflated(head, body) for number, head, body in _STREAM.findall(pdf)}
    maps = {int(name): _letters(streams[_to_unicode(pdf, font)]) for name, font in re.findall(rb"/F(\d+) (\d+) 0 R", pdf)}
    pages = [body for body in streams.values() if b" Tj" in body]
    return "\n".join("\n".join(_lines(page, maps)) for page in pages)


def _inflated(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body) if b"/FlateDecode" in head and b"/Image" not in head else body


def _to_unicode(pdf: bytes, font: bytes) -> int:
    found = re.search(rb"\b%s 0 obj\s*<<.*?/ToUnicode (\d+) 0 R" % font, pdf, re.DOTALL)
    assert found is not None
    return int(found[1])


def _letters(cmap: bytes) -> dict[int, str]:
    letters = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letter in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    return letters


def _lines(page: bytes, maps: dict[int, dict[int, str]]) -> list[str]:
    letters: dict[int, str] = {}
    lines = []
    for font, shown in _SHOWN.findall(page):
        if font:
            letters = maps.get(int(font), {})
            continue
        raw = re.sub(rb"\\[\\()rn]", lambda escape: _ESCAPES[escape[0]], shown)
        codes = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
        lines.append("".join(letters.get(code, "?") for code in codes))
    return lines

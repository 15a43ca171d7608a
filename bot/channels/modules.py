"""The widget's modules as browsers get them: as they are written, but without comments and indentation, a fifth of their weight.

No build: only what surely is a comment goes (whole lines of ``//``, and blocks that begin a line), and the lines keep their numbers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Scope

from bot.channels.files import PublicFiles

_UNREAD = re.compile(r"^[ \t]*(?:(?://[^\n]*|/\*.*?\*/)[ \t]*)?", re.MULTILINE | re.DOTALL)


def stripped(source: str) -> str:
    """Return a module without the comments that begin a line, and without indentation.

    Where such a line could lie within a text or within a comment that begins further to the right, nothing is taken away. Elsewhere
    in a module a line can't begin with ``//`` or ``/*`` and be anything else.
    """
    if any(line.count("`") % 2 or line.endswith("\\") for line in source.split("\n")):
        return source
    left = _UNREAD.sub(lambda found: "\n" * found[0].count("\n"), source)
    return source if any(line.count("/*") != line.count("*/") for line in left.split("\n")) else left


class Modules(PublicFiles):
    """``PublicFiles`` for the widget's folder."""

    def __init__(self, directory: str | PathLike[str]) -> None:
        super().__init__(directory=directory, shared=True)

    def file_response(self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200) -> Response:
        if Path(full_path).suffix != ".js":
            return super().file_response(full_path, stat_result, scope, status_code)
        body = _served(str(full_path), stat_result.st_mtime_ns)
        response = Response(body, status_code, {"ETag": f'"{sha256(body).hexdigest()[:32]}"'})
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=64)
def _served(path: str, changed_at: int) -> bytes:
    return stripped(Path(path).read_text("utf-8")).encode("utf-8")

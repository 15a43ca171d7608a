"""Files that anyone may fetch: the widget's modules and the pages' style sheet. Nothing but the listed kinds is ever served."""

from __future__ import annotations

from os import PathLike
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


class PublicFiles(StaticFiles):
    """``shared`` files may be embedded by other sites; which ones is up to ``OriginGuard``."""

    def __init__(self, directory: str | PathLike[str], *, shared: bool = False) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._shared = shared

    async def get_response(self, path: str, scope: Scope) -> Response:
        kind = _TYPES.get(PurePosixPath(path).suffix)
        if kind is None:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Content-Type"] = kind
        # Five minutes without asking, then a question that is mostly answered with "not modified": names carry no version.
        response.headers["Cache-Control"] = "public, max-age=300, must-revalidate"
        if self._shared:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

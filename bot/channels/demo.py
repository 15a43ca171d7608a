"""The page at ``/`` and ``/fr``: a federation's page about CARM with the widget on it, to see the product in its place."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.pages import Pages
from bot.language import Language


class Demo:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def english(self, request: Request) -> Response:
        return self._pages.render("demo.html", Language.EN)

    async def french(self, request: Request) -> Response:
        return self._pages.render("demo.html", Language.FR)

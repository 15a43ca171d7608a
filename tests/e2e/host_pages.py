"""The pages of other people's sites that carry the widget, served from another origin than the gateway's."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>Importing goods</title><meta name="viewport" content="width=device-width, initial-scale=1">
{head}</head>
<body>
<header><h1>Importing goods into Canada</h1></header>
<main>
<p>What a small business needs to know before its goods reach the border. <a href="#more">Read on</a></p>
<p><label>Search <input id="search" type="search"></label> <button id="page-button" type="button">Go</button></p>
<p id="more">Duties and taxes are paid in CARM.</p>
</main>
{tag}
</body>
</html>"""

HOSTILE_CSS = """
* { all: unset !important; }
div, section, button, form, p, header { display: none !important; }
carm-chat { display: none !important; opacity: 0 !important; visibility: hidden !important; width: 1px !important;
  font-size: 3px !important; position: static !important; transform: scale(.1) !important; pointer-events: none !important;
  --navy: red !important; direction: rtl !important; }
html { font-size: 62.5% !important; letter-spacing: 1em !important; text-transform: uppercase !important; }
body { transform: translateX(-50px) !important; overflow: hidden !important; line-height: 4 !important; direction: rtl !important;
  color: transparent !important; filter: blur(3px) !important; }
.root, .dialog, .launcher { display: none !important; }
"""


class HostPages:
    """``/``, ``/fr``, ``/hostile``, ``/strict``; collects the reports of the strict page's policy."""

    def __init__(self, gateway_url: str) -> None:
        self.gateway_url = gateway_url
        self.reports: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/", self.plain),
                Route("/fr", self.french),
                Route("/hostile", self.hostile),
                Route("/strict", self.strict),
                Route("/hostile.css", self.css),
                Route("/report", self.report, methods=["POST"]),
            ]
        )

    def _page(self, lang: str = "en", head: str = "") -> str:
        source = f"{self.gateway_url}/widget/carm-chat.js"
        return PAGE.format(lang=lang, head=head, tag=f'<script type="module" src="{source}" data-lang="{lang}"></script>')

    async def plain(self, request: Request) -> Response:
        return HTMLResponse(self._page())

    async def french(self, request: Request) -> Response:
        return HTMLResponse(self._page("fr"))

    async def hostile(self, request: Request) -> Response:
        return HTMLResponse(self._page(head='<link rel="stylesheet" href="/hostile.css">'))

    async def css(self, request: Request) -> Response:
        return Response(HOSTILE_CSS, media_type="text/css")

    async def strict(self, request: Request) -> Response:
        policy = (
            f"default-src 'none'; script-src 'self' {self.gateway_url}; connect-src {self.gateway_url}; style-src 'self'; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; report-uri /report"
        )
        return HTMLResponse(self._page(), headers={"Content-Security-Policy": policy})

    async def report(self, request: Request) -> Response:
        self.reports.append((await request.body()).decode())
        return Response(status_code=204)

"""The widget's modules as a browser gets them over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.channels.modules import stripped
from bot.channels.settings import GatewaySettings

pytestmark = pytest.mark.asyncio
Gateway = Any
LIMIT = 25_000


async def weigh(gateway: Gateway, name: str) -> tuple[int, str]:
    """Return the bytes of a module's body as it travels, and its text."""
    async with gateway.http.stream("GET", f"/widget/{name}", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.status_code == 200, name
        assert response.headers["content-encoding"] == "gzip"
        raw = b"".join([part async for part in response.aiter_raw()])
    return len(raw), (await gateway.http.get(f"/widget/{name}")).text


async def test_all_modules_weigh_at_most_25_kilobytes_as_they_travel(gateway: Gateway, settings: GatewaySettings) -> None:
    weights, asked = {}, ["carm-chat.js"]
    for name in asked:  # every module, as the browser finds them
        weights[name], text = await weigh(gateway, name)
        asked += [found for found in re.findall(r"(?:from|import)\s*\(?\"\./([\w-]+\.js)\"", text) if found not in asked]
    assert set(weights) == {path.name for path in settings.widget_folder.glob("*.js")}
    assert sum(weights.values()) <= LIMIT, weights


async def test_a_module_comes_without_comments_and_indents_and_its_lines_keep_their_numbers(
    gateway: Gateway, settings: GatewaySettings
) -> None:
    written = (settings.widget_folder / "session.js").read_text("utf-8")
    served = (await gateway.http.get("/widget/session.js")).text
    assert served == stripped(written)
    assert served.count("\n") == written.count("\n")
    assert "@param" not in served
    lines = dict(enumerate(written.split("\n")))
    assert all(line == lines[at].lstrip() for at, line in enumerate(served.split("\n")) if line and not lines[at].lstrip().startswith("/*"))


async def test_an_unchanged_module_is_not_sent_again(gateway: Gateway) -> None:
    first = await gateway.http.get("/widget/chat.js")
    again = await gateway.http.get("/widget/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await gateway.http.get("/widget/chat.js", headers={"If-None-Match": '"another"'})).status_code == 200

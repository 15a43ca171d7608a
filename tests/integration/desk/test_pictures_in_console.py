"""An advisor sees the pictures of a case on its page; nobody else does, and none of another case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.desk.model import Role
from tests.fakes.pictures import a_picture, opened
from tests.integration.desk.test_console import office
from tests.integration.web.conftest import settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
Office = Any
FIRST, SECOND = "K7R-4XA9", "K7R-4XB9"


async def with_picture(office: Office, reference: str) -> str:
    """Open a case, have its person send a picture, and return the picture's id."""
    visitor = await office.case(reference, "Hello")
    headers = {**visitor.headers, "Content-Type": "image/png"}
    sent = await visitor.http.post("/api/v1/pictures?client_id=p1", content=a_picture(size=(300, 200)), headers=headers)
    assert sent.status_code == 202, sent.text
    path: str = (await visitor.thread())["messages"][-1]["data"]["picture"]["path"]
    return path.rpartition("/")[2]


async def test_the_case_page_shows_the_picture_in_the_conversation_and_in_a_list(office: Office) -> None:
    picture = await with_picture(office, FIRST)
    advisor = await office.browser(Role.ADVISOR)
    page = await advisor.http.get(f"/console/cases/{FIRST}")
    address = f"/console/cases/{FIRST}/pictures/{picture}"
    assert page.text.count(f'<a class="picture" href="{address}"><img src="{address}" alt="Picture from the person, 300 × 200 pixels"') == 2
    assert "<h3>Pictures</h3>" in page.text
    assert "img-src 'self'" in page.headers["content-security-policy"]
    shown = await advisor.http.get(address)
    assert (shown.status_code, shown.headers["content-type"], opened(shown.content).size) == (200, "image/png", (300, 200))
    assert (shown.headers["cache-control"], shown.headers["x-content-type-options"]) == ("no-store", "nosniff")


async def test_a_case_without_pictures_has_no_list_of_them(office: Office) -> None:
    await office.case(FIRST, "Hello")
    advisor = await office.browser(Role.ADVISOR)
    page = (await advisor.http.get(f"/console/cases/{FIRST}")).text
    assert "<h3>Pictures</h3>" not in page
    assert not re.search(r'class="picture', page)


async def test_only_who_works_on_cases_gets_a_picture_and_only_by_its_own_case(office: Office) -> None:
    picture = await with_picture(office, FIRST)
    await office.case(SECOND, "Hello")
    address = f"/console/cases/{FIRST}/pictures/{picture}"
    stranger, editor, admin = await office.browser(), await office.browser(Role.EDITOR), await office.browser(Role.ADMIN)
    assert (await stranger.http.get(address)).status_code == 303
    assert (await editor.http.get(address)).status_code == 403
    assert (await admin.http.get(address)).status_code == 200
    for elsewhere in (
        f"/console/cases/{SECOND}/pictures/{picture}",
        f"/console/cases/{FIRST}/pictures/x",
        f"/console/cases/ZZZ-ZZZZ/pictures/{picture}",
    ):
        assert (await admin.http.get(elsewhere)).status_code == 404, elsewhere

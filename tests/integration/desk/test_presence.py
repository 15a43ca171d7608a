"""Who looks at which case, and what pages of the console hear of new cases: on a real database, and through a real gateway."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.conversation.events import Missed
from bot.desk.model import Role
from bot.desk.presence import LOOKS_FOR, Presence
from bot.desk.store import QUEUE, page_of
from tests.fakes.desk import ANNE, EDITH, MARC, DeskServices, desk_services
from tests.fakes.gateway import until
from tests.integration.desk.test_console import Browser, Office, office
from tests.integration.web.conftest import settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
REFERENCE = "K7R-4XA9"


@pytest.fixture
async def desk(url: str) -> AsyncIterator[DeskServices]:
    async with desk_services(url) as made:
        yield made


def presence(desk: DeskServices) -> Presence:
    return Presence(desk.ledger, desk.clock)


async def test_who_opens_a_case_is_seen_by_the_others_and_not_by_themselves(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    here, elsewhere = presence(desk), presence(desk)
    await here.arrive(case, MARC.id)
    await elsewhere.arrive(case, ANNE.id)
    assert await here.others(EDITH.id) == {case: ["Anne Roy", "Marc Lee"]}
    assert await elsewhere.others(ANNE.id) == {case: ["Marc Lee"]}


async def test_who_closes_a_case_is_gone_at_once(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    here = presence(desk)
    await here.arrive(case, MARC.id)
    here.leave(case, MARC.id)
    await here.settled()
    assert await here.others(ANNE.id) == {}


async def test_who_closes_one_of_two_pages_still_looks(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    here = presence(desk)
    await here.arrive(case, MARC.id)
    await here.arrive(case, MARC.id)
    here.leave(case, MARC.id)
    await here.settled()
    assert await here.others(ANNE.id) == {case: ["Marc Lee"]}


async def test_pages_of_a_gateway_that_died_run_out_within_a_minute(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    await presence(desk).arrive(case, MARC.id)
    desk.clock.now += LOOKS_FOR
    assert await presence(desk).others(ANNE.id) == {case: ["Marc Lee"]}
    desk.clock.pass_(seconds=1)
    assert await presence(desk).others(ANNE.id) == {}


async def test_a_page_that_stays_open_is_seen_for_as_long(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    here = presence(desk)
    await here.arrive(case, MARC.id)
    for _ in range(10):
        desk.clock.pass_(seconds=31)
        await here.look(case, MARC.id)
    assert await here.others(ANNE.id) == {case: ["Marc Lee"]}


async def test_two_pages_of_one_advisor_that_open_at_once_are_one_viewer(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    await asyncio.gather(*(presence(desk).arrive(case, MARC.id) for _ in range(8)))
    assert await presence(desk).others(ANNE.id) == {case: ["Marc Lee"]}


async def test_the_queue_and_the_cases_pages_hear_of_arriving_and_leaving_but_not_of_each_beat(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    here, heard = presence(desk), []
    desk.hub.tap(lambda name, event: heard.append((name, type(event))))
    both = [(QUEUE, Missed), (page_of(case), Missed)]
    await here.arrive(case, MARC.id)
    assert heard == both
    desk.clock.pass_(seconds=30)
    await here.look(case, MARC.id)
    assert heard == both
    here.leave(case, MARC.id)
    await here.settled()
    assert heard == both * 2


async def test_a_case_that_is_deleted_takes_its_viewers_along_and_a_page_still_open_harms_nothing(desk: DeskServices) -> None:
    conversation = await desk.begin()
    case = await desk.case(conversation)
    here = presence(desk)
    await here.arrive(case, MARC.id)
    await desk.conversations.delete(conversation)
    assert await here.others(ANNE.id) == {}
    await here.look(case, MARC.id)
    here.leave(case, MARC.id)
    await here.settled()


async def test_who_lost_access_looks_at_nothing(desk: DeskServices) -> None:
    case = await desk.case(await desk.begin())
    await presence(desk).arrive(case, MARC.id)
    await desk.sign_in.set_active(EDITH, MARC.id, False)
    assert await presence(desk).others(ANNE.id) == {}


async def test_an_advisor_hears_of_cases_that_nobody_has_and_of_their_own(desk: DeskServices) -> None:
    mine, other, urgent = [await desk.begin() for _ in range(3)]
    await desk.told(urgent, "stuck")
    references = [await desk.case(conversation) for conversation in (mine, other, urgent)]
    await desk.desk.claim(references[0], ANNE)
    await desk.desk.claim(references[1], MARC)
    news = await desk.desk.news(ANNE.id)
    assert news.waiting == 1
    assert {(told.reference, told.urgent, told.mine) for told in news.cases} == {(references[0], False, True), (references[2], True, False)}
    await desk.desk.transfer(references[1], MARC, ANNE.id)
    assert references[1] in {told.reference for told in (await desk.desk.news(ANNE.id)).cases}


class Page:
    """What an open page of the console is told by its stream."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.cases: list[dict[str, Any]] = []


@asynccontextmanager
async def opened(browser: Browser, path: str) -> AsyncIterator[Page]:
    page = Page()

    async def listen() -> None:
        async with browser.http.stream("GET", path) as response:
            assert response.status_code == 200
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    page.events.append(line[7:])
                if line.startswith("data: {") and page.events[-1] == "cases":
                    page.cases.append(json.loads(line[6:]))

    task = asyncio.create_task(listen())
    try:
        await until(lambda: _true(bool(page.cases)))
        yield page
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _true(value: bool) -> bool:
    return value


async def test_an_open_page_of_a_case_is_seen_in_the_queue_and_on_the_case_until_it_is_closed(office: Office) -> None:
    await office.case()
    anne, marc = await office.browser(Role.ADVISOR), await office.browser(Role.ADMIN)
    case = f"/console/cases/{REFERENCE}"

    async def seen(browser: Browser, path: str, words: str = "is looking at this") -> bool:
        return words in (await browser.http.get(path)).text

    async with opened(anne, f"{case}/events") as own:
        for path in ("/console", case):
            assert await seen(marc, path)
            assert not await seen(anne, path)
        assert (await marc.post("/console/language", language="fr")).status_code == 303
        assert await seen(marc, case, "regarde ce dossier")
        before = own.events.count("changed")
        async with opened(marc, f"{case}/events"):
            await until(lambda: _true(own.events.count("changed") > before))
            assert await seen(anne, case)

    async def gone() -> bool:
        return not await seen(marc, case, "regarde ce dossier")

    await until(gone)


async def test_every_page_hears_of_a_new_case_by_reference_and_urgency_alone(office: Office) -> None:
    browser = await office.browser(Role.ADVISOR)
    async with opened(browser, "/console/events") as page:
        assert page.cases == [{"waiting": 0, "cases": {}}]
        await office.case()
        await until(lambda: _true(len(page.cases) > 1))
        assert page.cases[-1] == {"waiting": 1, "cases": {REFERENCE: "case"}}
        async with opened(browser, f"/console/cases/{REFERENCE}/events") as case_page:
            await browser.post(f"/console/cases/{REFERENCE}/claim")
            for each in (page, case_page):
                await until(lambda each=each: _true(each.cases[-1] == {"waiting": 0, "cases": {REFERENCE: "mine"}}))


async def test_pages_carry_the_words_and_the_stream_that_new_cases_are_told_with(office: Office) -> None:
    advisor, editor = await office.browser(Role.ADVISOR), await office.browser(Role.EDITOR)
    for language, words in (("en", "New urgent case {reference}"), ("fr", "Nouveau dossier urgent {reference}")):
        await advisor.post("/console/language", language=language)
        for path in ("/console", "/console/account"):
            page = (await advisor.http.get(path)).text
            assert f'data-urgent="{words}"' in page
            assert 'data-stream="/console/events"' in page
    assert 'id="alerts' not in (await editor.http.get("/console/account")).text

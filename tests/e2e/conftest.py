"""A real browser, a gateway and a page of another site. Each test has its own gateway, context and page.

A test that only does what a person does runs twice, against the fake gateway and against the product's own. One that asks for ``gateway``
wants the fake one's handles, one that asks for ``real`` or for the ``desk`` the real one's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.chat_page import ChatPage
from tests.e2e.desk_page import MONDAY_AT_TEN, DeskRoom
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.host_pages import HostPages
from tests.e2e.real_gateway import RealGateway
from tests.e2e.serving import Served, running
from tests.fakes.gateway import PATIENCE_SECONDS

CHROMIUM = "/usr/bin/chromium"
# A busy machine is no defect: what is expected comes at once where it comes at all.
PATIENCE_MS = int(PATIENCE_SECONDS * 1000)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    wanted = inspect.signature(metafunc.function).parameters
    kinds = ["fake"] if "gateway" in wanted else ["real"] if {"real", "desk"} & set(wanted) else ["fake", "real"]
    metafunc.parametrize("backend", kinds, indirect=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def site() -> Served:
    """Another site, not yet running: the real gateway has to know its address to allow it."""
    return Served(lambda: pytest.fail("the site has no pages yet"))


@pytest.fixture
def real(tmp_path: Path, site: Served, monkeypatch: pytest.MonkeyPatch) -> RealGateway:
    monkeypatch.setattr("bot.channels.chat._WAIT_SECONDS", PATIENCE_SECONDS)  # the page without JavaScript shows what came in time
    return RealGateway(tmp_path, site.url)


@pytest.fixture
def served(backend: str, request: pytest.FixtureRequest) -> Iterator[Served]:
    """The gateway, running."""
    if backend == "fake":
        fake: FakeGateway = request.getfixturevalue("gateway")
        server = Served(lambda: fake.app)
    else:
        real: RealGateway = request.getfixturevalue("real")
        server = Served(real.make_app)
    with running(server):
        yield server


@pytest.fixture
def host(served: Served, site: Served) -> Iterator[HostPages]:
    """The other site's pages, running."""
    pages = HostPages(served.url)
    site.make_app = lambda: pages.app
    with running(site):
        yield pages


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a visitor: a context of the browser with its own storage. Errors in a page fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-CA", **options})
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def chat(page: Page, host: HostPages, site: Served) -> ChatPage:
    return ChatPage(page, site.url)


@pytest.fixture
def desk(real: RealGateway, served: Served, host: HostPages, new_context: Callable[..., BrowserContext]) -> DeskRoom:
    """The advisors' desk, open: it is Monday at ten."""
    real.begin_at(MONDAY_AT_TEN)
    return DeskRoom(served, real, new_context)

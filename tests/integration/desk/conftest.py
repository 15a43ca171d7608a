"""The desk's services, for tests that need no gateway; those of the console bring an office of their own (``test_console.py``)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.fakes.desk import DeskServices, desk_services


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[DeskServices]:
    async with desk_services(url) as made:
        yield made

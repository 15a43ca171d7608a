"""A person whose province has its own telephone and hours is told those; everybody else the usual ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.desk.build import load_parts
from bot.desk.hours import OpenHours
from bot.language import Language
from tests.fakes import desk
from tests.fakes.desk import desk_services

pytestmark = pytest.mark.asyncio
REGIONAL, USUAL = "1-800-461-9999", "1-833-568-2342"


@pytest.fixture(autouse=True)
def _quebec_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = load_parts()
    hours = replace(parts.data.hours, regions={"QC": OpenHours(time(13), time(15), frozenset({2}))})  # Wednesdays from one to three
    data = replace(parts.data, contacts={"QC": "cbsa_phone"}, hours=hours)
    monkeypatch.setattr(desk, "load_parts", lambda: replace(parts, data=data))


async def test_the_hand_off_gives_the_regions_telephone_and_hours(url: str) -> None:
    async with desk_services(url) as office:
        await office.present()
        here, there = await office.begin(), await office.begin(Language.FR)
        done = await office.walk(here, "person", "yes", "yes", "Zoé", "Roy Inc.", "613-555-0123", "ON", "mornings", "send")
        assert USUAL in done.text
        assert REGIONAL not in done.text
        done = await office.walk(there, "personne", "oui", "oui", "Zoé", "Roy inc.", "514-555-0123", "QC", "le matin", "envoyer")
        assert REGIONAL in done.text
        assert USUAL not in done.text
        assert "à partir du 25\u00a0novembre 2026 à 13\u00a0h" in done.text  # closed on this Monday, although an advisor is at the console
        again = await office.told(there, "personne")
        assert REGIONAL in again.text

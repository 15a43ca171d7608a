"""How a page writes a time of day."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.channels.pages import time_of_day
from bot.language import Language


@pytest.mark.parametrize(
    ("hour", "english", "french"),
    [
        pytest.param(5, "12:05 am ET", "0 h 05 HE", id="midnight"),
        pytest.param(17, "12:05 pm ET", "12 h 05 HE", id="noon"),
        pytest.param(19, "2:05 pm ET", "14 h 05 HE", id="afternoon"),
    ],
)
def test_times_are_ottawas_written_as_each_language_does(hour: int, english: str, french: str) -> None:
    at = datetime(2026, 11, 23, hour, 5, tzinfo=timezone.utc)
    assert time_of_day(at, Language.EN).replace("\u00a0", " ") == english
    assert time_of_day(at, Language.FR).replace("\u00a0", " ") == french

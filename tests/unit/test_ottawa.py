"""The day in Ottawa, which is not the machine's."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from bot.ottawa import day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 11, 23, 4, 59, tzinfo=timezone.utc), date(2026, 11, 22), id="the last minute of a winter's day"),
        pytest.param(datetime(2026, 11, 23, 5, 0, tzinfo=timezone.utc), date(2026, 11, 23), id="the first one"),
        pytest.param(datetime(2026, 7, 1, 3, 59, tzinfo=timezone.utc), date(2026, 6, 30), id="the last minute of a summer's day"),
        pytest.param(datetime(2026, 7, 1, 4, 0, tzinfo=timezone.utc), date(2026, 7, 1), id="the first one in summer"),
    ],
)
def test_a_day_ends_at_midnight_in_ottawa(moment: datetime, day: date) -> None:
    assert day_of(moment) == day

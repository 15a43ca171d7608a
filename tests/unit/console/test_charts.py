"""Bars over time: as tall as what they count, within their frame, and named for who points at them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.console.charts import HEIGHT, WIDTH, chart
from bot.desk.reports.figures import Series
from bot.desk.reports.period import Period
from bot.language import Language

FIRST = date(2026, 11, 3)


def series(*counts: list[int]) -> Series:
    steps = [Period(day, day) for day in (FIRST + timedelta(days=ahead) for ahead in range(len(counts)))]
    return Series(steps, ["urgent", "normal"], list(counts))


def test_bars_stand_upon_another_and_show_their_share() -> None:
    made = chart(series([1, 3], [0, 0], [2, 0]), ["Urgent", "Normal"], Language.EN)
    assert [(bar.kind, bar.title) for bar in made.bars] == [(0, "Nov. 3, Urgent: 1"), (1, "Nov. 3, Normal: 3"), (0, "Nov. 5, Urgent: 2")]
    low, high, other = made.bars
    assert high.height == pytest.approx(3 * low.height, abs=0.05)
    assert high.y + high.height == pytest.approx(low.y, abs=0.05)
    assert other.height == pytest.approx(2 * low.height, abs=0.05)
    assert (made.total, made.most, made.most_on) == (6, 4, FIRST)


@pytest.mark.parametrize("most", [0, 1, 4, 5, 6, 9, 10, 11, 99, 100, 1_234, 99_999])
def test_every_count_fits_under_a_top_of_round_numbers(most: int) -> None:
    made = chart(series([most, 0], [0, 1]), ["Urgents", "Normaux"], Language.FR)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT and bar.x + bar.width <= WIDTH for bar in made.bars)
    assert 2 <= len(made.across) <= 6
    assert made.across[0].text == "0"


def test_a_year_of_weeks_is_drawn_and_dates_are_of_the_language() -> None:
    weeks = Period(date(2026, 1, 1), date(2026, 12, 31)).steps()
    made = chart(Series(weeks, ["en", "fr"], [[1, 1]] * len(weeks)), ["En anglais", "En français"], Language.FR)
    assert made.is_weekly
    assert made.below[0].text == "1 janv."
    assert len(made.rows) == 53

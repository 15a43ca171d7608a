"""Bars over time for a page: where each stands in a drawing of ``WIDTH`` by ``HEIGHT``. The template draws them and gives their numbers
as a table; colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.desk.reports.figures import Series
from bot.formatting import month_name, number
from bot.language import Language

WIDTH, HEIGHT = 720, 220
_LEFT, _TOP, _BOTTOM = 48, 12, 28
_GAP = 0.25
_NICE = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """``kind`` is the place of what it counts among the series' kinds, from 0; ``title`` is read when it is pointed at."""

    kind: int
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class Mark:
    """A word on an axis, or a line across at its height."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """``summary`` says in words what the picture shows; ``rows`` are its numbers."""

    bars: Sequence[Bar]
    across: Sequence[Mark]
    below: Sequence[Mark]
    rows: Sequence[tuple[date, Sequence[int]]]
    total: int
    most: int
    most_on: date
    is_weekly: bool


def chart(series: Series, kinds: Sequence[str], language: Language) -> Chart:
    """Return the drawing of a series; ``kinds`` are the names of what it counts, in its order. Kinds stand one upon another."""
    most = max(series.totals)
    top, step = _scale(most)
    wide = (WIDTH - _LEFT) / len(series.steps)
    high = HEIGHT - _TOP - _BOTTOM
    bars: list[Bar] = []
    for place, (days, counts) in enumerate(zip(series.steps, series.counts, strict=True)):
        base = float(HEIGHT - _BOTTOM)
        for kind, count in enumerate(counts):
            if count:
                tall = high * count / top
                base -= tall
                title = f"{short_date(days.first, language)}, {kinds[kind]}: {number(count, language)}"
                x = _LEFT + wide * (place + _GAP / 2)
                bars.append(Bar(kind, round(x, 2), round(base, 2), round(wide * (1 - _GAP), 2), round(tall, 2), title))
    across = [Mark(number(value, language), _LEFT, round(HEIGHT - _BOTTOM - high * value / top, 2)) for value in range(0, top + 1, step)]
    shown = sorted({0, len(series.steps) // 2, len(series.steps) - 1})
    below = [Mark(short_date(series.steps[place].first, language), round(_LEFT + wide * (place + 0.5), 2), HEIGHT - 8) for place in shown]
    busiest = series.totals.index(most)
    return Chart(
        bars,
        across,
        below,
        rows=[(days.first, counts) for days, counts in zip(series.steps, series.counts, strict=True)],
        total=sum(series.totals),
        most=most,
        most_on=series.steps[busiest].first,
        is_weekly=series.steps[0].days > 1,
    )


def short_date(day: date, language: Language) -> str:
    """Write a day of a chart's axis: ``Nov. 3``, ``3 nov.``."""
    month = month_name(day.month, language, short=True)
    return f"{month} {day.day}" if language is Language.EN else f"{day.day} {month}"


def _scale(most: int) -> tuple[int, int]:
    """Return the top of an axis and its steps, at most five of them, in ones, twos and fives."""
    step, power = 1, 1
    while step * 5 < most:
        for nice in _NICE:
            step = nice * power
            if step * 5 >= most:
                break
        power *= 10
    return max(step, -(-most // step) * step), step

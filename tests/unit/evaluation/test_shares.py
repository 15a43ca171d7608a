"""Shares, their intervals, and percentiles. The intervals are from Newcombe 1998, table I, method 3 (Wilson)."""

import math

import pytest

from bot.evaluation.shares import Share, percentile


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_the_interval_is_wilson_s(hits, count, low, high):
    assert Share(hits, count).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_is_told_with_its_interval_and_count():
    assert str(Share(81, 263)) == "30.8% (25.5-36.6, n 263)"


def test_nothing_counted_is_no_share():
    assert math.isnan(Share(0, 0).value)
    assert str(Share(0, 0)) == "-"


@pytest.mark.parametrize(("share", "expected"), [(0.5, 20), (0.95, 40), (0.25, 10), (1.0, 40)])
def test_a_percentile_is_one_of_the_values(share, expected):
    assert percentile([40, 10, 30, 20], share) == expected

"""The out-of-scope trade-off on four questions in scope and four out of it, worked by hand."""

import pytest

from bot.evaluation.tradeoff import tradeoff


@pytest.fixture
def results(made):
    inside = [made("greet", "greet", inside=chance) for chance in (0.9, 0.8, 0.7)]
    outside = [made("out_of_scope", "out_of_scope", inside=chance) for chance in (0.1, 0.2)]
    refused = made("greet", "out_of_scope", inside=0.3)
    return [*inside, refused, *outside, made("out_of_scope", "greet", inside=0.75), made("out_of_scope", "clarify", inside=0.6)]


def test_a_stricter_threshold_refuses_more_and_answers_less(results):
    curve = tradeoff(results).curve
    assert [point.false_refusals for point in curve] == sorted(point.false_refusals for point in curve)
    assert [point.false_answers for point in curve] == sorted((point.false_answers for point in curve), reverse=True)


def test_the_curve_counts_what_lies_below_and_at_each_threshold(results):
    point = next(point for point in tradeoff(results).curve if point.threshold == 0.7)
    assert (point.false_refusals, point.false_answers) == (0.25, 0.25)


def test_the_point_in_use_is_what_happened(results):
    found = tradeoff(results)
    assert found.in_use == (0.25, 0.25)
    assert found.not_refused == (0.25, 0.5)


def test_the_strictest_threshold_within_a_bound_is_found(results):
    assert tradeoff(results).nearest(0.25).threshold == 0.7
    assert tradeoff(results).nearest(0.0).threshold == 0.3


def test_there_is_no_trade_off_without_both_kinds_of_questions(made):
    assert tradeoff([made("greet", "greet", inside=0.9)]) is None
    assert tradeoff([made("greet", "greet"), made("out_of_scope", "out_of_scope")]) is None


def test_where_inside_was_not_asked_what_was_done_says_it(made):
    found = tradeoff([made("greet", "greet", inside=None), made("greet", "greet", inside=0.4), made("out_of_scope", "out_of_scope")])
    point = next(point for point in found.curve if point.threshold == 0.4)
    assert (point.false_refusals, point.false_answers) == (0.0, 0.0)

"""Periods, groups of questions and figures of the reports. Expected figures are worked by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot.desk.model import Mode, Outcome, Status, Urgency
from bot.desk.reports.figures import by, ratings_of, series, topics_of, waits_of
from bot.desk.reports.misses import EXAMPLES, MOST_WORDINGS, cluster
from bot.desk.reports.period import Period, UnusablePeriod, asked_period
from bot.desk.reports.store import CaseLine, Miss, Tally, Verdicts
from bot.language import Language

EN, FR = Language.EN, Language.FR
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=timezone.utc)


def miss(text: str, language: Language = EN, days_ago: int = 0) -> Miss:
    return Miss(text, language, "out_of_scope", NOON - timedelta(days=days_ago))


def case(waited_minutes: float | None, urgency: Urgency = Urgency.NORMAL, mode: Mode = Mode.LIVE, hours_ago: int = 1) -> CaseLine:
    opened = NOON - timedelta(hours=hours_ago)
    claimed = None if waited_minutes is None else opened + timedelta(minutes=waited_minutes)
    status = Status.OPEN if claimed is None else Status.RESOLVED
    return CaseLine(opened, claimed, urgency, mode, status, Outcome.ANSWERED if claimed else None, "web", "what_is_rpp")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        pytest.param({}, "2026-10-25", "2026-11-23", id="thirty days when nothing is asked"),
        pytest.param({"days": "7"}, "2026-11-17", "2026-11-23", id="a week that ends today"),
        pytest.param({"from": "2026-11-01", "to": "2026-11-01"}, "2026-11-01", "2026-11-01", id="one day"),
        pytest.param({"from": "2026-11-01", "to": "2026-12-31"}, "2026-11-01", "2026-11-23", id="no further than today"),
        pytest.param({"from": "2025-11-23", "to": "2026-11-23"}, "2025-11-23", "2026-11-23", id="a year and a day"),
        pytest.param({"from": "", "to": ""}, "2026-10-25", "2026-11-23", id="empty fields"),
    ],
)
def test_a_period_is_read_from_the_address(asked: dict[str, str], first: str, last: str) -> None:
    assert asked_period(asked, TODAY) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "asked",
    [
        {"days": "8"},
        {"days": "-7"},
        {"days": "9" * 400},
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"from": "2026-11-24", "to": "2026-11-30"},
        {"from": "2026-02-30", "to": "2026-03-01"},
        {"from": "yesterday", "to": "2026-11-01"},
        {"from": "2026-11-01"},
        {"to": "2026-11-01"},
        {"from": "2025-11-22", "to": "2026-11-23"},
        {"from": "0001-01-01", "to": "2026-11-23"},
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"from": "<script>", "to": "' OR 1=1"},
    ],
)
def test_days_that_are_no_period_are_refused(asked: dict[str, str]) -> None:
    with pytest.raises(UnusablePeriod):
        asked_period(asked, TODAY)


def test_days_are_ottawas_and_may_have_23_or_25_hours() -> None:
    spring, autumn = (Period(day, day) for day in (date(2026, 3, 8), date(2026, 11, 1)))
    assert (spring.end - spring.start, autumn.end - autumn.start) == (timedelta(hours=23), timedelta(hours=25))


def test_a_long_period_is_drawn_in_weeks() -> None:
    steps = Period.of_days(100, TODAY).steps()
    assert (len(steps), steps[0].days, steps[-1].days) == (15, 7, 2)
    assert len(Period.of_days(90, TODAY).steps()) == 90


def test_questions_that_ask_the_same_are_together() -> None:
    found = cluster(
        [
            miss("How do I appeal an AMPS penalty?", days_ago=3),
            miss("AMPS penalty appeal", days_ago=9),
            miss("i got an amps penalty, how can I apeal it"),
            miss("which exchange rate does CBSA use"),
            miss("CBSA exchange rate??"),
            miss("cbsa exchange rate"),
            miss("hello there"),
        ]
    ).found
    assert [each.size for each in found] == [3, 3, 1]
    penalty = next(each for each in found if "amps" in each.question.lower())
    assert penalty.first == NOON - timedelta(days=9)
    assert penalty.last == NOON
    rate = next(each for each in found if "exchange" in each.question)
    assert rate.question.lower().startswith("cbsa exchange rate")  # asked twice, in two spellings
    assert list(rate.examples) == ["which exchange rate does CBSA use"]


def test_each_language_is_grouped_by_itself() -> None:
    found = cluster([miss("HS code candles"), miss("code SH chandelles", FR), miss("code sh pour des chandelles", FR)]).found
    assert [(each.language, each.size) for each in found] == [(FR, 2), (EN, 1)]


@pytest.mark.parametrize("text", ["", "  ", "???", "🚚🚚", "海关", "\u202e", "a" * 2000, "de la", "the of", "<script>alert(1)</script>"])
def test_any_words_can_be_grouped(text: str) -> None:
    assert [each.size for each in cluster([miss(text), miss(text)]).found] == [2]


def test_a_group_has_a_few_examples_and_too_many_wordings_are_counted_not_compared() -> None:
    alike = cluster([miss(f"refund of duties number {number}") for number in range(40)]).found
    assert [(each.size, len(each.examples)) for each in alike] == [(40, EXAMPLES)]
    many = cluster([miss(f"{number:x}" * 3) for number in range(100_000, 100_000 + MOST_WORDINGS + 7)])
    assert many.left_out == 7
    assert sum(each.size for each in many.found) == MOST_WORDINGS


def test_no_questions_give_no_groups() -> None:
    assert cluster([]).found == []


def test_topics_have_both_languages_and_those_never_given_come_last() -> None:
    tallies = [Tally("a", EN, 2), Tally("b", FR, 5), Tally("a", FR, 1), Tally("clarify", EN, 9)]
    found = topics_of(tallies, ["c", "a", "b"])
    assert [(each.topic, each.counts[EN], each.counts[FR], each.total) for each in found] == [
        ("b", 0, 5, 5),
        ("a", 2, 1, 3),
        ("c", 0, 0, 0),
    ]


def test_ratings_of_both_languages_are_one_and_the_worst_come_first() -> None:
    found = ratings_of([Verdicts("a", EN, 3, 1), Verdicts("a", FR, 1, 1), Verdicts("b", EN, 0, 4), Verdicts("c", EN, 5, 0)])
    assert [(each.topic, each.up, each.down) for each in found] == [("b", 0, 4), ("a", 4, 2), ("c", 5, 0)]


def test_waits_are_told_by_urgency_and_mode() -> None:
    minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 60]
    opened = [case(each) for each in minutes] + [case(10, mode=Mode.CALL_BACK), case(None)]
    found = {(each.urgency, each.mode): each for each in waits_of(opened, [case(None, hours_ago=30), case(None)], NOON)}
    live = found[Urgency.NORMAL, Mode.LIVE]
    assert (live.claimed, live.median, live.p90, live.longest) == (10, 330, 540, 3600)  # 5.5, 9 and 60 minutes
    assert (live.waiting, live.waiting_longest) == (2, 30 * 3600)
    assert found[Urgency.NORMAL, None].claimed == 11
    empty = found[Urgency.URGENT, None]
    assert (empty.claimed, empty.median, empty.p90, empty.waiting, empty.waiting_longest) == (0, None, None, 0, None)


def test_what_happened_is_counted_on_its_day_in_ottawa() -> None:
    late = datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc)  # half past eleven in the evening of the 22nd
    found = series(Period.of_days(3, TODAY), list(Language), [(EN, late), (FR, NOON), (FR, NOON), (EN, NOON - timedelta(days=30))])
    assert found.kinds == ["en", "fr"]
    assert found.counts == [[0, 0], [1, 0], [0, 2]]


def test_cases_are_counted_by_anything() -> None:
    assert by([case(1), case(None), case(2)], lambda each: each.status.value) == [("resolved", 2), ("open", 1)]

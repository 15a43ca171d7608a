from __future__ import annotations

from datetime import date

import pytest

from bot.language import Language
from bot.nlu.extract import DateMention, DatePrecision, DateProblem, WarningCode, extract, find_dates

EN, FR = Language.EN, Language.FR
MONDAY = date(2026, 11, 23)


def the_date(text: str, language: Language = EN, today: date | None = MONDAY) -> DateMention:
    (mention,) = find_dates(text, language, today)
    assert text[mention.start : mention.end] == mention.text
    return mention


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (EN, "May 20, 2025", "2025-05-20"),
        (EN, "on May 20th, 2025 at 3:00", "2025-05-20"),
        (EN, "may 20 2025", "2025-05-20"),
        (EN, "20 May 2025", "2025-05-20"),
        (EN, "the 20th of May, 2025", "2025-05-20"),
        (EN, "Sept. 3, 2025", "2025-09-03"),
        (EN, "Oct. 21, 2024", "2024-10-21"),
        (EN, "21 oct. 2024", "2024-10-21"),
        (EN, "21-Oct-2024", "2024-10-21"),
        (EN, "2025-05-20", "2025-05-20"),
        (EN, "2025/5/20", "2025-05-20"),
        (EN, "20/05/2025", "2025-05-20"),
        (EN, "05/20/2025", "2025-05-20"),
        (EN, "20-05-2025", "2025-05-20"),
        (EN, "20.05.2025", "2025-05-20"),
        (EN, "05/05/2025", "2025-05-05"),
        (EN, "11/23/26", "2026-11-23"),
        (FR, "20 mai 2025", "2025-05-20"),
        (FR, "le 1er juin 2026", "2026-06-01"),
        (FR, "15 janvier 2027", "2027-01-15"),
        (FR, "3 févr. 2026", "2026-02-03"),
        (FR, "3 fevrier 2026", "2026-02-03"),
        (FR, "24 août 2025", "2025-08-24"),
        (FR, "24 aout 2025", "2025-08-24"),
        (FR, "24 DÉCEMBRE 2025", "2025-12-24"),
        (EN, "yesterday", "2026-11-22"),
        (EN, "today", "2026-11-23"),
        (EN, "tomorrow", "2026-11-24"),
        (EN, "the day before yesterday", "2026-11-21"),
        (EN, "last Tuesday", "2026-11-17"),
        (EN, "last Monday", "2026-11-16"),
        (EN, "this Monday", "2026-11-23"),
        (EN, "next Monday", "2026-11-30"),
        (EN, "next Friday", "2026-11-27"),
        (EN, "stuck since Friday", "2026-11-20"),
        (EN, "3 days ago", "2026-11-20"),
        (EN, "two weeks ago", "2026-11-09"),
        (EN, "last week", "2026-11-16"),
        (FR, "hier", "2026-11-22"),
        (FR, "aujourd’hui", "2026-11-23"),
        (FR, "avant-hier", "2026-11-21"),
        (FR, "après-demain", "2026-11-25"),
        (FR, "mardi dernier", "2026-11-17"),
        (FR, "mardi prochain", "2026-11-24"),
        (FR, "depuis vendredi", "2026-11-20"),
        (FR, "il y a 3 jours", "2026-11-20"),
        (FR, "il y a deux semaines", "2026-11-09"),
        (FR, "la semaine dernière", "2026-11-16"),
    ],
)
def test_a_date_is_read_however_it_is_written(language: Language, text: str, expected: str) -> None:
    mention = the_date(text, language)
    assert mention.value == date.fromisoformat(expected)
    assert mention.precision is DatePrecision.DAY


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        pytest.param("Oct. 21", MONDAY, "2026-10-21", id="a month ago"),
        pytest.param("January 15", MONDAY, "2027-01-15", id="in two months"),
        pytest.param("le 1er juin", MONDAY, "2026-06-01", id="half a year either way: the nearer"),
        pytest.param("Dec 31", date(2026, 1, 2), "2025-12-31", id="two days ago, another year"),
        pytest.param("Feb 29", date(2027, 6, 1), "2028-02-29", id="the only leap day near"),
    ],
)
def test_a_day_without_its_year_is_the_nearest_one(text: str, today: date, expected: str) -> None:
    mention = the_date(text, EN, today)
    assert (mention.value, mention.year_given) == (date.fromisoformat(expected), False)


def test_digits_that_can_be_two_days_are_returned_with_both() -> None:
    mention = the_date("05/06/2025")
    assert (mention.value, mention.problem) == (None, DateProblem.AMBIGUOUS)
    assert mention.readings == (date(2025, 6, 5), date(2025, 5, 6))
    assert [warning.code for warning in extract("05/06/2025", EN).warnings] == [WarningCode.AMBIGUOUS_DATE]


@pytest.mark.parametrize("text", ["Feb 30, 2025", "31/02/2025", "2025-13-01", "Feb 30"])
def test_a_day_that_never_comes_is_no_date(text: str) -> None:
    assert (the_date(text).value, the_date(text).problem) == (None, DateProblem.IMPOSSIBLE)


@pytest.mark.parametrize("text", ["yesterday", "last Tuesday", "May 20"])
def test_without_today_what_depends_on_it_has_no_value(text: str) -> None:
    assert (the_date(text, EN, None).value, the_date(text, EN, None).problem) == (None, DateProblem.NEEDS_TODAY)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("in March 2025", date(2025, 3, 1), DatePrecision.MONTH),
        ("en août 2025", date(2025, 8, 1), DatePrecision.MONTH),
        ("last month", date(2026, 10, 1), DatePrecision.MONTH),
        ("since 2025", date(2025, 1, 1), DatePrecision.YEAR),
        ("en 2024", date(2024, 1, 1), DatePrecision.YEAR),
    ],
)
def test_a_month_or_a_year_stands_for_its_first_day(text: str, expected: date, precision: DatePrecision) -> None:
    mention = the_date(text)
    assert (mention.value, mention.precision) == (expected, precision)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param(EN, "Jan 4,200", id="an amount after a month"),
        pytest.param(EN, "Feb 3 100,50 $", id="an amount with a space in it"),
        pytest.param(EN, "Mar 12k", id="an amount with a scale"),
        pytest.param(EN, "May 20 $", id="an amount with a currency"),
        pytest.param(EN, "we may 5,000", id="a verb"),
        pytest.param(EN, "24/7", id="round the clock"),
        pytest.param(EN, "D17-1-5", id="a memorandum"),
        pytest.param(EN, "613-555-0123", id="a telephone number"),
        pytest.param(FR, "demandez-le", id="a word that starts like tomorrow"),
        pytest.param(EN, "days ago", id="days without a number"),
    ],
)
def test_what_only_looks_like_a_date_is_none(language: Language, text: str) -> None:
    assert find_dates(text, language, MONDAY) == []


def test_an_absurd_number_of_days_ago_is_no_date() -> None:
    assert the_date("999999 days ago").problem is DateProblem.IMPOSSIBLE

from __future__ import annotations

from datetime import date

import pytest

from bot.content.check.figures import (
    days_are_written_out,
    figures_have_no_gaps,
    money_comes_from_rates,
    percentages_come_from_rates,
    security_figures_are_complete,
    yearly_dates_come_from_rates,
)
from bot.content.check.rules import Rule
from tests.unit.content.small_project import SmallProject

WRITTEN_OUT = [
    pytest.param(money_comes_from_rates, "At least $5,000.", "Au moins 5\u00a0000\u00a0$.", id="money"),
    pytest.param(money_comes_from_rates, "Pay 5,000 CAD.", "Payez 5\u00a0000 CAD.", id="money by its code"),
    pytest.param(money_comes_from_rates, "Pay fifty dollars.", "Payez cinquante dollars.", id="a small amount in words"),
    pytest.param(money_comes_from_rates, "Pay $5k.", "Payez 5\u00a0k$.", id="thousands for short"),
    pytest.param(days_are_written_out, "Due 01/15/2027.", "Dû le 15/01/2027.", id="a day in figures"),
    pytest.param(days_are_written_out, "Due 2027-01-15.", "Dû le 2027-01-15.", id="a day as a computer writes it"),
    pytest.param(money_comes_from_rates, "Up to 10 million dollars.", "Jusqu’à 10 millions de dollars.", id="money in words"),
    pytest.param(percentages_come_from_rates, "It is 50% of it.", "C’est 50\u00a0% du total.", id="a percentage"),
    pytest.param(percentages_come_from_rates, "It is 50 percent.", "C’est 50 pour cent.", id="a percentage in words"),
    pytest.param(yearly_dates_come_from_rates, "Due October 15.", "Exigé le 15 octobre.", id="a yearly date"),
]


@pytest.mark.parametrize(("rule", "english", "french"), WRITTEN_OUT)
def test_a_figure_is_not_written_out_in_prose(project: SmallProject, rule: Rule, english: str, french: str) -> None:
    project.say(english, french)
    assert [problem.split(":")[1].strip() for problem in project.problems(rule)] == ["en.answer", "fr.answer"]


def test_the_cause_shows_the_figure_and_says_where_it_goes(project: SmallProject) -> None:
    project.change("faq/first.yml", "en.answer", "At least $5,000.")
    assert project.problems(money_comes_from_rates) == [
        "faq/first.yml: en.answer: writes out an amount of money ('$5'): put it in rates/ and use {rate:...} here",
    ]


def test_a_date_with_its_year_may_be_written(project: SmallProject) -> None:
    project.say("On October 15, 2025.", "Le 15 octobre 2025.")
    assert project.problems(yearly_dates_come_from_rates) == []


def test_a_figure_that_the_calculation_needs_is_missed(project: SmallProject) -> None:
    project.change("rates/a.yml", "rpp_maximum", None)
    assert project.problems(security_figures_are_complete) == [
        "rates/security.yml: rpp_maximum: is missing, and the security calculation needs it",
    ]


@pytest.mark.parametrize(("until", "gaps"), [(date(2026, 1, 31), 0), (date(2026, 1, 30), 1)])
def test_a_value_starts_on_the_day_after_the_one_before_it_ended(project: SmallProject, until: date, gaps: int) -> None:
    row = {"value": "5000", "source": "page", "checked": date(2026, 11, 20), "evidence": "SEEN"}
    values = [{**row, "from": date(2025, 5, 20), "until": until}, {**row, "from": date(2026, 2, 1)}]
    project.change("rates/a.yml", "limit.values", values)
    cause = "no value holds after 2026-01-30 and before 2026-02-01: correct until or from"
    assert project.problems(figures_have_no_gaps) == [f"rates/a.yml: limit.values: {cause}"] * gaps

"""What a calculation is told in, worded from the real content."""

import json
from datetime import date

import pytest

from bot.documents.lines import notes, result
from bot.documents.wording import Wording, cited, plain
from bot.interview import History
from bot.language import Language
from tests.unit.documents.conftest import DAY

EN, FR = Language.EN, Language.FR


def told(calculation, language=EN, day=DAY) -> str:
    words = Wording(language, day)
    return plain(
        words.text("utter_security_result", **result(calculation)) + "\n\n" + words.text("utter_security_notes", **notes(calculation))
    )


def test_the_mapping_is_plain_json(year):
    assert json.loads(json.dumps(year)) == year


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (EN, ["$38,400.00", "$19,200.00", "March", "January 15, 2027"]),
        (FR, ["38\u00a0400,00\u00a0$", "19\u00a0200,00\u00a0$", "mars", "15\u00a0janvier 2027"]),
    ],
)
def test_amounts_month_and_date_are_told(year, language, said):
    text = told(year, language)
    for part in said:
        assert part in text


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("8,000", "50% of $8,000.00 = $4,000.00, below the minimum, so $5,000.00"),
        ("10,000.01", "up to the next cent = $5,000.01"),
        ("30,000,000", "is above the maximum of $10 million for each RM account, so $10,000,000.00"),
        ("4,000", "Ties up less money: the cash deposit"),
        ("5,000", "Ties up less money: neither"),
        ("5,000.01", "Ties up less money: the agreement"),
    ],
)
def test_the_working_says_what_applied(calculate, amount, said):
    assert said in told(calculate(amount))


def test_nothing_payable_quotes_no_bond(calculate):
    text = told(calculate("0"))
    assert "$0.00" in text
    assert "$5,000" not in text
    assert "still have to enrol" in text


def test_an_estimate_and_an_approximate_amount_are_marked(calculate):
    assert "This is an estimate, based on the month you expect" in told(calculate("6,000", history=History.NEW))
    assert "it rests on 3 of the 12 months" in told(calculate("Jan 4000; Feb 5100; Mar 6000"))
    assert "approximate" in told(calculate("about forty thousand"))


def test_cfibs_older_dates_are_named_with_their_date(calculate):
    assert "CFIB’s page, as of June 2025, has the earlier dates: 12 months from July\u00a025 to July\u00a024" in told(calculate("9,000"))
    older = told(calculate("9,000", day=date(2025, 6, 30)), day=date(2025, 6, 30))
    assert "July 25, 2024 to July 24, 2025, with updates due by October 15, 2025" in older
    assert "Brokers report that from October 2025" in older


def test_each_source_is_cited_once_with_its_state(year):
    assert cited(year) == [
        {"link": "cfib_carm", "checked": "2026-11-23", "as_of": "2025-06"},
        {"link": "portal_bulletins", "checked": "2026-11-23"},
    ]


@pytest.mark.parametrize("language", list(Language))
def test_the_chat_reads_it_in_bubbles_of_usual_length(calculate, year, language):
    words = Wording(language, DAY)
    for calculation in (year, calculate("0"), calculate("6,000", history=History.NEW), calculate("Jan 4000; Feb 5100; Mar 6000")):
        for key, variables in (("utter_security_result", result(calculation)), ("utter_security_notes", notes(calculation))):
            assert len(plain(words.text(key, **variables))) <= 1_400

"""Answers and corrections, one message after another."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.content.rates import security_rule_book
from bot.interview import Account, Ask, Draft, History, Month, TroubleCode, checked, merged, read, security_of, stepped_back
from bot.language import Language

DAY = date(2026, 11, 23)
KNOWN = Draft(history=History.KNOWN)
YEAR = (
    "Jan 4,200; Feb 3,100; Mar 38,400; Apr 5,000; May 6,100; Jun 7,250; Jul 12,000; Aug 9,300; Sep 8,100; Oct 4,400; Nov 15,900; Dec 22,000"
)


def told(draft: Draft, *messages: str, language: Language = Language.EN) -> Draft:
    for message in messages:
        draft = checked(merged(draft, read(message, language), message) or draft, security_rule_book(), DAY)
    return draft


def result(draft: Draft) -> tuple[str, str | None]:
    assert draft.ask is None, draft
    security = security_of(draft, security_rule_book(), DAY)
    return str(security.cash_total), None if security.agreement_total is None else str(security.agreement_total)


def test_nothing_to_go_on_is_no_answer():
    assert merged(KNOWN, read("what is RPP?", Language.EN), "what is RPP?") is None


def test_a_year_then_a_correction_then_another():
    draft = told(KNOWN, YEAR)
    assert result(draft) == ("38400.00", "19200.00")
    draft = told(draft, "no, March was 5,100")
    assert result(draft) == ("22000.00", "11000.00")
    assert result(told(draft, "make it 42k")) == ("42000.00", "21000.00")


def test_a_month_that_was_left_out_is_added():
    draft = told(KNOWN, "Jan 4,200; Feb 3,100; Mar 8,400", "April was 12,000")
    assert [month.month for month in draft.accounts[0].months] == [1, 2, 3, 4]
    assert result(draft) == ("12000.00", "6000.00")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("it's in US dollars", Language.EN),
        ("that was in american funds", Language.EN),
        ("c'est en argent américain", Language.FR),
        ("c'était pas en argent canadien", Language.FR),
        ("en euros", Language.FR),
    ],
)
@pytest.mark.parametrize("given", ["24,000", YEAR])
def test_an_amount_said_afterwards_to_be_in_another_currency_is_asked_for_again(given, words, language):
    draft = told(told(KNOWN, given), words, language=language)
    assert [trouble.code for trouble in draft.accounts[0].troubles] == [TroubleCode.FOREIGN_CURRENCY]
    assert result(told(draft, "33,000")) == ("33000.00", "16500.00")


@pytest.mark.parametrize("words", ["can I pay in US dollars", "is that in US dollars?", "contact us", "tell us more"])
def test_a_question_about_a_currency_changes_no_amount(words):
    draft = told(KNOWN, "24,000")
    assert merged(draft, read(words, Language.EN), words) is None


@pytest.mark.parametrize(("words", "language"), [("take out March", Language.EN), ("enlève mars", Language.FR)])
def test_a_month_that_was_one_too_many_is_taken_out(words, language):
    draft = told(KNOWN, YEAR)
    assert result(told(draft, words, language=language)) == ("22000.00", "11000.00")


def test_a_month_that_was_never_given_cannot_be_taken_out():
    draft = told(KNOWN, "Jan 4,200; Feb 3,100; Mar 8,400")
    assert merged(draft, read("remove April", Language.EN), "remove April") is None


def test_taking_out_the_only_month_asks_for_an_amount_again():
    draft = Draft(accounts=(Account(months=(Month(Decimal("8400.00"), 1, 3),)),), history=History.KNOWN)
    assert told(draft, "remove March").ask is Ask.AMOUNT


def test_unclear_entries_are_settled_one_by_one():
    draft = told(KNOWN, "Jan 4,200; Feb 1.234; Mar -500; Apr 5,000")
    assert draft.ask is Ask.TROUBLE
    assert [trouble.month for trouble in draft.accounts[0].troubles] == [2, 3]
    draft = told(draft, "$1,234.00")
    assert draft.ask is Ask.TROUBLE
    draft = told(draft, "12,000")
    assert [str(month.amount) for month in draft.accounts[0].months] == ["4200.00", "1234.00", "12000.00", "5000.00"]
    assert result(draft) == ("12000.00", "6000.00")


def test_an_unclear_answer_to_a_question_about_an_entry_stays_with_the_entry():
    draft = told(KNOWN, "Jan 4,200; Feb 1.234; Mar 8,000; Apr 5,000", "5,000 USD")
    first = draft.accounts[0].troubles[0]
    assert (first.code, first.month) == (TroubleCode.FOREIGN_CURRENCY, 2)


def test_a_later_entry_can_be_settled_first_by_its_name():
    draft = told(KNOWN, "Jan 4,200; Feb 1.234; Mar -500; Apr 5,000", "March was 900")
    assert [trouble.month for trouble in draft.accounts[0].troubles] == [2]


def test_a_named_month_is_not_guessed_in_a_list_without_names():
    draft = told(KNOWN, "4200, 3100, 38400, 5000", "no, March was 51,000")
    assert draft.accounts[0].troubles[0].code is TroubleCode.WHICH_ENTRY
    assert result(told(draft, "entry 2")) == ("51000.00", "25500.00")
    assert result(told(draft, "the 3rd")) == ("51000.00", "25500.00")


def test_an_entry_is_corrected_by_its_place():
    assert result(told(KNOWN, "4200, 3100, 38400, 5000", "entry 3 was 3,840")) == ("5000.00", "5000.00")


@pytest.mark.parametrize("correction", ["make it 1.234", "actually it was -500", "no, 5,000 USD", "6,000 to 7,000"])
def test_no_result_stands_while_a_correction_is_unclear(correction):
    draft = told(KNOWN, "38,400")
    assert told(draft, correction).ask is Ask.TROUBLE


def test_months_too_far_apart_are_asked_back():
    draft = told(KNOWN, "Jan 2024 4000; Feb 2024 5100; Mar 2026 6000")
    assert draft.accounts[0].troubles[0].code is TroubleCode.SPAN_TOO_LONG
    assert result(told(draft, "6,000")) == ("6000.00", "5000.00")


def test_a_thirteenth_entry_is_asked_about_and_can_be_left_out():
    draft = told(KNOWN, ", ".join(str(4000 + 100 * place) for place in range(13)))
    assert draft.accounts[0].troubles[0].code is TroubleCode.TOO_MANY
    assert result(told(draft, "remove")) == ("5100.00", "5000.00")


def test_several_accounts_one_after_another_and_any_of_them_corrected():
    draft = told(KNOWN, "I have several RM accounts")
    assert draft.ask is Ask.ACCOUNTS
    draft = told(draft, "3", "8,000", "12,000")
    assert (draft.ask, draft.open_place) == (Ask.AMOUNT, 2)
    draft = told(draft, "40k")
    assert result(draft) == ("60000.00", "31000.00")
    assert result(told(draft, "account 1 was 10,000.02")) == ("62000.02", "31000.01")


def test_a_count_is_no_amount():
    draft = told(told(KNOWN, "38,400"), "several RM accounts", "3")
    assert [account.highest for account in draft.accounts] == [Decimal("38400.00"), None, None]


def test_amounts_for_all_accounts_at_once():
    assert result(told(KNOWN, "two RM accounts, one with 30k and the other 8k")) == ("38000.00", "20000.00")
    assert result(told(KNOWN, "RM0001: 12,000; RM0002: 40k")) == ("52000.00", "26000.00")


def test_nothing_owed_needs_no_amount():
    assert result(told(KNOWN, "nothing, it's all duty-free")) == ("0.00", None)


def test_whether_it_was_the_highest_month_is_asked_when_nobody_said():
    draft = told(Draft(), "38,400")
    assert draft.ask is Ask.CONFIRM
    assert result(told(draft, "yes")) == ("38400.00", "19200.00")
    assert told(draft, "no").ask is Ask.AMOUNT
    assert told(draft, "it's an estimate").history is History.NEW


@pytest.mark.parametrize("words", ["Yes, that was 3 months ago", "oui, il y a 3 mois", "yes, just one month"])
def test_when_the_highest_month_was_makes_nobody_a_new_importer(words):
    assert told(told(Draft(), "38,400"), words).history is History.KNOWN


@pytest.mark.parametrize(
    ("text", "history"),
    [("yes", History.KNOWN), ("no", History.NEW), ("we've imported for 5 years", History.KNOWN), ("I'm new", History.NEW)],
)
def test_the_question_on_history(text, history):
    assert told(Draft(), text).history is history


def test_a_draft_survives_being_stored():
    draft = told(KNOWN, "two RM accounts", "Jan 4,200; Feb 1.234; Mar 8,000; Apr 5,000")
    assert Draft.of(draft.as_json()) == draft
    assert Draft.of(None) is None


RANGE = ("8 to 10 thousand",)


@pytest.mark.parametrize(
    ("words", "language", "amount"),
    [
        ("the lower one", Language.EN, "8000.00"),
        ("2", Language.EN, "10000.00"),
        ("the first one", Language.EN, "8000.00"),
        ("lowest", Language.EN, "8000.00"),
        ("le plus haut", Language.FR, "10000.00"),
        ("le deuxième svp", Language.FR, "10000.00"),
        ("9,000", Language.EN, "9000.00"),
    ],
)
def test_an_end_of_a_range_is_picked_by_place_or_size_or_another_amount_is_given(words, language, amount):
    assert result(told(told(KNOWN, *RANGE), words, language=language))[0] == amount


def test_a_place_that_is_not_on_offer_picks_nothing():
    assert told(told(KNOWN, *RANGE), "the fourth one").ask is Ask.TROUBLE


@pytest.mark.parametrize(
    ("words", "language"),
    [("Is that the highest?", Language.EN), ("which one is lower?", Language.EN), ("c'est le plus haut?", Language.FR)],
)
def test_a_question_picks_nothing(words, language):
    asked = told(KNOWN, *RANGE)
    assert told(asked, words, language=language) == asked


@pytest.mark.parametrize("words", ["the bigger one", "le plus gros", "the smaller one"])
def test_no_size_picks_among_two_amounts_and_their_sum(words):
    asked = told(KNOWN, "18000 duties 4000 gst in november")
    assert told(asked, words) == asked
    assert result(told(asked, "the third one"))[0] == "22000.00"


def test_two_dollars_said_twice_are_never_the_second_button():
    asked = told(KNOWN, "2")
    assert asked.accounts[0].troubles[0].code is TroubleCode.SMALL
    assert told(asked, "2").accounts[0].troubles[0].code is TroubleCode.SMALL


@pytest.mark.parametrize(
    ("words", "history"),
    [
        ("the first one", History.KNOWN),
        ("2", History.NEW),
        ("la deuxième", History.NEW),
        ("6 months", History.NEW),
        ("importing for 3 months", History.NEW),
        ("depuis trois mois", History.NEW),
        ("moins de 12 mois", History.NEW),
        ("less than a year", History.NEW),
        ("14 months", History.KNOWN),
        ("12 mois", History.KNOWN),
        ("two years", History.KNOWN),
        ("un an", History.KNOWN),
        ("since last year", History.KNOWN),
        ("ok yes", History.KNOWN),
        ("we have", History.KNOWN),
        ("no, we haven't", History.NEW),
        ("pas du tout", History.NEW),
        ("ok", None),
        ("depuis un mois", History.NEW),
        ("depuis quelques mois", History.NEW),
        ("depuis onze mois", History.NEW),
        ("depuis une semaine", History.NEW),
        ("importing for a month", History.NEW),
        ("only a few weeks", History.NEW),
        ("60 weeks", History.KNOWN),
        ("50 weeks", History.NEW),
        ("400 days", History.KNOWN),
        ("90 jours", History.NEW),
        ("14.5 months", History.KNOWN),
        ("11,5 mois", History.NEW),
        ("0.5 years", History.NEW),
        ("0,75 an", History.NEW),
        ("1.5 years", History.KNOWN),
        ("1/2 year", History.NEW),
        ("2 1/2 years", History.KNOWN),
        ("depuis quelques années", History.KNOWN),
    ],
)
def test_whether_there_is_a_year_of_history(words, history):
    assert told(Draft(), words).history is history


def test_another_month_that_is_lower_leaves_the_highest():
    draft = told(KNOWN, "4,200 in March", "and 3,000 in April")
    assert result(draft)[0] == "4200.00"
    assert result(told(draft, "and May was 5,100"))[0] == "5100.00"
    assert result(told(draft, "no, March was 3,900"))[0] == "3900.00"


def test_a_range_inside_a_list_is_offered_in_what_it_counts_in():
    trouble = told(KNOWN, "Jan 8-10k, Feb 3000, Mar 4000").accounts[0].troubles[0]
    assert [str(reading) for reading in trouble.readings] == ["8000.00", "10000.00"]
    trouble = told(KNOWN, "Jan 800-1k, Feb 3000, Mar 4000").accounts[0].troubles[0]
    assert [str(reading) for reading in trouble.readings] == ["800.00", "1000.00"]


def test_each_step_back_asks_the_question_before():
    draft = told(Draft(), "yes", "1.234")
    assert draft.ask is Ask.TROUBLE
    draft = stepped_back(draft)
    assert draft.ask is Ask.AMOUNT
    draft = stepped_back(draft)
    assert draft.ask is Ask.HISTORY
    assert stepped_back(draft) is None


def test_a_step_back_among_several_accounts_asks_the_last_one_again():
    draft = told(KNOWN, "I have 2 RM accounts", "5,000")
    assert (draft.ask, draft.open_place) == (Ask.AMOUNT, 1)
    draft = stepped_back(draft)
    assert (draft.ask, draft.open_place) == (Ask.AMOUNT, 0)
    assert stepped_back(replace(draft, count_open=True)) == draft

"""What is in a message, and what of it must be asked about."""

from decimal import Decimal

import pytest

from bot.interview import History, TroubleCode, read
from bot.language import Language

EN, FR = Language.EN, Language.FR


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("our worst month was 38,400", EN, "38400.00"),
        ("mon plus gros mois c'est 27 500 $ de droits pis taxes", FR, "27500.00"),
        ("we paid about twenty-two thousand in the busiest month, is that 11k for the surety", EN, "22000.00"),
        ("on a payé 19 000 au plus fort de l'année, donc 9 500 pour le cautionnement", FR, "19000.00"),
        ("quick calc bond 96 000", EN, "96000.00"),
        ("how much would 50% of 17,320 be for my bond", EN, "17320.00"),
        ("si j'ai eu un relevé de 18 000 $ en juillet pis le reste en bas de 10 000", FR, "18000.00"),
    ],
)
def test_the_highest_month_is_found_among_other_figures(text, language, amount):
    assert read(text, language).amount == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "our worst month was 38,400, how much bond do I need",
        "We have 3 containers, 2 RM accounts and paid 4,200",
        "hello",
        "between 5000 and 6000",
        "no, March was 5,100",
    ],
)
def test_a_sentence_with_a_figure_is_no_list_of_months(text):
    assert not read(text, EN).pasted


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("1.234", EN, TroubleCode.AMBIGUOUS),
        ("1,23", FR, TroubleCode.AMBIGUOUS),
        ("-500", EN, TroubleCode.NEGATIVE),
        ("5,000 USD", EN, TroubleCode.FOREIGN_CURRENCY),
        ("between 4,000 and 5,000", EN, TroubleCode.RANGE),
        ("6000 ou 6500", FR, TroubleCode.RANGE),
        ("a lot", EN, TroubleCode.VAGUE),
        ("beaucoup", FR, TroubleCode.VAGUE),
        ("une coupe de mille piasses", FR, TroubleCode.VAGUE),
        ("99999999999", EN, TroubleCode.TOO_LARGE),
        ("5", EN, TroubleCode.SMALL),
        ("2010", EN, TroubleCode.YEAR_OR_AMOUNT),
        ("120,000 a year in duties", EN, TroubleCode.YEARLY),
        ("120 000 $ par année", FR, TroubleCode.YEARLY),
        ("4,000 on average", EN, TroubleCode.AVERAGE),
        ("en moyenne 4 000 $", FR, TroubleCode.AVERAGE),
        ("goods worth 50,000", EN, TroubleCode.GOODS),
        ("18000 duties 4000 gst in november", EN, TroubleCode.SEVERAL),
        ("8 to 10,000 a year", EN, TroubleCode.YEARLY),
        ("8,000 to 10,000 a year", EN, TroubleCode.YEARLY),
        ("entre 8 et 10 000 $ par année", FR, TroubleCode.YEARLY),
        ("8 to 10,000 USD", EN, TroubleCode.FOREIGN_CURRENCY),
        ("8,000 to 10,000 USD", EN, TroubleCode.FOREIGN_CURRENCY),
        ("Usually 8 to 10,000", EN, TroubleCode.AVERAGE),
        ("d'habitude 8 à 10 000 $", FR, TroubleCode.AVERAGE),
        ("goods worth 8 to 10,000", EN, TroubleCode.GOODS),
        ("the biggest shipment this year was worth 50,000", EN, TroubleCode.GOODS),
        ("our highest yearly total was 60,000", EN, TroubleCode.YEARLY),
        ("our biggest total for the year was 60,000", EN, TroubleCode.YEARLY),
        ("the most we owed in a year was 60,000", EN, TroubleCode.YEARLY),
        ("le plus haut a été de 60 000 $ par année", FR, TroubleCode.YEARLY),
    ],
)
def test_what_is_no_month_total_is_never_an_amount(text, language, code):
    said = read(text, language)
    assert said.trouble is not None
    assert said.trouble.code is code
    assert said.amount is None
    assert not said.usable


def test_two_sums_are_offered_each_and_together():
    said = read("18000 duties 4000 gst in november", EN)
    assert said.trouble.readings == (Decimal("18000.00"), Decimal("4000.00"), Decimal("22000.00"))


def test_only_readings_in_whole_cents_are_offered():
    assert read("1.234", EN).trouble.readings == (Decimal("1234.00"),)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("part", ["1,", "1.", "9 ", "8 to ", "half a ", "mille ", "entre 8 et ", "jan 1,", "$", "-", "no "])
def test_pages_of_anything_are_read_without_a_defect(part, language):
    said = read(part * (2_000 // len(part)), language)
    assert said.amount is None or said.amount < 10**10


def test_a_pasted_row_keeps_its_cells_apart():
    said = read("4200\t3100\t38400\t5000", EN)
    assert said.pasted
    assert [str(month.amount) for month in said.entries] == ["4200.00", "3100.00", "38400.00", "5000.00"]


def test_an_entry_that_cannot_be_read_is_named():
    said = read("Jan 4,200; Feb -300; Mar 1,23; Apr 5k", EN)
    assert [(trouble.month, trouble.code) for trouble in said.troubles] == [(2, TroubleCode.NEGATIVE), (3, TroubleCode.AMBIGUOUS)]


def test_the_rest_that_was_lower_is_no_entry():
    said = read("mars 4 000, avril 11 300, mai 8 750, le reste presque rien", FR)
    assert [month.month for month in said.entries] == [3, 4, 5]
    assert not said.troubles


def test_a_rest_with_a_figure_of_its_own_is_asked_about():
    assert read("Jan 3200, Feb 4100, Mar 9800, rest of the year around 20k each", EN).troubles


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("we have 3 RM accounts", EN, 3),
        ("deux comptes RM", FR, 2),
        ("several RM accounts", EN, 0),
        ("plusieurs comptes", FR, 0),
        ("one", EN, None),
    ],
)
def test_accounts_are_counted(text, language, count):
    assert read(text, language).count == count


@pytest.mark.parametrize("text", ["RM0001 8 to 10,000", "RM0001 120,000 a year"])
def test_an_account_named_with_what_must_be_asked_about_has_no_amount_yet(text):
    said = read(text, EN)
    assert said.by_account == ()
    assert said.trouble is not None


def test_each_account_named_with_its_amount():
    assert read("RM0001: 12,000; RM0002: 40k", EN).by_account == (
        ("RM0001", Decimal("12000.00")),
        ("RM0002", Decimal("40000.00")),
    )


@pytest.mark.parametrize(
    ("text", "language"), [("I'm a new importer", EN), ("on commence à importer", FR), ("je suis un nouvel importateur", FR)]
)
def test_new_importers_say_so(text, language):
    assert read(text, language).history is History.NEW


@pytest.mark.parametrize(
    ("text", "language", "quote", "ends"),
    [
        ("8 to 10 thousand a month", EN, "8 to 10 thousand", ["8000.00", "10000.00"]),
        ("between $8 and $10K", EN, "$8 and $10K", ["8000.00", "10000.00"]),
        ("eight to ten thousand", EN, "eight to ten thousand", ["8000.00", "10000.00"]),
        ("8 to 10,000", EN, "8 to 10,000", ["8000.00", "10000.00"]),
        ("800 to 1000", EN, "800 to 1000", ["800.00", "1000.00"]),
        ("800 to 1 thousand", EN, "800 to 1 thousand", ["800.00", "1000.00"]),
        ("from 10 to 8 thousand", EN, "10 to 8 thousand", ["8000.00", "10000.00"]),
        ("1.5 to 2 million", EN, "1.5 to 2 million", ["1500000.00", "2000000.00"]),
        ("8 thousand to 10 thousand", EN, "8 thousand to 10 thousand", ["8000.00", "10000.00"]),
        ("entre 8 et 10 mille par mois", FR, "8 et 10 mille", ["8000.00", "10000.00"]),
        ("non, huit à dix mille", FR, "huit à dix mille", ["8000.00", "10000.00"]),
        ("8 à 10 000 $", FR, "8 à 10 000 $", ["8000.00", "10000.00"]),
        ("the 8 to 10,000 we owed", EN, "8 to 10,000", ["8000.00", "10000.00"]),
        ("les huit à dix mille", FR, "huit à dix mille", ["8000.00", "10000.00"]),
        ("5,5 à 6 mille", FR, "5,5 à 6 mille", ["5500.00", "6000.00"]),
    ],
)
def test_both_ends_of_a_range_are_offered_and_neither_is_taken(text, language, quote, ends):
    said = read(text, language)
    assert said.trouble is not None
    assert (said.trouble.code, said.trouble.text) == (TroubleCode.RANGE, quote)
    assert [str(reading) for reading in said.trouble.readings] == ends
    assert said.amount is None


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("change entry 3 to 10,000", EN, "10000.00"),
        ("change the second one to 20,000", EN, "20000.00"),
        ("change account 2 to 9,000", EN, "9000.00"),
        ("RM0002 to 12,000", EN, "12000.00"),
        ("change March 2025 to 5,100", EN, "5100.00"),
        ("I want to pay 5,000", EN, "5000.00"),
        ("le 20 mars à 5 000", FR, "5000.00"),
        ("mettre l'entrée 3 à 10 000", FR, "10000.00"),
        ("Change RM 2 to 12,000", EN, "12000.00"),
        ("change #2 to 12,000", EN, "12000.00"),
        ("les deux à 5 000", FR, "5000.00"),
        ("change the two to 5,000", EN, "5000.00"),
    ],
)
def test_what_says_which_amount_is_meant_is_no_end_of_a_range(text, language, amount):
    assert str(read(text, language).amount) == amount


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my year total is 60,000", EN),
        ("60,000 in total over the year", EN),
        ("60 000 $ sur toute l'année", FR),
        ("60 000 $ en un an", FR),
    ],
)
def test_a_years_total_is_no_month(text, language):
    said = read(text, language)
    assert said.trouble is not None
    assert said.trouble.code is TroubleCode.YEARLY


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("le plus gros de l'année, 9 000 $", FR),
        ("le plus élevé sur l'année a été de 9 000 $", FR),
        ("the highest in the past year was 9,000", EN),
        ("the highest over the past year was 9,000", EN),
        ("the most we owed over the last year was 9,000", EN),
    ],
)
def test_the_highest_of_a_year_is_a_month(text, language):
    assert str(read(text, language).amount) == "9000.00"


@pytest.mark.parametrize(("text", "language"), [("what is 40% of 12000", EN), ("combien font 15 % de 9 000", FR)])
def test_a_sum_to_be_done_holds_no_month(text, language):
    said = read(text, language)
    assert (said.amount, said.trouble) == (None, None)

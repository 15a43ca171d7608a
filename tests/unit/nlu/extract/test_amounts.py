from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Language
from bot.nlu.extract import Amount, AmountProblem, Currency, WarningCode, extract, read_amount

EN, FR = Language.EN, Language.FR
WAYS = yaml.safe_load((Path(__file__).parent / "amounts.yml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(language, text, value, id=f"{language.value}: {text}")
    for group, languages in (("both", (EN, FR)), ("en", (EN,)), ("fr", (FR,)))
    for language in languages
    for text, value in WAYS[group].items()
]


def the_amount(text: str, language: Language) -> Amount:
    (amount,) = extract(text, language).amounts
    return amount


def test_there_are_many_ways_of_writing_amounts() -> None:
    assert len(WAYS["both"]) + len(WAYS["en"]) + len(WAYS["fr"]) >= 150


@pytest.mark.parametrize(("language", "text", "value"), CASES)
def test_an_amount_is_read_however_it_is_written(language: Language, text: str, value: str) -> None:
    amount = extract(text, language).amount
    assert amount is not None
    assert str(amount.value) == value
    assert text[amount.start : amount.end] == amount.text


@pytest.mark.parametrize(
    ("language", "text", "readings"),
    [
        pytest.param(EN, "1.234", ["1234.00", "1.234"], id="a point: thousands or a third decimal"),
        pytest.param(FR, "1.234", ["1234.00", "1.234"], id="the same in French"),
        pytest.param(EN, "$5.000", ["5000.00", "5.00"], id="a currency doesn't decide it"),
        pytest.param(EN, "1,23", ["1.23", "123.00"], id="a comma: decimals or a lost digit"),
        pytest.param(FR, "1,23", ["1.23", "123.00"], id="French alone doesn't decide it"),
        pytest.param(EN, "400,50", ["400.50", "40050.00"], id="a decimal comma in English"),
        pytest.param(EN, "$12,5", ["12.50", "125.00"], id="one digit after a comma"),
        pytest.param(EN, "1.234,5", ["1234.50", "12345.00"], id="mixed marks"),
        pytest.param(FR, "1.234,50 $", ["1234.50", "123450.00"], id="mixed marks, two decimals"),
        pytest.param(EN, "12,34,56", ["123456.00", "1234.56"], id="marks in the wrong places"),
        pytest.param(EN, "1,23.50", ["12350.00", "123.50"], id="a group of two"),
        pytest.param(EN, "38, 400", ["38400.00"], id="a space after the comma"),
        pytest.param(EN, "1,234k", ["1234000.00", "1234.00"], id="thousands of thousands, or a decimal comma"),
        pytest.param(EN, "40 mil", ["40000.00", "40000000.00"], id="slang for a thousand and for a million"),
        pytest.param(EN, "1 million 250", ["1000250.00", "1250000.00"], id="said by half"),
        pytest.param(FR, "38 400,500", ["38400500.00", "38400.50"], id="spaces and a comma"),
    ],
)
def test_what_can_mean_two_things_is_returned_with_its_readings_and_no_value(language: Language, text: str, readings: list[str]) -> None:
    extraction = extract(text, language)
    (amount,) = extraction.amounts
    assert (amount.value, amount.problem) == (None, AmountProblem.AMBIGUOUS)
    assert list(map(str, amount.readings)) == readings
    assert extraction.amount is None
    assert [warning.code for warning in extraction.warnings] == [WarningCode.AMBIGUOUS_AMOUNT]


@pytest.mark.parametrize(
    "text",
    ["-500", "-$500", "$-500", "−500 $", "minus 500", "moins 500 $", "(500)", "($500.00)", "-38 400,50 $"],
)
def test_a_negative_amount_has_no_value_and_says_why(text: str) -> None:
    extraction = extract(text, EN)
    (amount,) = extraction.amounts
    assert (amount.value, amount.problem) == (None, AmountProblem.NEGATIVE)
    assert WarningCode.NEGATIVE_AMOUNT in {warning.code for warning in extraction.warnings}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("$10,000,000,000.01", AmountProblem.TOO_LARGE, id="above ten billion"),
        pytest.param("99999999999", AmountProblem.TOO_LARGE, id="a finger left on the key"),
        pytest.param("$4200.555", AmountProblem.TOO_MANY_DECIMALS, id="three decimals"),
        pytest.param("two three thousand", AmountProblem.AMBIGUOUS, id="words that are no number"),
        pytest.param("2 and a half million", AmountProblem.AMBIGUOUS, id="digits and words that don't go together"),
    ],
)
def test_an_amount_that_can_t_be_one_has_no_value(text: str, problem: AmountProblem) -> None:
    assert (the_amount(text, EN).value, the_amount(text, EN).problem) == (None, problem)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("US$5,000", Currency.USD),
        ("USD 5,000", Currency.USD),
        ("5,000 USD", Currency.USD),
        ("$5,000 US", Currency.USD),
        ("5000 US", Currency.USD),
        ("5 000 $ US", Currency.USD),
        ("5 000 $US", Currency.USD),
        ("5000 US dollars", Currency.USD),
        ("5000 American dollars", Currency.USD),
        ("5 000 dollars américains", Currency.USD),
        ("5 000 $ américains", Currency.USD),
        ("5k USD", Currency.USD),
        ("five thousand US dollars", Currency.USD),
        ("cinq mille dollars américains", Currency.USD),
        ("€5,000", Currency.EUR),
        ("5000 euros", Currency.EUR),
        ("£5,000", Currency.GBP),
        ("5000 RMB", Currency.CNY),
        ("5000 yuan", Currency.CNY),
        ("JPY 5000", Currency.JPY),
        ("5000 Mexican pesos", Currency.MXN),
        ("AU$5,000", Currency.OTHER),
        ("5000 dollars australiens", Currency.OTHER),
    ],
)
def test_another_currency_is_flagged_and_not_taken_for_canadian(text: str, currency: Currency) -> None:
    language = FR if "é" in text or "australiens" in text else EN
    extraction = extract(text, language)
    (amount,) = extraction.amounts
    assert (amount.currency, amount.value) == (currency, Decimal("5000.00"))
    assert not amount.usable
    assert extraction.amount is None
    assert [warning.code for warning in extraction.warnings] == [WarningCode.FOREIGN_CURRENCY]


NOT_AMOUNTS_EN = [
    "3 containers",
    "12 months",
    "2 RM accounts",
    "the last 12 months",
    "twelve months",
    "40 new customers",
    "1,200 boxes",
    "1500 kg of steel",
    "1.5 hours",
    "3-4 weeks",
    "a 40ft container",
    "a 40' container",
    "20 ft",
    "5 m",
    "50%",
    "50 %",
    "50 percent",
    "fifty percent",
    "in 2024",
    "since 2025",
    "2024-2025",
    "on May 20, 2025",
    "Oct. 21",
    "by January 15, 2027",
    "2025-05-20",
    "20/05/2025",
    "3:30",
    "9 am",
    "24/7",
    "call 613-555-0123",
    "1-833-568-2342",
    "+1 (613) 555-0123 ext. 12",
    "RM0001",
    "123456782RM0001",
    "my business number is 123 456 782",
    "123456789",
    "HS code 8471.30",
    "8471.30.00.10",
    "form B3",
    "memo D17-5-2",
    "customs notice 25-23",
    "notice 24-18",
    "SOR/2024-42",
    "option 2",
    "step 4 of 6",
    "shipment #4471829",
    "invoice 10442",
    "no. 38",
    "transaction number 12345678901234",
    "error code 403",
    "version 3.6",
    "K1A 0B1",
    "PO Box 1200",
    "https://example.ca/38400?a=5000",
    "someone5000@example.ca",
    "we filed 12 CAD last month",
    "a thousand thanks",
    "Can 2 people use 1 account",
    "5G",
    "0123",
    "hello",
    "",
]
NOT_AMOUNTS_FR = [
    "3 conteneurs",
    "les 12 derniers mois",
    "douze mois",
    "2 comptes RM",
    "38 400 boîtes",
    "1500 kg",
    "1,5 tonne",
    "50 %",
    "50 pour cent",
    "cinquante pour cent",
    "en 2024",
    "depuis 2025",
    "le 20 mai 2025",
    "le 1er juin",
    "d'ici le 15 janvier 2027",
    "à 8 h 30",
    "514 555-0199",
    "le NE 123456782",
    "article 12",
    "avis des douanes 25-23",
    "étape 3",
    "mille mercis",
    "cinquante cents",
    "H2X 1Y4",
    "il y a 3 jours",
    "n° 38",
]


@pytest.mark.parametrize(("language", "text"), [(EN, text) for text in NOT_AMOUNTS_EN] + [(FR, text) for text in NOT_AMOUNTS_FR])
def test_years_dates_counts_codes_and_percentages_are_no_amounts(language: Language, text: str) -> None:
    assert extract(text, language).amounts == ()


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        pytest.param(EN, "We have 3 RM accounts: 8,200, 38,400 and 500", ["8200.00", "38400.00", "500.00"], id="a list"),
        pytest.param(EN, "we paid 1200 in GST and 800 in duties", ["1200.00", "800.00"], id="two parts"),
        pytest.param(FR, "8 200 $, 38 400 $ et 500 $", ["8200.00", "38400.00", "500.00"], id="a French list"),
        pytest.param(EN, "Jan 4,200; Feb 3 100,50 $", ["4200.00", "3100.50"], id="months that aren't dates"),
        pytest.param(EN, "RM0001 has 42,000 and RM0002 has 7,500", ["42000.00", "7500.00"], id="one for each account"),
    ],
)
def test_every_amount_of_a_message_is_found(language: Language, text: str, values: list[str]) -> None:
    extraction = extract(text, language)
    assert [str(amount.value) for amount in extraction.amounts] == values
    assert extraction.amount is None


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param(EN, "twelve hundred", "1200.00", id="alone"),
        pytest.param(EN, "sorry, I meant twenty-five hundred", "2500.00", id="led to"),
        pytest.param(FR, "c'était huit cents", "800.00", id="led to in French"),
        pytest.param(EN, "it was three hundred boxes", None, id="things counted"),
        pytest.param(EN, "three hundred people work here", None, id="not led to"),
    ],
)
def test_hundreds_in_words_are_a_sum_where_one_is_said(language: Language, text: str, value: str | None) -> None:
    amount = extract(text, language).amount
    assert (amount and str(amount.value)) == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "between 5000 and 6000"),
        (EN, "5,000 to 6,000"),
        (EN, "5000-6000"),
        (EN, "10K or 12K"),
        (FR, "de 5000 à 6000 $"),
        (FR, "entre 8 pis 10 mille"),
    ],
)
def test_a_range_is_flagged(language: Language, text: str) -> None:
    extraction = extract(text, language)
    assert WarningCode.RANGE in {warning.code for warning in extraction.warnings}
    assert extraction.amount is None


@pytest.mark.parametrize(
    ("language", "text"), [(EN, "20 to 25k"), (EN, "20-25k"), (FR, "entre 20 et 25 mille"), (FR, "entre 20 pis 25 mille")]
)
def test_the_first_half_of_a_range_may_have_left_out_its_thousands(language: Language, text: str) -> None:
    first = extract(text, language).amounts[0]
    assert (first.problem, list(map(str, first.readings))) == (AmountProblem.AMBIGUOUS, ["20.00", "20000.00"])


@pytest.mark.parametrize(
    ("language", "text"),
    [(EN, "a few thousand dollars"), (EN, "several thousand"), (FR, "quelques milliers de dollars"), (FR, "quelques mille")],
)
def test_a_vague_sum_is_no_amount_but_is_flagged(language: Language, text: str) -> None:
    extraction = extract(text, language)
    assert extraction.amounts == ()
    assert [warning.code for warning in extraction.warnings] == [WarningCode.VAGUE_AMOUNT]


@pytest.mark.parametrize("text", ["2024", "our worst month was 2024", "we owed 2010 last month"])
def test_what_could_be_a_year_where_a_sum_would_stand_is_asked_about(text: str) -> None:
    extraction = extract(text, EN)
    assert extraction.amounts == ()
    assert [warning.code for warning in extraction.warnings] == [WarningCode.YEAR_OR_AMOUNT]


@pytest.mark.parametrize("text", ["$2024", "2,024", "2024.00", "2024 dollars"])
def test_a_mark_makes_a_sum_of_what_looks_like_a_year(text: str) -> None:
    amount = extract(text, EN).amount
    assert amount is not None
    assert amount.value == Decimal("2024.00")


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("about 38,400", True), ("~42k", True), ("40k ish", True), ("more than 5k", True), ("38,400", False), ("environ 42k", True)],
)
def test_an_approximate_amount_says_so(text: str, approximate: bool) -> None:
    assert the_amount(text, EN).approximate is approximate


@pytest.mark.parametrize(
    ("text", "value"),
    [("4,200", "4200.00"), ("forty thousand", "40000.00"), ("five", "5.00"), ("12k", "12000.00"), ("2010", "2010.00")],
)
def test_a_cell_is_read_without_looking_at_words_around_it(text: str, value: str) -> None:
    amount = read_amount(text, EN)
    assert amount is not None
    assert str(amount.value) == value


@pytest.mark.parametrize("text", ["", "abc", "4,200 and 3,100", "n/a", "0042"])
def test_a_cell_that_is_no_single_amount_is_none(text: str) -> None:
    assert read_amount(text, EN) is None


@given(st.integers(0, 10**10).map(lambda whole: f"{whole:,}"), st.integers(0, 99), st.sampled_from(["", "$", "CAD "]))
def test_english_writing_is_read_back_exactly(whole: str, cents: int, mark: str) -> None:
    amount = read_amount(f"{mark}{whole}.{cents:02}", EN)
    expected = Decimal(f"{whole.replace(',', '')}.{cents:02}")
    assert amount is not None
    assert amount.value == (expected if expected <= 10**10 else None)


@given(st.integers(0, 10**10 - 1), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_french_writing_is_read_back_exactly(whole: int, cents: int, space: str) -> None:
    amount = read_amount(f"{whole:,}".replace(",", space) + f",{cents:02}{space}$", FR)
    assert amount is not None
    assert amount.value == Decimal(f"{whole}.{cents:02}")


@given(st.text(alphabet="0123456789.,' $-()k€mM\u00a0aàet/:", max_size=40), st.sampled_from(list(Language)))
def test_no_text_breaks_the_extraction_and_spans_are_true(text: str, language: Language) -> None:
    for amount in extract(text, language).amounts:
        assert text[amount.start : amount.end] == amount.text
        assert (amount.value is None) is (amount.problem is not None)

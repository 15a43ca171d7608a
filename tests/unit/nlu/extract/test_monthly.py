from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Language
from bot.nlu.extract.monthly import MonthlyReading, MonthProblemCode, parse_months

EN, FR = Language.EN, Language.FR

YEAR = "4200 3100.50 950 12000 800 38400 0 1250 2010 5555.55 600 7000"
VALUES = [Decimal(value).quantize(Decimal("0.01")) for value in YEAR.split()]
ENGLISH = "4,200 3,100.50 950 12,000 800 38,400 0 1,250 2,010 5,555.55 600 7,000".split()
FRENCH = "4 200 $|3 100,50 $|950 $|12 000 $|800 $|38 400 $|0 $|1 250 $|2 010 $|5 555,55 $|600 $|7 000 $".split("|")
NBSP = [amount.replace(" ", "\u00a0") for amount in FRENCH]
MONTHS = "January February March April May June July August September October November December".split()
SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
COURT = "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split()
SANS_ACCENT = "jan fev mars avr mai juin juil aout sept oct nov dec".split()


def each(pattern: str, names: list[str], amounts: list[str], link: str = "\n") -> str:
    return link.join(pattern.format(n=name, a=amount, i=i) for i, (name, amount) in enumerate(zip(names, amounts, strict=True), 1))


NAMED = {
    "lines": (EN, each("{n} {a}", MONTHS, ENGLISH)),
    "lines with colons": (EN, each("{n}: {a}", MONTHS, ENGLISH)),
    "lines with dashes": (EN, each("{n} - {a}", SHORT, ENGLISH)),
    "lines with long dashes": (EN, each("{n} – {a}", SHORT, ENGLISH)),
    "lines with equals": (EN, each("{n}={a}", SHORT, ENGLISH)),
    "lines with dollars": (EN, each("{n} ${a}", SHORT, ENGLISH)),
    "bullets": (EN, each("• {n}: {a}", SHORT, ENGLISH)),
    "hyphen bullets": (EN, each("- {n} {a}", SHORT, ENGLISH)),
    "numbered": (EN, each("{i}. {n} {a}", SHORT, ENGLISH)),
    "capitals": (EN, each("{n} {a}", [name.upper() for name in SHORT], ENGLISH)),
    "semicolons": (EN, each("{n} {a}", SHORT, ENGLISH, "; ")),
    "commas": (EN, each("{n} {a}", SHORT, ENGLISH, ", ")),
    "commas and no spaces": (EN, each("{n}:{a}", SHORT, [a.replace(",", "") for a in ENGLISH], ",")),
    "slashes": (EN, each("{n} {a}", SHORT, ENGLISH, " / ")),
    "one line, spaces only": (EN, each("{n} {a}", SHORT, ENGLISH, " ")),
    "one line, dashes between": (EN, each("{n} {a}", SHORT, ENGLISH, " - ")),
    "amount first": (EN, each("{a} in {n}", MONTHS, ENGLISH)),
    "amount first in a sentence": (EN, each("{a} in {n}", MONTHS, ENGLISH, ", ")),
    "a sentence": (EN, each("{n} was {a}", MONTHS, ENGLISH, ", ")),
    "spreadsheet columns": (EN, each("{n}\t{a}", SHORT, ENGLISH)),
    "spreadsheet with header and total": (EN, "Month\tTotal\n" + each("{n}\t{a}", SHORT, ENGLISH) + "\nTotal\t75,866.05"),
    "spreadsheet rows": (EN, "\t".join(SHORT) + "\n" + "\t".join(ENGLISH)),
    "spreadsheet rows with labels": (EN, "\t" + "\t".join(SHORT) + "\nTotal\t" + "\t".join(ENGLISH)),
    "rows whose tabs became spaces": (EN, " ".join(SHORT) + "\n" + " ".join(ENGLISH)),
    "a markdown table": (EN, "| Month | Owed |\n|---|---|\n" + each("| {n} | {a} |", SHORT, ENGLISH)),
    "month and amount on lines of their own": (EN, each("{n}\n{a}", SHORT, ENGLISH)),
    "heading and question": (EN, "Here are our months: " + each("{n} {a}", SHORT, ENGLISH, ", ") + ". How much do I need?"),
    "Windows line ends": (EN, each("{n} {a}", SHORT, ENGLISH, "\r\n")),
    "a span": (EN, "from January to December: " + ", ".join(ENGLISH)),
    "a French span": (FR, "De janvier à décembre : " + " ; ".join(FRENCH)),
    "French lines": (FR, each("{n} {a}", MOIS, FRENCH)),
    "French abbreviations": (FR, each("{n} : {a}", COURT, FRENCH)),
    "French without accents": (FR, each("{n} {a}", SANS_ACCENT, FRENCH)),
    "French with no-break spaces": (FR, each("{n} {a}", MOIS, NBSP)),
    "French semicolons": (FR, each("{n} {a}", COURT, FRENCH, "; ")),
    "French commas": (FR, each("{n} {a}", COURT, FRENCH, ", ")),
    "French, one line": (FR, each("{n} {a}", COURT, FRENCH, " ")),
    "French amounts in an English message": (EN, each("{n} {a}", SHORT, FRENCH)),
    "English amounts in a French message": (FR, each("{n} {a}", MOIS, ENGLISH)),
    "French heading and question": (
        FR,
        "Voici nos mois :\n" + each("{n} {a}", MOIS, FRENCH) + "\nCombien de garantie devons-nous déposer?",
    ),
}

NAMELESS = {
    "lines": (EN, "\n".join(ENGLISH)),
    "commas": (EN, ", ".join(ENGLISH)),
    "commas and a last and": (EN, ", ".join(ENGLISH[:-1]) + " and " + ENGLISH[-1]),
    "spaces": (EN, " ".join(ENGLISH)),
    "slashes": (EN, " / ".join(ENGLISH)),
    "slashes without spaces": (EN, "/".join(ENGLISH)),
    "semicolons": (EN, ";".join(ENGLISH)),
    "tabs": (EN, "\t".join(ENGLISH)),
    "dollars": (EN, " ".join(f"${a}" for a in ENGLISH)),
    "bullets": (EN, "\n".join(f"* {a}" for a in ENGLISH)),
    "hyphen bullets": (EN, "\n".join(f"- {a}" for a in ENGLISH)),
    "numbered": (EN, "\n".join(f"{i}) {a}" for i, a in enumerate(ENGLISH, 1))),
    "numbered in cells": (EN, "\n".join(f"{i}\t{a}" for i, a in enumerate(ENGLISH, 1))),
    "plain numbers": (EN, YEAR),
    "plain numbers and commas": (EN, YEAR.replace(" ", ",")),
    "a command": (EN, "calculate " + ", ".join(ENGLISH)),
    "a heading": (EN, "Our last 12 months: " + ", ".join(ENGLISH)),
    "words around": (EN, "our months were " + ", ".join(ENGLISH) + " how much do we have to post?"),
    "French lines": (FR, "\n".join(FRENCH)),
    "French, commas between": (FR, ", ".join(FRENCH)),
    "French, spaces between": (FR, " ".join(FRENCH)),
    "French, semicolons": (FR, " ; ".join(NBSP)),
}


def texts(reading: MonthlyReading) -> list[tuple[str, str]]:
    return [(problem.text, problem.code.value) for problem in reading.problems]


@pytest.mark.parametrize(("language", "text"), NAMED.values(), ids=NAMED.keys())
def test_a_year_with_named_months_is_read_in_one_go(language: Language, text: str) -> None:
    reading = parse_months(text, language)
    assert texts(reading) == []
    assert [entry.month for entry in reading.entries] == list(range(1, 13))
    assert [entry.amount for entry in reading.entries] == VALUES
    assert reading.complete
    assert reading.missing == ()


@pytest.mark.parametrize(("language", "text"), NAMELESS.values(), ids=NAMELESS.keys())
def test_twelve_numbers_are_read_in_one_go(language: Language, text: str) -> None:
    reading = parse_months(text, language)
    assert texts(reading) == []
    assert [entry.position for entry in reading.entries] == list(range(1, 13))
    assert [entry.amount for entry in reading.entries] == VALUES
    assert all(entry.month is None for entry in reading.entries)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan 2025: 4,200\nFeb 2025: 3,100", [(1, 2025), (2, 2025)]),
        ("Jan 2025 4,200\nFeb 2025 3,100", [(1, 2025), (2, 2025)]),
        ("Jan '25: 4,200\nFeb '25: 3,100", [(1, 2025), (2, 2025)]),
        ("Jan-25\t4,200\nFeb-25\t3,100", [(1, 2025), (2, 2025)]),
        ("2025-01 4,200\n2025-02 3,100", [(1, 2025), (2, 2025)]),
        ("01/2025 4,200\n02/2025 3,100", [(1, 2025), (2, 2025)]),
        ("2025-01-31\t4,200\n2025-02-28\t3,100", [(1, 2025), (2, 2025)]),
        ("2025\nDec 4,200\n2026\nJan 3,100", [(12, 2025), (1, 2026)]),
        ("décembre 2025 : 4 200 $\njanvier 2026 : 3 100 $", [(12, 2025), (1, 2026)]),
        ("Jan 4,200 and 2026 Feb 3,100", [(1, None), (2, 2026)]),
    ],
)
def test_years_are_kept(text: str, expected: list[tuple[int, int | None]]) -> None:
    reading = parse_months(text, EN)
    assert texts(reading) == []
    assert [(entry.month, entry.year) for entry in reading.entries] == expected
    assert [str(entry.amount) for entry in reading.entries] == ["4200.00", "3100.00"]


def test_the_example_of_the_brief_mixes_both_ways_of_writing() -> None:
    reading = parse_months("Jan 4,200; Feb 3 100,50 $", EN)
    assert [(entry.month, str(entry.amount), entry.text) for entry in reading.entries] == [
        (1, "4200.00", "Jan 4,200"),
        (2, "3100.50", "Feb 3 100,50 $"),
    ]
    assert reading.missing == (3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    assert not reading.complete


@pytest.mark.parametrize(
    ("entry", "amount"),
    [
        ("Jan 12k", "12000.00"),
        ("Jan 12 K$", "12000.00"),
        ("Jan 1.2 million", "1200000.00"),
        ("Jan forty thousand", "40000.00"),
        ("Jan 12 thousand", "12000.00"),
        ("janv. quarante mille", "40000.00"),
        ("Jan zero", "0.00"),
        ("Jan nil", "0.00"),
        ("janv. rien", "0.00"),
        ("Jan: about 4,200", "4200.00"),
        ("Jan 4,200.00 CAD", "4200.00"),
        ("Jan-4200", "4200.00"),
        ("January we owed 4200", "4200.00"),
        ("Jan 4200 in duties and taxes", "4200.00"),
        ("Febuary 4200", "4200.00"),
    ],
)
def test_an_entry_is_read_however_it_is_written(entry: str, amount: str) -> None:
    reading = parse_months(f"{entry}\nMar 1", FR if "janv" in entry else EN)
    assert texts(reading) == []
    assert str(reading.entries[0].amount) == amount


@pytest.mark.parametrize(
    ("entry", "code", "readings"),
    [
        ("Mar abc", MonthProblemCode.UNREADABLE, []),
        ("Mar", MonthProblemCode.UNREADABLE, []),
        ("Mar:", MonthProblemCode.UNREADABLE, []),
        ("Mar n/a", MonthProblemCode.UNREADABLE, []),
        ("Mar -", MonthProblemCode.UNREADABLE, []),
        ("Mar 3 containers", MonthProblemCode.UNREADABLE, []),
        ("Mar 4200.555", MonthProblemCode.UNREADABLE, []),
        ("Mar 1.234", MonthProblemCode.AMBIGUOUS, ["1234.00", "1.234"]),
        ("Mar 1,23", MonthProblemCode.AMBIGUOUS, ["1.23", "123.00"]),
        ("Mar 1.234,5", MonthProblemCode.AMBIGUOUS, ["1234.50", "12345.00"]),
        ("Mar 12,34,56", MonthProblemCode.AMBIGUOUS, ["123456.00", "1234.56"]),
        ("Mar 38, 400", MonthProblemCode.AMBIGUOUS, ["38400.00"]),
        ("Mar 4200 3100", MonthProblemCode.AMBIGUOUS, ["4200.00", "3100.00"]),
        ("Mar 2010", MonthProblemCode.AMBIGUOUS, ["2010.00"]),
        ("Mar-25 400", MonthProblemCode.AMBIGUOUS, ["400.00", "25400.00"]),
        ("Mar -500", MonthProblemCode.NEGATIVE, []),
        ("Mar: -500", MonthProblemCode.NEGATIVE, []),
        ("Mar (500)", MonthProblemCode.NEGATIVE, []),
        ("Mar 500-", MonthProblemCode.NEGATIVE, []),
        ("Mar 500 CR", MonthProblemCode.NEGATIVE, []),
        ("Mar 99,999,999,999", MonthProblemCode.TOO_LARGE, []),
        ("Mar US$500", MonthProblemCode.FOREIGN_CURRENCY, ["500.00"]),
        ("Jan 500", MonthProblemCode.DUPLICATE_MONTH, []),
        ("Januar 500", MonthProblemCode.UNKNOWN_MONTH, []),
        ("Smarch: 500", MonthProblemCode.UNKNOWN_MONTH, []),
        ("500", MonthProblemCode.UNKNOWN_MONTH, []),
    ],
)
def test_what_can_t_be_read_is_named_and_never_an_amount(entry: str, code: MonthProblemCode, readings: list[str]) -> None:
    reading = parse_months(f"Jan 4,200\nFeb 3,100\n{entry}\nApr 950", EN)
    (problem,) = reading.problems
    assert (problem.text, problem.code, problem.position) == (entry, code, 3)
    assert list(map(str, problem.readings)) == readings
    assert [str(found.amount) for found in reading.entries] == ["4200.00", "3100.00", "950.00"]
    assert not reading.complete


def test_the_same_month_of_two_years_is_no_duplicate() -> None:
    reading = parse_months("Jan 2025 4,200\nJan 2026 3,100\nJan 2026 950", EN)
    assert [(entry.month, entry.year) for entry in reading.entries] == [(1, 2025), (1, 2026)]
    assert texts(reading) == [("Jan 2026 950", "duplicate_month")]


def test_more_than_twelve_entries_are_named() -> None:
    reading = parse_months("\n".join(["100"] * 14), EN)
    assert len(reading.entries) == 12
    assert [(problem.position, problem.code.value) for problem in reading.problems] == [(13, "too_many"), (14, "too_many")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("4,200,3,100,5,100,6,100,7,500,8,200", id="twelve small numbers, or six"),
        pytest.param("4,200,3,100,950,12,000,800", id="no cut gives twelve"),
        pytest.param("4 200 3 100 950", id="spaces within and between"),
        pytest.param("4 200 $ 3 100 950 1 200 $", id="some currency marks missing"),
        pytest.param("1 647,00,66 953,00,54,00", id="a comma for decimals and between numbers"),
        pytest.param("81 3 524 41 66 306 676 805 487,50", id="spaces within and between, and a decimal comma"),
        pytest.param("4 486 469,575 735,968 951", id="spaces within, commas between"),
        pytest.param("1,41,208508,13", id="decimal commas, or four numbers"),
    ],
)
def test_a_list_that_can_be_cut_in_two_ways_is_ambiguous_as_a_whole(text: str) -> None:
    assert texts(parse_months(text, EN)) == [(text, "ambiguous")]
    assert parse_months(text, EN).entries == ()


def test_a_comma_behind_a_line_is_no_part_of_its_number() -> None:
    reading = parse_months("177 514,00,\n74 088,00,\n2 148", FR)
    assert [str(entry.amount) for entry in reading.entries] == ["177514.00", "74088.00", "2148.00"]


def test_what_is_no_year_of_today_is_an_amount_after_its_month() -> None:
    reading = parse_months("Sep 1916,46\nOct 1900\nNov 12", FR)
    assert [(entry.year, str(entry.amount)) for entry in reading.entries] == [
        (None, "1916.46"),
        (None, "1900.00"),
        (None, "12.00"),
    ]


def test_twelve_as_the_only_possible_count_decides_the_cut() -> None:
    spaced = "4 200 3 100 5 000 6 000 7 000 8 000 9 000 1 000 2 000 3 000 4 000 5 500"
    assert [str(entry.amount) for entry in parse_months(spaced, FR).entries][:2] == ["4200.00", "3100.00"]
    assert parse_months(spaced, FR).complete
    plain = "950 800 700 650 600 550 500 450 400 350 300 250"
    assert [str(entry.amount) for entry in parse_months(plain, EN).entries][:2] == ["950.00", "800.00"]


def test_a_forgotten_k_is_asked_about() -> None:
    reading = parse_months("12k, 14k, 9.5k, 3.1, 0, 950", EN)
    assert texts(reading) == [("3.1", "ambiguous")]
    assert list(map(str, reading.problems[0].readings)) == ["3.10", "3100.00"]


def test_one_hyphen_among_lines_is_a_minus_and_many_are_bullets() -> None:
    assert texts(parse_months("- 500\n4200\n3100", EN)) == [("-500", "negative")]
    assert texts(parse_months("- 500\n- 4200\n- 3100", EN)) == []


def test_several_rows_of_figures_below_the_months_are_not_added_up() -> None:
    reading = parse_months("Jan\tFeb\n100\t200\n30\t40", EN)
    assert reading.entries == ()
    assert {code for _, code in texts(reading)} == {"ambiguous"}


def test_a_row_named_total_is_the_one_that_counts() -> None:
    reading = parse_months("\tJan\tFeb\nDuties\t100\t200\nGST\t30\t40\nTotal\t130\t240", EN)
    assert [str(entry.amount) for entry in reading.entries] == ["130.00", "240.00"]


@pytest.mark.parametrize(
    "text",
    ["", "  \n ", "hello there", "how much security do I need?", "combien de garantie me faut-il"],
)
def test_a_text_without_figures_has_no_entries(text: str) -> None:
    assert parse_months(text, EN).entries == ()


amounts = st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@given(st.lists(amounts, min_size=12, max_size=12))
def test_a_pasted_column_is_read_back_exactly(values: list[Decimal]) -> None:
    text = "\n".join(f"{name}\t{value:,}" for name, value in zip(SHORT, values, strict=True))
    assert [entry.amount for entry in parse_months(text, EN).entries] == values


@given(st.lists(amounts, min_size=12, max_size=12))
def test_a_french_list_is_read_back_exactly(values: list[Decimal]) -> None:
    written = [f"{value:,.2f}".replace(",", " ").replace(".", ",") + " $" for value in values]
    text = "; ".join(f"{name} {amount}" for name, amount in zip(COURT, written, strict=True))
    assert [entry.amount for entry in parse_months(text, FR).entries] == values


@given(st.text(alphabet="0123456789.,;/' $-()k\n\tJanFebéû|•:", max_size=60), st.sampled_from(list(Language)))
def test_no_text_breaks_the_parser_and_no_entry_is_both_read_and_refused(text: str, language: Language) -> None:
    reading = parse_months(text, language)
    assert len(reading.entries) <= 12
    positions = [entry.position for entry in reading.entries] + [problem.position for problem in reading.problems]
    assert len(set(positions)) == len(positions)

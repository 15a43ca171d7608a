from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.calculators import Evidence, MonthDay
from bot.content.rates import (
    CONTENT,
    Unit,
    load_rates,
    security_rule_book,
    security_rules,
)
from bot.errors import InvalidContent, NoRulesInForce

LINKS = """
page:
  checked: 2026-11-23
  en: {title: "Page", url: "https://example.org/en", evidence: SEEN}
  fr: {title: "La page", url: "https://example.org/fr", evidence: INFERRED}
"""

VALUE = "{from: 2025-05-20, value: %s, source: page, checked: 2026-11-23, evidence: SEEN}"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one good rate."""
    (tmp_path / "rates").mkdir()
    (tmp_path / "links.yml").write_text(LINKS, encoding="utf-8")
    write(tmp_path, "limit", "CAD", VALUE % '"5000"')
    return tmp_path


def write(content: Path, key: str, unit: str, *values: str, file: str = "a.yml") -> None:
    rows = "".join(f"    - {value}\n" for value in values)
    (content / "rates" / file).write_text(f"{key}:\n  unit: {unit}\n  values:\n{rows}", encoding="utf-8")


def problems(content: Path) -> list[str]:
    with pytest.raises(InvalidContent) as raised:
        load_rates(content)
    return str(raised.value).splitlines()


def test_the_shipped_rates_load() -> None:
    rates = load_rates()
    assert rates["rpp_agreement_minimum"].unit is Unit.CAD
    assert rates["rpp_agreement_minimum"].on(date(2026, 11, 23)).value == Decimal(5000)


def test_a_figure_is_the_one_in_force_on_the_day_and_a_day_without_one_is_an_error() -> None:
    due = load_rates()["rpp_review_due"]
    assert due.on(date(2025, 6, 30)).value == MonthDay(10, 15)
    assert due.on(date(2026, 11, 23)).value == MonthDay(1, 15)
    with pytest.raises(NoRulesInForce, match="rpp_review_due"):
        due.on(date(2025, 5, 19))


def test_the_shipped_security_rules_are_two_sets_that_change_on_october_20_2025() -> None:
    older, newer = security_rule_book().sets
    assert (older.in_force.start, older.in_force.end) == (date(2025, 5, 20), date(2025, 10, 19))
    assert (newer.in_force.start, newer.in_force.end) == (date(2025, 10, 20), None)
    assert (older.window_start.value, older.window_end.value, older.due.value) == (
        MonthDay(7, 25),
        MonthDay(7, 24),
        MonthDay(10, 15),
    )
    assert (newer.window_start.value, newer.window_end.value, newer.due.value) == (
        MonthDay(10, 20),
        MonthDay(10, 19),
        MonthDay(1, 15),
    )
    for rules in (older, newer):
        assert (rules.cash_share.value, rules.agreement_share.value) == (Decimal(1), Decimal("0.5"))
        assert (rules.agreement_minimum.value, rules.maximum.value) == (Decimal(5000), Decimal(10_000_000))


def test_a_source_has_its_page_in_both_languages_and_its_evidence(content: Path) -> None:
    source = load_rates(content)["limit"].on(date(2026, 1, 1)).source
    assert (source.page("en").url, source.page("fr").title) == ("https://example.org/en", "La page")
    assert (source.evidence, source.fr.evidence, source.checked) == (Evidence.SEEN, Evidence.INFERRED, date(2026, 11, 23))


def test_values_of_every_unit_are_typed(content: Path) -> None:
    write(content, "share", "percent", VALUE % '"12.5"', file="b.yml")
    write(content, "day", "month_day", VALUE % '"10-15"', file="c.yml")
    write(content, "once", "date", VALUE % "2025-05-20", file="d.yml")
    rates = load_rates(content)
    values = [rates[key].on(date(2026, 1, 1)).value for key in ("share", "day", "once")]
    assert values == [Decimal("12.5"), MonthDay(10, 15), date(2025, 5, 20)]


@pytest.mark.parametrize(
    ("unit", "value", "message"),
    [
        pytest.param("CAD", VALUE % "5000", "rates/a.yml: limit.values[1].value: is 5000, must be written in quotes", id="no quotes"),
        pytest.param("CAD", VALUE % "0.1", "rates/a.yml: limit.values[1].value: is 0.1, must be written in quotes", id="a YAML float"),
        pytest.param("CAD", VALUE % '"5,000"', "rates/a.yml: limit.values[1].value: '5,000' is not a number", id="a comma"),
        pytest.param(
            "CAD", VALUE % '"5e3"', "rates/a.yml: limit.values[1].value: '5e3' must be written in digits, such as 5000 or 12.5", id="5e3"
        ),
        pytest.param("CAD", VALUE % '"-1"', "rates/a.yml: limit.values[1].value: '-1' is negative or not finite", id="negative"),
        pytest.param("CAD", VALUE % '"NaN"', "rates/a.yml: limit.values[1].value: 'NaN' is negative or not finite", id="NaN"),
        pytest.param("CAD", VALUE % '"0.001"', "rates/a.yml: limit.values[1].value: '0.001' has more than two decimals", id="decimals"),
        pytest.param("percent", VALUE % '"101"', "rates/a.yml: limit.values[1].value: '101' is above 100 percent", id="above 100"),
        pytest.param(
            "month_day",
            VALUE % '"02-30"',
            "rates/a.yml: limit.values[1].value: '02-30' is not a day of every year, written MM-DD",
            id="February 30",
        ),
        pytest.param(
            "month_day",
            VALUE % '"July 25"',
            "rates/a.yml: limit.values[1].value: 'July 25' is not a day of every year, written MM-DD",
            id="a day in words",
        ),
        pytest.param(
            "date",
            VALUE % '"2025-05-20"',
            "rates/a.yml: limit.values[1].value: is '2025-05-20', must be a date written YYYY-MM-DD without quotes",
            id="a quoted date",
        ),
        pytest.param(
            "date",
            VALUE % "2025-05-20 03:00:00",
            "rates/a.yml: limit.values[1].value: is datetime.datetime(2025, 5, 20, 3, 0), must be a date written YYYY-MM-DD without quotes",
            id="a time of day",
        ),
        pytest.param(
            "USD",
            VALUE % '"1"',
            "rates/a.yml: limit.unit: is 'USD', must be one of CAD, percent, month_day, date",
            id="unknown unit",
        ),
        pytest.param("CAD", "5000", "rates/a.yml: limit.values[1]: must have from, value, source, checked and evidence", id="bare"),
        pytest.param(
            "CAD",
            '{from: 2025-05-20, until: 2025-05-19, value: "1", source: page, checked: 2026-11-23, evidence: SEEN}',
            "rates/a.yml: limit.values[1].until: 2025-05-19 is before from (2025-05-20)",
            id="ends before it starts",
        ),
        pytest.param(
            "CAD",
            '{value: "1", source: page, checked: 2026-11-23, evidence: SEEN}',
            "rates/a.yml: limit.values[1].from: is None, must be a date written YYYY-MM-DD without quotes",
            id="no start",
        ),
        pytest.param(
            "CAD",
            '{from: 2025-05-20, value: "1", source: nowhere, checked: 2026-11-23, evidence: SEEN}',
            "rates/a.yml: limit.values[1].source: 'nowhere' is not in links.yml",
            id="unknown source",
        ),
        pytest.param(
            "CAD",
            '{from: 2025-05-20, value: "1", source: page, checked: soon, evidence: SEEN}',
            "rates/a.yml: limit.values[1].checked: is 'soon', must be a date written YYYY-MM-DD without quotes",
            id="not checked",
        ),
        pytest.param(
            "CAD",
            '{from: 2025-05-20, value: "1", source: page, checked: 2026-11-23, evidence: HEARD}',
            "rates/a.yml: limit.values[1].evidence: is 'HEARD', must be one of SEEN, LINK_SEEN, INFERRED",
            id="unknown evidence",
        ),
        pytest.param(
            "CAD",
            '{from: 2025-05-20, til: 2025-06-01, value: "1", source: page, checked: 2026-11-23, evidence: SEEN}',
            "rates/a.yml: limit.values[1].til: is not a field of a value",
            id="misspelled field",
        ),
    ],
)
def test_a_wrong_value_is_named_by_file_field_and_cause(unit: str, value: str, message: str, content: Path) -> None:
    write(content, "limit", unit, value)
    assert problems(content) == [message]


def test_values_that_overlap_are_refused(content: Path) -> None:
    write(content, "limit", "CAD", VALUE % '"1"', VALUE % '"2"')
    assert problems(content) == ["rates/a.yml: limit.values: two values hold on 2025-05-20"]


def test_a_key_in_two_files_is_refused(content: Path) -> None:
    write(content, "limit", "CAD", VALUE % '"1"', file="b.yml")
    assert problems(content) == ["rates/b.yml: limit: is given in another file of rates/ too"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("limit: [", "rates/a.yml: line 1: expected the node content, but found '<stream end>'", id="broken YAML"),
        pytest.param("limit: 1\nlimit: 2\n", "rates/a.yml: line 2: the key limit is given twice", id="a key twice"),
        pytest.param("- limit\n", "rates/a.yml: -: must be a mapping of keys to entries", id="a list"),
        pytest.param("limit: 5000\n", "rates/a.yml: limit: must have a unit and values", id="a bare value"),
        pytest.param("limit: {unit: CAD}\n", "rates/a.yml: limit.values: must be a list of at least one value", id="no values"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, message: str, content: Path) -> None:
    (content / "rates" / "a.yml").write_text(text, encoding="utf-8")
    assert problems(content) == [message]


def test_a_field_that_a_rate_doesn_t_have_is_refused(content: Path) -> None:
    good = (content / "rates" / "a.yml").read_text(encoding="utf-8")
    (content / "rates" / "a.yml").write_text(good + "  note: hello\n", encoding="utf-8")
    assert problems(content) == ["rates/a.yml: limit.note: is not a field of a rate"]


def test_a_link_without_its_french_page_is_refused_once(content: Path) -> None:
    (content / "links.yml").write_text('page:\n  en: {title: "T", url: "https://example.org", evidence: SEEN}\n', encoding="utf-8")
    ends = '{from: 2024-01-01, until: 2024-12-31, value: "1", source: page, checked: 2026-11-23, evidence: SEEN}'
    write(content, "limit", "CAD", ends, VALUE % '"2"')
    assert problems(content) == ["links.yml: page.fr: must have a title, a url and evidence"]


def test_missing_links_are_named(content: Path) -> None:
    (content / "links.yml").unlink()
    assert problems(content)[0] == "links.yml: -: is missing"


def test_an_empty_file_holds_no_rates(content: Path) -> None:
    (content / "rates" / "b.yml").write_text("# nothing yet\n", encoding="utf-8")
    assert list(load_rates(content)) == ["limit"]


def test_security_rules_name_each_missing_key(content: Path) -> None:
    with pytest.raises(InvalidContent) as raised:
        security_rules(load_rates(content))
    lines = str(raised.value).splitlines()
    assert len(lines) == 7
    assert "rates/security.yml: rpp_maximum: is missing, and the security calculation needs it" in lines


def shipped(content: Path, old: str, new: str) -> Path:
    """The shipped security file with one change, in a folder of its own."""
    (content / "rates" / "a.yml").unlink(missing_ok=True)
    for file in ("links.yml", "rates/security.yml"):
        (content / file).write_text((CONTENT / file).read_text(encoding="utf-8"), encoding="utf-8")
    path = content / "rates" / "security.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return content


def test_security_rules_refuse_another_unit(content: Path) -> None:
    minimum = '  unit: %s\n  values:\n    - {from: 2025-05-20, value: "%s"'
    changed = shipped(content, minimum % ("CAD", "5000"), minimum % ("percent", "50"))
    with pytest.raises(InvalidContent, match=r"rates/security\.yml: rpp_agreement_minimum\.unit: is percent, must be CAD"):
        security_rules(load_rates(changed))


def test_security_rules_that_contradict_themselves_name_the_field_and_the_day(content: Path) -> None:
    changed = shipped(content, 'value: "10000000"', 'value: "4000"')
    with pytest.raises(InvalidContent) as raised:
        security_rules(load_rates(changed))
    first, second = str(raised.value).splitlines()
    assert first.startswith("rates/security.yml: agreement_minimum: 5000 is not between 0 and the maximum 4000")
    assert first.endswith("(from 2025-05-20)")
    assert second.endswith("(from 2025-10-20)")


def test_days_on_which_a_figure_is_missing_belong_to_no_set(content: Path) -> None:
    changed = shipped(content, '{from: 2025-10-20, value: "01-15"', '{from: 2025-11-01, value: "01-15"')
    book = security_rules(load_rates(changed))
    assert [(rules.in_force.start, rules.in_force.end) for rules in book.sets] == [
        (date(2025, 5, 20), date(2025, 10, 19)),
        (date(2025, 11, 1), None),
    ]
    with pytest.raises(NoRulesInForce):
        book.on(date(2025, 10, 25))

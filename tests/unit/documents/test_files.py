"""The chart, the page and the table: what is in them, and what a spreadsheet must not run."""

import csv
import io
import struct

import pytest

from bot.documents import alt_text, calculation_csv, calculation_pdf, chart_png
from bot.documents.sheet import neutral
from bot.language import Language
from tests.unit.documents.conftest import DAY

EN, FR = Language.EN, Language.FR


def rows(calculation, language) -> list[list[str]]:
    text = calculation_csv(calculation, language, DAY).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language is FR else ","))


class TestTable:
    def test_excel_is_told_that_it_is_utf_8(self, year):
        assert calculation_csv(year, FR, DAY).startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize(("language", "month", "amount"), [(EN, "February", "3100.50"), (FR, "février", "3100,50")])
    def test_numbers_are_of_the_persons_language(self, year, language, month, amount):
        assert [month, amount] in [row[1:] for row in rows(year, language) if len(row) == 3]

    def test_both_amounts_are_there(self, year):
        found = {row[1]: row[2] for row in rows(year, EN) if len(row) == 3}
        assert (found["Cash deposit"], found["Agreement (customs bond)"]) == ("38400.00", "19200.00")

    def test_every_account_and_the_total(self, calculate):
        found = rows(calculate("RM0001: 12,000; RM0002: 40k"), EN)
        assert ["Account RM0002", "Agreement (customs bond)", "20000.00"] in found
        assert ["All accounts in total", "Cash deposit", "52000.00"] in found

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "\n=1"])
    def test_no_cell_is_run_as_a_formula(self, cell):
        assert neutral(cell).startswith("'")
        assert neutral(cell).replace("'", "") == cell

    def test_a_hostile_account_number_is_text(self, year):
        year["accounts"][0]["number"] = "=HYPERLINK(1)"
        assert not [cell for row in rows(year, EN) for cell in row if cell.startswith(("=", "+", "-", "@"))]

    def test_ordinary_words_stay_as_they_are(self):
        assert neutral("Compte RM 1") == "Compte RM 1"


class TestChart:
    @pytest.mark.parametrize("language", list(Language))
    def test_it_is_a_png_large_enough_to_read(self, year, language):
        image = chart_png(year, language, DAY)
        assert image.startswith(b"\x89PNG\r\n")
        width, height = struct.unpack(">II", image[16:24])
        assert width >= 1_000
        assert height >= 500

    def test_the_same_calculation_gives_the_same_image(self, year):
        assert chart_png(year, EN, DAY) == chart_png(year, EN, DAY)

    @pytest.mark.parametrize("message", ["38,400", "0", "RM0001: 12,000; RM0002: 40k", "4200, 3100, 38400, 5000", "30,000,000"])
    def test_whatever_was_calculated_can_be_drawn(self, calculate, message):
        assert chart_png(calculate(message), FR, DAY)

    def test_the_text_alternative_tells_what_is_drawn(self, calculate, year):
        assert alt_text(year, EN, DAY) == (
            "Bar chart of 12 monthly totals owed to CBSA. The highest is March: $38,400.00. "
            "Lines mark the cash deposit, $38,400.00, and the agreement, $19,200.00."
        )
        assert "mars\u00a0: 38\u00a0400,00\u00a0$" in alt_text(year, FR, DAY)
        assert "entry 3" in alt_text(calculate("4200, 3100, 38400, 5000"), EN, DAY)
        assert "Account RM0002: $40,000.00" in alt_text(calculate("RM0001: 12,000; RM0002: 40k"), EN, DAY)
        assert "Lines" not in alt_text(calculate("0"), EN, DAY)


class TestPage:
    @pytest.mark.parametrize(("language", "tag"), [(EN, b"(en-CA)"), (FR, b"(fr-CA)")])
    def test_it_is_one_page_that_tells_its_language(self, year, language, tag):
        page = calculation_pdf(year, language, DAY)
        assert page.startswith(b"%PDF-")
        assert page.count(b"/Type /Page\n") == 1
        assert tag in page
        assert b"DejaVuSans" in page

    def test_the_same_calculation_gives_the_same_page(self, year):
        assert calculation_pdf(year, EN, DAY) == calculation_pdf(year, EN, DAY)

    @pytest.mark.parametrize("accounts", [1, 2, 6, 7, 20])
    @pytest.mark.parametrize("language", list(Language))
    def test_any_number_of_accounts_fits_on_it(self, calculate, accounts, language):
        said = [f"{accounts} RM accounts"] if accounts > 1 else []
        calculation = calculate(*said, *["38,400.50"] * accounts)
        from bot.documents.pdf import _SCALES, _Page
        from bot.documents.wording import Wording

        chart = chart_png(calculation, language, DAY) if accounts <= 6 else None
        assert any(_Page(Wording(language, DAY), calculation, scale).filled(chart, "") for scale in _SCALES)
        assert calculation_pdf(calculation, language, DAY)

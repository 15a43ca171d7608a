"""Mending misspelled words."""

import pytest

from bot.nlu.spelling import Speller

ENGLISH = Speller.of(["my goods are stuck at the border", "stuck goods at the border", "the border and my stuck goods", "a hockey game"])
FRENCH = Speller.of(["mes marchandises à la douane"] * 3)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("my gooods are stuk at the bordre", "my goods are stuck at the border", id="one slip each"),
        pytest.param("STUCCK at the boarder", "stuck at the border", id="shouting"),
        pytest.param("a hockey game", "a hockey game", id="a word seen once is no slip"),
        pytest.param("my food at teh door", "my food at teh door", id="short words and words too far away stay"),
        pytest.param("goods 38,400 RM0001", "goods 38,400 RM0001", id="figures stay"),
    ],
)
def test_words_one_slip_away_from_common_ones_are_mended(typed, read):
    assert ENGLISH.mended(typed) == read


def test_a_word_of_the_other_language_stays():
    assert ENGLISH.mended("my douane goods", [FRENCH]) == "my douane goods"


def test_accents_are_no_slips():
    assert FRENCH.mended("mes marchandises a la dôuane") == "mes marchandises a la dôuane"

"""What is hidden before storage, with the product's own finders together."""

from __future__ import annotations

import pytest

from bot.app import known_identifiers
from bot.conversation.text import masked

WORDS = {"card": "[card]", "sin": "[sin]", "business_number": "[bn]", "other": "[number]"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("my SIN is 046 454 286", "my SIN is [sin]", id="SIN"),
        pytest.param("BN 123456782", "BN [bn]", id="business number"),
        pytest.param("123456782RM0001", "[bn]", id="business number with its account"),
        pytest.param("5555-5555-5555-4444", "[card]", id="card"),
        pytest.param("4111 1111 1111 1111 12/27 123", "[card] 12/27 123", id="card with expiry and code"),
        pytest.param("378282246310005 4111111111111111", "[card] [card]", id="two cards"),
        pytest.param("30569309025904", "[card]", id="card of fourteen digits"),
        pytest.param("046 454 286 046 454 286", "[number] [number]", id="two numbers in a row"),
        pytest.param("123456782 123456782", "[number] [number]", id="two in a row without groups"),
        pytest.param("4111\u00a01111\u00a01111\u00a01111 05", "[card] 05", id="no-break spaces"),
        pytest.param("４１１１１１１１１１１１１１１１ 05", "[card] 05", id="full-width digits"),
    ],
)
def test_identifiers_are_hidden(written: str, kept: str) -> None:
    assert masked(written, known_identifiers, WORDS).text == kept


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("call 1-833-568-2342 or 613 555 0199", id="telephone numbers"),
        pytest.param("123456783", id="a wrong check digit"),
        pytest.param("we paid $1,234,567.82 and 12 345 678,90 $", id="sums"),
        pytest.param("100 000 000", id="a round sum"),
        pytest.param("from 2026-11-23 to 2027-01-15", id="dates"),
        pytest.param("transaction 12345 012345678", id="a transaction number of CBSA"),
        pytest.param("00000123456782", id="a transaction number that passes a card's check"),
        pytest.param("RM0001", id="an account's number alone"),
    ],
)
def test_other_numbers_stay(written: str) -> None:
    assert masked(written, known_identifiers, WORDS).text == written


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("123 456 782", "123 456 782", id="in groups, which is found twice"),
        pytest.param("123456782RM0001", "123456782RM0001", id="with its account"),
        pytest.param("123 456 782, card 4111 1111 1111 1111", "123 456 782, card [card]", id="beside a card"),
        pytest.param("my SIN is 046 454 286", "my SIN is [sin]", id="a social insurance number instead"),
        pytest.param("046 454 286 046 454 286", "[number] [number]", id="two numbers in a row"),
    ],
)
def test_a_business_number_that_was_asked_for_stays_and_nothing_else_does(written: str, kept: str) -> None:
    assert masked(written, known_identifiers, WORDS, {"business_number"}).text == kept

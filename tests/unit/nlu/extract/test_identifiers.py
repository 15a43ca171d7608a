from __future__ import annotations

import pytest

from bot.language import Language
from bot.nlu.extract import IdentifierKind, WarningCode, extract, find_identifiers

BN9, BN15, RM, SIN, CARD = (
    IdentifierKind.BN9,
    IdentifierKind.BN15,
    IdentifierKind.RM,
    IdentifierKind.SIN,
    IdentifierKind.CARD,
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("123456782", BN9, "123456782"),
        ("BN 123 456 782", BN9, "123456782"),
        ("BN: 123-456-782.", BN9, "123456782"),
        ("notre numéro d’entreprise est le 123 456 782", BN9, "123456782"),
        ("123456782RM0001", BN15, "123456782RM0001"),
        ("123456782 RM 0001", BN15, "123456782RM0001"),
        ("123 456 782 rm0002", BN15, "123456782RM0002"),
        ("123456782RT0001", BN15, "123456782RT0001"),
        ("RM0001", RM, "RM0001"),
        ("rm 0012", RM, "RM0012"),
        ("compte RM-0003", RM, "RM0003"),
        ("my SIN is 046 454 286", SIN, "046454286"),
        ("mon NAS : 046454286", SIN, "046454286"),
        ("4111 1111 1111 1111", CARD, "4111111111111111"),
        ("4111-1111-1111-1111", CARD, "4111111111111111"),
        ("4111111111111111", CARD, "4111111111111111"),
        ("3782 822463 10005", CARD, "378282246310005"),
    ],
)
def test_an_identifier_is_found_and_checked(text: str, kind: IdentifierKind, value: str) -> None:
    (found,) = find_identifiers(text)
    assert (found.kind, found.value, found.valid) == (kind, value, True)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["123456789", "123 456 789", "123456789RM0001"])
def test_a_wrong_check_digit_is_told(text: str) -> None:
    (found,) = find_identifiers(text)
    assert not found.valid
    assert WarningCode.INVALID_CHECK_DIGIT in {warning.code for warning in extract(text, Language.EN).warnings}


@pytest.mark.parametrize(
    "text",
    [
        "$123,456,782",
        "123 456 782 $",
        "100 000 000",
        "4111 1111 1111 1112",
        "12345678901234567890123",
        "0000 0000 0000 0000",
        "RM1",
        "FORM0001",
        "613-555",
        "38,400",
    ],
)
def test_sums_and_codes_are_no_identifiers(text: str) -> None:
    assert find_identifiers(text) == []


def test_the_nearest_word_tells_a_social_insurance_number_from_a_business_number() -> None:
    found = find_identifiers("BN 123456782, SIN 046454286")
    assert [(one.kind, one.value) for one in found] == [(BN9, "123456782"), (SIN, "046454286")]
    found = find_identifiers("not my SIN but the BN: 123456782")
    assert [one.kind for one in found] == [BN9]


def test_an_identifier_is_never_read_as_an_amount() -> None:
    extraction = extract("BN 123456782RM0001, card 4111 1111 1111 1111, SIN 046 454 286, we owed 4,200", Language.EN)
    assert [identifier.kind for identifier in extraction.identifiers] == [BN15, CARD, SIN]
    assert [amount.text for amount in extraction.amounts] == ["4,200"]

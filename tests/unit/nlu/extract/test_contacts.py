from __future__ import annotations

import pytest

from bot.nlu.extract import ContactKind, find_contacts

EMAIL, PHONE, POSTAL = ContactKind.EMAIL, ContactKind.PHONE, ContactKind.POSTAL_CODE


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("613-555-0123", PHONE, "+1 613-555-0123"),
        ("(613) 555-0123", PHONE, "+1 613-555-0123"),
        ("613 555 0123", PHONE, "+1 613-555-0123"),
        ("613.555.0123", PHONE, "+1 613-555-0123"),
        ("6135550123", PHONE, "+1 613-555-0123"),
        ("1-833-568-2342", PHONE, "+1 833-568-2342"),
        ("+1 (833) 568-2342", PHONE, "+1 833-568-2342"),
        ("514 555-0199 poste 12", PHONE, "+1 514-555-0199 x12"),
        ("613-555-0123 ext. 4", PHONE, "+1 613-555-0123 x4"),
        ("613‑555‑0123", PHONE, "+1 613-555-0123"),
        ("+44 20 7946 0958", PHONE, "+442079460958"),
        ("555-0123", PHONE, "555-0123"),
        ("write to jo.smith+carm@example.co.uk.", EMAIL, "jo.smith+carm@example.co.uk"),
        ("<info@example.ca>", EMAIL, "info@example.ca"),
        ("K1A 0B1", POSTAL, "K1A 0B1"),
        ("h2x1y4", POSTAL, "H2X 1Y4"),
    ],
)
def test_a_contact_is_found_and_put_in_its_usual_form(text: str, kind: ContactKind, value: str) -> None:
    (found,) = find_contacts(text)
    assert (found.kind, found.value) == (kind, value)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "38,400",
        "6,135,550,123",
        "$6135550123",
        "12345678901234",
        "a@b",
        "@handle",
        "D0D 0D0",
        "2025-05-20",
        "https://example.ca/613-555-0123",
        "113-555-0123",
    ],
)
def test_what_only_looks_like_a_contact_is_none(text: str) -> None:
    assert find_contacts(text) == []

"""The case page and its files over HTTP: the shipment, the packet for CBSA, and the calculation, for who may have them."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from bot.content.rates import security_rule_book
from bot.conversation.model import Author, Kind
from bot.desk.model import Role
from bot.desk.shipment import FormState, Shipment
from bot.documents import calculation_of
from bot.interview import Draft, History, checked, merged, read, security_of
from bot.language import Language
from tests.fakes.pdf_text import pdf_text
from tests.integration.desk.test_console import XSS, Browser, Office, office, settings

pytestmark = pytest.mark.asyncio
__all__ = ["office", "settings"]
REFERENCE = "K7R-4XA9"
PATH = f"/console/cases/{REFERENCE}"
SHIPMENT = Shipment(XSS, True, date(2026, 11, 17), "Windsor", XSS, "7ABC1234567890", "", None, FormState.SENT, shares_contact=True)


async def stuck(office: Office, *, calculated: bool = False) -> Any:
    """Open a case about held goods; return its visitor."""
    visitor = await office.case(REFERENCE)

    def work(unit: Any) -> None:
        case = unit.cases.get(REFERENCE)
        case.shipment = SHIPMENT
        unit.cases.save(case)
        if calculated:
            found = unit.conversations.get(case.conversation, lock=True)
            result = found.add(Author.BOT, Kind.ANSWER, "…", office.web.clock(), data={"calculation": a_calculation()})
            unit.messages.add(result)
            unit.conversations.save(found)

    await office.web.ledger.write(work)
    return visitor


def a_calculation() -> dict[str, Any]:
    day, book, said = date(2026, 11, 23), security_rule_book(), "38,400"
    draft = Draft(history=History.KNOWN)
    draft = checked(merged(draft, read(said, Language.EN), said) or draft, book, day)
    return calculation_of(security_of(draft, book, day), draft)


async def holder(office: Office) -> Browser:
    browser = await office.browser(Role.ADVISOR)
    assert (await browser.post(f"{PATH}/claim")).status_code == 303
    return browser


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_page_tells_the_shipment_and_offers_the_packet_in_both_languages(office: Office, language: str) -> None:
    await stuck(office)
    browser = await holder(office)
    await browser.post("/console/language", language=language)
    page = (await browser.http.get(PATH)).text
    told = {
        "en": ("Port of entry", "November 17, 2026", "Urgent: perishable goods", "Packet as PDF", "Website, "),
        "fr": ("Point d’entrée", "17\u00a0novembre 2026", "Urgent\u00a0: marchandises périssables", "Dossier en PDF", "Site Web, "),
    }
    for part in (*told[language], "7ABC1234567890", f'action="{PATH}/packet.pdf"', f'formaction="{PATH}/packet.txt"'):
        assert part in page
    assert "<img" not in page
    assert "<script>" not in page
    assert told[language][2] in (await browser.http.get("/console")).text


async def test_the_packet_comes_as_text_and_as_pdf_in_the_language_asked_for(office: Office) -> None:
    await stuck(office)
    browser = await holder(office)
    text = await browser.http.get(f"{PATH}/packet.txt")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["x-content-type-options"] == "nosniff"
    assert text.headers["cache-control"] == "no-store"
    assert f"CFIB case: {REFERENCE}" in text.text
    assert XSS in text.text
    french = await browser.http.get(f"{PATH}/packet.pdf", params={"lang": "fr"})
    assert french.headers["content-type"] == "application/pdf"
    assert french.headers["content-disposition"] == f'attachment; filename="dossier-asfc-{REFERENCE}.pdf"'
    shown = pdf_text(french.content)
    assert "Point d’entrée" in shown
    assert "7ABC1234567890" in shown
    assert (await browser.http.get(f"{PATH}/packet.exe")).status_code == 404


async def test_nobody_else_gets_the_packet(office: Office) -> None:
    visitor = await stuck(office)
    await holder(office)
    for kind in ("pdf", "txt"):
        for role, status in ((Role.ADMIN, 409), (Role.EDITOR, 403)):
            browser = await office.browser(role, f"{role.value}-{kind}@cfib.ca")
            refused = await browser.http.get(f"{PATH}/packet.{kind}")
            assert refused.status_code == status
            assert "7ABC" not in refused.text
        stranger = await office.browser()
        for headers in ({}, visitor.headers):
            refused = await stranger.http.get(f"{PATH}/packet.{kind}", headers=headers)
            assert (refused.status_code, refused.headers["location"]) == (303, "/console/sign-in?case=K7R-4XA9")
    admin = await office.browser(Role.ADMIN, "other@cfib.ca")
    page = (await admin.http.get(PATH)).text
    assert "Claim the case to get the packet." in page
    assert "packet.pdf" not in page


async def test_a_case_about_something_else_has_no_packet(office: Office) -> None:
    await office.case(REFERENCE)
    browser = await holder(office)
    assert "packet.pdf" not in (await browser.http.get(PATH)).text
    refused = await browser.http.get(f"{PATH}/packet.pdf")
    assert refused.status_code == 409
    assert "goods held at the border" in refused.text


async def test_the_calculation_is_on_the_page_with_its_files(office: Office) -> None:
    visitor = await stuck(office, calculated=True)
    browser = await office.browser(Role.ADVISOR)
    page = (await browser.http.get(PATH)).text
    for part in ("$38,400.00", "$19,200.00", "January 15, 2027", f"{PATH}/security.pdf", f"{PATH}/security.csv"):
        assert part in page
    for kind, start in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf"), ("png", b"\x89PNG")):
        assert (await browser.http.get(f"{PATH}/security.{kind}")).content.startswith(start)
    assert (await browser.http.get(f"{PATH}/security.exe")).status_code == 404
    editor, stranger = await office.browser(Role.EDITOR), await office.browser()
    assert (await editor.http.get(f"{PATH}/security.pdf")).status_code == 403
    assert (await stranger.http.get(f"{PATH}/security.pdf", headers=visitor.headers)).status_code == 303
    await browser.post("/console/language", language="fr")
    french = html.unescape((await browser.http.get(PATH)).text)
    assert "38\u00a0400,00\u00a0$" in french
    assert re.search(r"Calculé le \d", french)


async def test_a_case_without_a_calculation_shows_and_gives_none(office: Office) -> None:
    await stuck(office)
    browser = await office.browser(Role.ADVISOR)
    assert "security.pdf" not in (await browser.http.get(PATH)).text
    assert (await browser.http.get(f"{PATH}/security.pdf")).status_code == 404

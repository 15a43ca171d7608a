"""A calculation's chart as a photo, its PDF and CSV as documents, after the answer they belong to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.content.rates import security_rule_book
from bot.documents import calculation_of
from bot.engine.model import Reply, Turn
from bot.interview import Draft, History, checked, merged, read, security_of
from bot.language import Language

pytestmark = pytest.mark.asyncio
LUC, DAY = 801, date(2026, 11, 23)


def a_calculation() -> dict[str, Any]:
    message = (
        "Jan 4,200; Feb 3,100.50; Mar 38,400; Apr 5,000; May 6,100; Jun 7,250; Jul 12,000; Aug 9,300; Sep 8,100; Oct 4,400; Nov 1; Dec 2"
    )
    draft = merged(Draft(history=History.KNOWN), read(message, Language.EN), message)
    assert draft is not None
    draft = checked(draft, security_rule_book(), DAY)
    return calculation_of(security_of(draft, security_rule_book(), DAY), draft)


async def test_a_calculation_comes_with_its_chart_and_files(running: Any) -> None:
    data = {"calculation": a_calculation()}
    running.engine.answer = lambda text, language: Turn((Reply("Voici le calcul.", Language.FR, "security_options", data=data),))
    running.api.say(LUC, "calcule", "fr")
    await running.api.got(LUC, 4)
    answer, chart, pdf, csv = running.api.sent
    assert (answer.method, answer.text) == ("sendMessage", "Voici le calcul.")
    assert (chart.method, chart.filename) == ("sendPhoto", "garantie-financiere.png")
    assert chart.file.startswith(b"\x89PNG")
    assert "38" in chart.text
    assert (pdf.method, pdf.filename) == ("sendDocument", "garantie-financiere.pdf")
    assert pdf.file.startswith(b"%PDF")
    assert csv.filename == "garantie-financiere.csv"
    assert b"38400,00" in csv.file
    assert running.api.refused == []


async def test_a_file_that_cannot_be_made_stops_nothing(running: Any) -> None:
    data = {"calculation": {"accounts": [{}], "agreement_total": "1"}}
    running.engine.answer = lambda text, language: Turn((Reply(text, language, "x", data=data),))
    running.api.say(LUC, "one")
    running.api.say(LUC, "two")
    assert await running.api.got(LUC, 2) == ["one", "two"]

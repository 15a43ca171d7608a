from __future__ import annotations

import subprocess
import sys
import time
from datetime import date

import pytest

from bot.language import Language
from bot.nlu.extract import extract, warm_up
from bot.nlu.extract.monthly import parse_months

MESSAGES = [
    (Language.EN, "our worst month was 38,400, how much bond do I need"),
    (Language.EN, "My goods have been stuck in Windsor since Oct. 21, can you call me at 613-555-0123?"),
    (Language.FR, "Bonjour, notre pire mois était de 38 400,50 $, combien de garantie faut-il déposer?"),
]


@pytest.mark.parametrize(("language", "text"), MESSAGES)
def test_a_message_costs_well_under_a_millisecond(language: Language, text: str) -> None:
    warm_up()
    best = min(_seconds(language, text) for _ in range(7))
    assert best < 0.001


def _seconds(language: Language, text: str) -> float:
    start = time.perf_counter()
    for _ in range(50):
        extract(text, language, date(2026, 11, 23))
    return (time.perf_counter() - start) / 50


@pytest.mark.parametrize(
    "text",
    ["1 " * 2500, "1," * 2500, "$" * 5000, "(" * 5000, "1-" * 2500, "Jan " * 1250, "a " * 2500, "forty " * 800, "1a." * 1600],
    ids=lambda text: f"{text[:6]}...",
)
def test_a_message_made_to_be_slow_is_not(text: str) -> None:
    warm_up()
    start = time.perf_counter()
    for language in Language:
        extract(text, language)
        parse_months(text, language)
    assert time.perf_counter() - start < 3


def test_importing_builds_nothing_heavy() -> None:
    code = (
        "import sys; import bot.nlu.extract, bot.nlu.extract.monthly; "
        "heavy = {'spacy', 'rasa', 'numpy', 'tensorflow', 'sqlalchemy'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

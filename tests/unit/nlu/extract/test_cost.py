from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
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


def seconds(work: Callable[[], object]) -> float:
    """Return what something costs this thread in processor time, whatever else the machine does: the least of several tries."""
    tries = []
    for _ in range(20):
        start = time.thread_time()
        work()
        tries.append(time.thread_time() - start)
    return min(tries)


def count() -> None:
    """Costs two to three milliseconds where a message costs a fifth of one: how quick the machine is must not matter."""
    number = 0
    while number < 100_000:
        number += 1


@pytest.mark.parametrize(("language", "text"), MESSAGES)
def test_a_message_costs_well_under_a_millisecond(language: Language, text: str) -> None:
    warm_up()
    assert seconds(lambda: extract(text, language, date(2026, 11, 23))) < seconds(count) / 2


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 2500,
        "1," * 2500,
        "$" * 5000,
        "(" * 5000,
        "1-" * 2500,
        "Jan " * 1250,
        "a " * 2500,
        "forty " * 800,
        "1a." * 1600,
        "half a " * 700,
        "a hundred and " * 350,
    ],
    ids=lambda text: f"{text[:6]}...",
)
def test_a_message_made_to_be_slow_is_not(text: str) -> None:
    warm_up()
    start = time.thread_time()
    for language in Language:
        extract(text, language)
        parse_months(text, language)
    assert time.thread_time() - start < 1200 * seconds(count)


def test_importing_builds_nothing_heavy() -> None:
    code = (
        "import sys; import bot.nlu.extract, bot.nlu.extract.monthly; "
        "heavy = {'spacy', 'rasa', 'numpy', 'tensorflow', 'sqlalchemy'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import date

import pytest

import bot.calculators
from bot.calculators import RuleBook

MODULES = [f"bot.calculators.{module.name}" for module in pkgutil.iter_modules(bot.calculators.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_run(name: str, book: RuleBook) -> None:
    known = {"BOOK": book, "RULES": book.on(date(2026, 11, 23)), "Decimal": __import__("decimal").Decimal, "date": date}
    known["MonthTotal"] = bot.calculators.MonthTotal
    result = doctest.testmod(importlib.import_module(name), extraglobs=known)
    assert result.failed == 0


def test_there_are_examples_to_run() -> None:
    found = [
        example for name in MODULES for test in doctest.DocTestFinder().find(importlib.import_module(name)) for example in test.examples
    ]
    assert len(found) >= 20

from __future__ import annotations

import doctest
import importlib
import pkgutil
from decimal import Decimal

import pytest

import bot.nlu.extract
from bot.language import Language

MODULES = [f"bot.nlu.extract.{module.name}" for module in pkgutil.iter_modules(bot.nlu.extract.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_run(name: str) -> None:
    known = {"Decimal": Decimal, "Language": Language}
    assert doctest.testmod(importlib.import_module(name), extraglobs=known).failed == 0

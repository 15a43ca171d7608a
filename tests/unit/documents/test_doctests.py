"""The examples in ``docs/calculator.md`` and in the modules around the calculator run as they stand."""

import doctest
import importlib

import pytest

from bot.paths import ROOT


def test_the_examples_of_the_guide_run():
    result = doctest.testfile(str(ROOT / "docs" / "calculator.md"), module_relative=False, encoding="utf-8")
    assert result.attempted >= 25
    assert result.failed == 0


@pytest.mark.parametrize("name", ["bot.documents.paper", "bot.documents.right_to_left", "bot.documents.sheet", "bot.interview.starting"])
def test_the_examples_of_the_modules_run(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert result.failed == 0

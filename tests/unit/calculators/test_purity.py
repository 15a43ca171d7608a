from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import bot.calculators

SOURCES = sorted(Path(bot.calculators.__path__[0]).glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_calculators_know_no_binary_fraction_and_import_only_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{path.name}:{node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"{path.name}:{node.lineno}"
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            allowed = name.split(".")[0] in sys.stdlib_module_names or name.startswith(("bot.calculators", "bot.errors"))
            assert allowed, f"{path.name} imports {name}"

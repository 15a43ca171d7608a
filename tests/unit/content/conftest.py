from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.check.material import Material
from tests.unit.content.small_project import SmallProject


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    return SmallProject(tmp_path)


@pytest.fixture(scope="session")
def material_in_order(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """What the rules see when nothing is wrong; made once, because nothing changes it."""
    return SmallProject(tmp_path_factory.mktemp("in_order")).material()

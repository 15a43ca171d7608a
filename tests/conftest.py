"""Fixtures that tests of every kind share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from bot.paths import ROOT

MODEL = ROOT / "models" / "carm.tar.gz"

# A busy machine is no defect: examples have no time limit.
hypothesis.settings.register_profile("project", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: Playwright leaves an event loop running in this thread, in which no other test's loop can run."""
    items.sort(key=lambda item: "e2e" in item.path.relative_to(ROOT).parts)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, made from what is there now."""
    from bot.training import is_stale, train

    if is_stale(MODEL):
        train(MODEL, say=lambda line: None)
    return MODEL


@pytest.fixture(scope="session")
def assistant(model: Path):
    """The assistant in this process: model, dialogue, wording and actions. Tests use conversations of their own."""
    from bot.engine.embedded import EmbeddedEngine

    return EmbeddedEngine(model)

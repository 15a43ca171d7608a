"""Makes results of questions in few words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.evaluation.results import LabelledQuestion, Result
from bot.language import Language

Make = Callable[..., Result]


@pytest.fixture
def made() -> Make:
    def make(label: str, outcome: str, *, lang: Language | None = Language.EN, text: str = "a question", **found: object) -> Result:
        return Result(LabelledQuestion(f"{label}-1", text, label, lang), outcome, **found)  # type: ignore[arg-type]

    return make

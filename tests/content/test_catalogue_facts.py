"""Every fact of the catalogue stands in its answer, as a person reads it, in both languages. The facts are in ``facts.yml``."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.check.catalogue import CATALOGUE
from bot.content.load import Content, load_content
from bot.content.render import Renderer
from bot.language import Language

# Ages and figures depend on the day; the catalogue's facts are those of this one.
TODAY = date(2026, 11, 23)
FACTS: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "facts.yml").read_text(encoding="utf-8"))

_TOLD = [(id, language, fact) for id, found in FACTS.items() for fact in found if "en" in fact for language in Language]
_OFFERED = [(id, fact) for id, found in FACTS.items() for fact in found if "offers" in fact]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.mark.parametrize(
    ("id", "language", "fact"),
    [pytest.param(id, language, fact, id=f"{id}-{language.value}-{fact['fact']}") for id, language, fact in _TOLD],
)
def test_an_answer_carries_its_fact(content: Content, id: str, language: Language, fact: dict[str, Any]) -> None:
    answer = Renderer(content, language, TODAY).answer(content.answers[id])
    missing = [expected for expected in fact[language.value] if not holds(answer, expected)]
    assert not missing, f"{fact['fact']}: {missing} not in:\n{answer}"


@pytest.mark.parametrize(("id", "fact"), [pytest.param(id, fact, id=f"{id}-{fact['fact']}") for id, fact in _OFFERED])
def test_an_answer_offers_its_way_on(content: Content, id: str, fact: dict[str, Any]) -> None:
    answer = content.answers[id]
    offered = {*answer.related, *(["human"] if "advisor" in answer.actions else [])}
    assert set(fact["offers"]) <= offered


def test_every_answer_of_the_catalogue_has_its_facts() -> None:
    assert set(FACTS) == set(CATALOGUE)
    assert all(FACTS.values())


def test_a_fact_is_asked_for_in_both_languages() -> None:
    for id, found in FACTS.items():
        for fact in found:
            assert bool(fact.get("en")) == bool(fact.get("fr")), (id, fact["fact"])


def test_a_fact_that_is_not_there_is_missed() -> None:
    assert holds("Au moins 5\u00a0000\u00a0$.", "au moins 5 000 $")
    assert not holds("Au moins 5\u00a0000\u00a0$.", "au moins 6 000 $")
    assert holds("Yes. It is.", "re:^Yes\\.")
    assert not holds("Well, yes.", "re:^Yes\\.")


def holds(answer: str, expected: str) -> bool:
    text = answer.replace("\u00a0", " ").replace("\u202f", " ")
    if expected.startswith("re:"):
        return re.search(expected.removeprefix("re:"), text) is not None
    return expected.casefold() in text.casefold()

"""Typos are small, and the same on every run."""

import pytest

from bot.evaluation.typos import with_typos

QUESTION = "Où trouver mon numéro RM?"


def test_the_same_seed_makes_the_same_typos():
    assert with_typos(QUESTION, 3, seed=7) == with_typos(QUESTION, 3, seed=7)
    assert len({with_typos(QUESTION, 3, seed=seed) for seed in range(20)}) > 10


@pytest.mark.parametrize("seed", range(30))
def test_one_typo_changes_little(seed):
    typed = with_typos(QUESTION, 1, seed)
    assert abs(len(typed) - len(QUESTION)) <= 1
    assert sum(letter in QUESTION for letter in typed) >= len(QUESTION) - 2


@pytest.mark.parametrize("text", ["", "123 $?!", "🙂"])
def test_what_has_no_letters_stays(text):
    assert with_typos(text, 5, seed=0) == text


def test_a_text_is_never_typed_away():
    assert all(with_typos("a", 4, seed) for seed in range(50))

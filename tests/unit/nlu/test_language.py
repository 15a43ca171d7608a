"""Telling English from French."""

import pytest

from bot.language import Language
from bot.nlu.components.language import requested_language
from bot.nlu.language import LanguageModel, grams

ENGLISH = ["how do I register", "my goods are stuck at the border", "what is the bond for", "can my broker do it", "how much do I pay"] * 4
FRENCH = [
    "comment je m'inscris",
    "mes marchandises sont bloquées",
    "à quoi sert la caution",
    "mon courtier peut-il le faire",
    "combien je paie",
] * 4


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.fitted([*ENGLISH, *FRENCH], [False] * len(ENGLISH) + [True] * len(FRENCH))


@pytest.mark.parametrize("text", ["how do I pay the bond", "are my goods at the border"])
def test_english_is_told(model, text):
    assert model.french(text) < 0.25


@pytest.mark.parametrize("text", ["combien pour la caution", "mes marchandises sont où", "mon courtier sinscrit comment"])
def test_french_is_told_without_accents_or_apostrophes_too(model, text):
    assert model.french(text) > 0.75


@pytest.mark.parametrize("text", ["", "12345", "???", "XZQ"])
def test_a_text_that_tells_nothing_is_undecided(model, text):
    assert model.french(text) == pytest.approx(0.5, abs=0.26)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param("how do I pay the bond", True, id="a sentence"),
        pytest.param("mes marchandises", True, id="two words"),
        pytest.param("caution", True, id="one word, its language's own"),
        pytest.param("banana", False, id="a word nobody knows"),
        pytest.param("bondaution", False, id="letter groups alone"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_language_is_told_for_sure_only_by_words_that_are_known(model, text, sure):
    assert model.is_sure(text, 0.75) is sure


def test_one_word_is_enough_when_it_looks_like_both_languages_but_only_one_uses_it():
    english = ["calculate my bond", "open the calculator", "a calculation please", "use the calculator now"] * 4
    french = ["ouvrir la calculatrice", "la calculatrice de caution", "je cherche une calculatrice"] * 4
    model = LanguageModel.fitted([*english, *french], [False] * len(english) + [True] * len(french))
    blurred = LanguageModel(model.weights, model.bias - 1.2, model.own)  # as much more English as there are English words like it
    assert 0.5 < blurred.french("calculatrice") < 0.75
    assert blurred.is_sure("calculatrice", 0.75)
    assert not blurred.is_sure("une calculatrice vite", 0.99)


def test_grams_mark_the_edges_of_words():
    assert {" le ", " l", "le", "e "} <= grams("Le")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in english please", Language.EN),
        ("parlez-vous français", Language.FR),
        ("francais svp", Language.FR),
        ("switch from English to French", Language.FR),
        ("fr", Language.FR),
        ("EN", Language.EN),
        ("j'en veux un", None),
        ("change language", None),
    ],
)
def test_the_language_that_a_text_asks_for(text, language):
    assert requested_language(text) is language

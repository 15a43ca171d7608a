"""The classifier of answers, on features made up for the purpose."""

import numpy as np
import pytest

from bot.nlu.answers import OUTSIDE, AnswerModel, Features, Opinion, fit_answers
from bot.nlu.decision import Thresholds, Verdict, decide, learn_thresholds

NAMES = ["bond", "border", "roles"]
EACH = 30


def made_up(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return well separated vectors of three answers and of texts outside, shape ``(120, 8)``, and their classes."""
    random = np.random.RandomState(seed)
    centres = np.vstack([np.eye(8)[:3] * 3, -np.ones((1, 8))])
    classes = np.repeat([0, 1, 2, OUTSIDE], EACH)
    vectors = np.vstack([centre + random.normal(scale=0.4, size=(EACH, 8)) for centre in centres]).astype(np.float32)
    return vectors, classes


@pytest.fixture(scope="module")
def fitted():
    vectors, classes = made_up()
    # Two kinds of features over the same texts, as an encoder and n-grams are.
    everyone = np.arange(len(classes))
    features = Features(len(classes), {"one": vectors, "two": vectors[:, :5]}, {"one": everyone, "two": everyone})
    return fit_answers(NAMES, classes, features)


def test_a_text_like_the_examples_of_an_answer_gets_that_answer(fitted):
    model, _ = fitted
    vectors, classes = made_up(seed=1)
    found = model.opinions({"one": vectors, "two": vectors[:, :5]})
    right = [int(opinion.answers.argmax()) == wanted for opinion, wanted in zip(found, classes, strict=True) if wanted != OUTSIDE]
    assert np.mean(right) > 0.95


def test_texts_outside_are_told_from_texts_inside(fitted):
    model, _ = fitted
    vectors, classes = made_up(seed=2)
    inside = np.array([opinion.inside for opinion in model.opinions({"one": vectors, "two": vectors[:, :5]})])
    assert inside[classes != OUTSIDE].min() > inside[classes == OUTSIDE].max()


def test_probabilities_add_up(fitted):
    model, _ = fitted
    vectors, _ = made_up(seed=3)
    for opinion in model.opinions({"one": vectors[:5], "two": vectors[:5, :5]}):
        assert opinion.answers.sum() == pytest.approx(1.0)


def test_a_saved_model_says_the_same(fitted, tmp_path):
    model, _ = fitted
    vectors, _ = made_up(seed=4)
    matrices = {"one": vectors, "two": vectors[:, :5]}
    model.save(tmp_path)
    again = AnswerModel.read(tmp_path)
    assert again.names == NAMES
    for one, other in zip(model.opinions(matrices), again.opinions(matrices), strict=True):
        assert one.answers == pytest.approx(other.answers, abs=0.06)
        assert one.inside == pytest.approx(other.inside, abs=0.06)


def test_texts_whose_features_no_pool_knows_are_an_error(fitted):
    model, _ = fitted
    with pytest.raises(ValueError, match="no pool"):
        model.opinions({"one": made_up()[0]})


def test_thresholds_allow_the_share_of_mistakes_asked_for(fitted):
    _, held = fitted
    everyone = range(len(held.classes))
    thresholds = learn_thresholds(held, everyone, false_refusals=0.05, asked_back=0.2, wrong_answers=0.5)
    inside = [held.opinions[text].inside for text in everyone if held.classes[text] != OUTSIDE]
    assert np.mean(np.array(inside) < thresholds.refuse) <= 0.05 + 1 / len(inside)
    assert thresholds.refuse <= thresholds.sure


@pytest.mark.parametrize(
    ("inside", "best", "verdict"),
    [
        pytest.param(0.1, 0.9, Verdict.REFUSE, id="probably outside"),
        pytest.param(0.3, 0.9, Verdict.CLARIFY, id="perhaps outside"),
        pytest.param(0.9, 0.4, Verdict.CLARIFY, id="inside, but which answer"),
        pytest.param(0.9, 0.9, Verdict.ANSWER, id="inside and clear"),
    ],
)
def test_a_decision_follows_the_thresholds(inside, best, verdict):
    opinion = Opinion(np.array([best, (1 - best) / 2, (1 - best) / 2]), inside)
    assert decide(opinion, Thresholds(refuse=0.2, sure=0.5, clear=0.5)).verdict is verdict

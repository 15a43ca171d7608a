"""Tells English from French in short, misspelled, accentless text: a linear model of words and letter groups.

General language identifiers are unsure below a sentence and don't know that "RPP", "GCKey" or "bond" belong to both languages
here; this one learns from the assistant's own examples, and says so when a text could be either.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST_GRAM = 4
_SHORT = 2
_LEAST_USES = 3


def grams(text: str) -> set[str]:
    """Return the words of ``text`` and the groups of 2 to 4 letters in them, each word with its edges marked."""
    found: set[str] = set()
    for word in _words(text):
        edged = f" {word} "
        found.add(edged)
        for size in range(2, _LONGEST_GRAM + 1):
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    return found


class LanguageModel:
    """A logistic model over ``grams``: positive weights speak for French.

    ``own`` has the words that several examples of one language use and none of the other's, with whether that is French.
    """

    def __init__(self, weights: Mapping[str, float], bias: float, own: Mapping[str, bool] | None = None) -> None:
        self.weights = dict(weights)
        self.bias = bias
        self.own = dict(own or {})

    def french(self, text: str) -> float:
        """Return the probability that ``text`` is French; one half when nothing in it tells."""
        known = [self.weights[gram] for gram in grams(text) if gram in self.weights]
        if not known:
            return 0.5
        return 1 / (1 + math.exp(-(self.bias + sum(known) / math.sqrt(len(known)))))

    def is_sure(self, text: str, at: float) -> bool:
        """Say whether the likelier language can be relied on: a probability of ``at``, and a whole word that is known.

        Letter groups alone make a language of any name or slip. They also blur a word like "calculatrice", which looks half
        English: where one or two words are all there is, it is enough that they are the likelier language's own.
        """
        french, words = self.french(text), _words(text)
        if max(french, 1 - french) >= at:
            return any(f" {word} " in self.weights for word in words)
        return 0 < len(words) <= _SHORT and all(self.own.get(word) is (french > 0.5) for word in words)

    @classmethod
    def fitted(cls, texts: Sequence[str], french: Sequence[bool]) -> LanguageModel:
        """Fit on texts whose language is known."""
        # Imported here: only training needs it.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        # Each text is a set of grams scaled to unit length, which `french` does by dividing by the root of their number.
        vectorizer = TfidfVectorizer(analyzer=grams, binary=True, use_idf=False, norm="l2", min_df=2)
        matrix = vectorizer.fit_transform(texts)
        fit = LogisticRegression(C=10.0, solver="liblinear").fit(matrix, french)
        weights = zip(vectorizer.get_feature_names_out(), fit.coef_[0], strict=True)
        known = {str(gram): round(float(weight), 4) for gram, weight in weights}
        return cls(known, float(fit.intercept_[0]), _own_words(texts, french))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _own_words(texts: Sequence[str], french: Sequence[bool]) -> dict[str, bool]:
    uses: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text, is_french in zip(texts, french, strict=True):
        uses[is_french].update(set(_words(text)))
    return {
        word: language
        for language, counted in uses.items()
        for word, count in counted.items()
        if count >= _LEAST_USES and word not in uses[not language]
    }

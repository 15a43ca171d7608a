"""Tells English from French in short, misspelled, accentless text: a linear model of words and letter groups.

General language identifiers are unsure below a sentence and don't know that "RPP", "GCKey" or "bond" belong to both languages
here; this one learns from the assistant's own examples, and says so when a text could be either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST_GRAM = 4


def grams(text: str) -> set[str]:
    """Return the words of ``text`` and the groups of 2 to 4 letters in them, each word with its edges marked."""
    found: set[str] = set()
    for word in _WORD.findall(text.lower().replace("’", "'")):
        edged = f" {word} "
        found.add(edged)
        for size in range(2, _LONGEST_GRAM + 1):
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    return found


class LanguageModel:
    """A logistic model over ``grams``: positive weights speak for French."""

    def __init__(self, weights: Mapping[str, float], bias: float) -> None:
        self.weights = dict(weights)
        self.bias = bias

    def french(self, text: str) -> float:
        """Return the probability that ``text`` is French; one half when nothing in it tells."""
        known = [self.weights[gram] for gram in grams(text) if gram in self.weights]
        if not known:
            return 0.5
        return 1 / (1 + math.exp(-(self.bias + sum(known) / math.sqrt(len(known)))))

    def knows_a_word(self, text: str) -> bool:
        """Say whether a whole word of ``text`` is known: letter groups alone make a language of any name or slip."""
        return any(f" {word} " in self.weights for word in _WORD.findall(text.lower().replace("’", "'")))

    @classmethod
    def fitted(cls, texts: Iterable[str], french: Iterable[bool]) -> LanguageModel:
        """Fit on texts whose language is known."""
        # Imported here: only training needs it.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        # Each text is a set of grams scaled to unit length, which `french` does by dividing by the root of their number.
        vectorizer = TfidfVectorizer(analyzer=grams, binary=True, use_idf=False, norm="l2", min_df=2)
        matrix = vectorizer.fit_transform(texts)
        fit = LogisticRegression(C=10.0, solver="liblinear").fit(matrix, list(french))
        weights = zip(vectorizer.get_feature_names_out(), fit.coef_[0], strict=True)
        return cls({str(gram): round(float(weight), 4) for gram, weight in weights}, float(fit.intercept_[0]))

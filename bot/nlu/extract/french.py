"""spaCy's blank French pipeline without its list of compounds, whose one expression takes two seconds to compile.

That list keeps words such as "porte-à-porte" whole, for which no matcher asks. spaCy's own punctuation for French can't be had
without it, so the elisions ("d'environ", "l'an") are given here.
"""

from __future__ import annotations

from typing import Any

from bot.language import Language
from bot.nlu.extract.number_words import number_vocabulary
from bot.nlu.text import fold

_WHOLE = ("aujourd'hui", "aujourd’hui")
_ELISION = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]"


def blank_french() -> Any:
    """Return the pipeline: a tokenizer with a vocabulary that knows what is like a number."""
    from spacy.attrs import LIKE_NUM, ORTH  # type: ignore[import-not-found]
    from spacy.lang.char_classes import ALPHA
    from spacy.lang.punctuation import TOKENIZER_INFIXES, TOKENIZER_PREFIXES
    from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS
    from spacy.language import BaseDefaults
    from spacy.language import Language as Nlp
    from spacy.util import update_exc

    whole = {form: [{ORTH: form}] for word in _WHOLE for form in (word, word.capitalize(), word.upper())}

    settings = {
        "tokenizer_exceptions": update_exc(BASE_EXCEPTIONS, whole),
        "prefixes": [*TOKENIZER_PREFIXES, rf"(?i:{_ELISION})(?=[{ALPHA}0-9])"],
        "infixes": [*TOKENIZER_INFIXES, rf"(?<=[{ALPHA}]['’])(?=[{ALPHA}])"],
        "lex_attr_getters": {LIKE_NUM: is_like_number},
    }
    french = type("French", (Nlp,), {"lang": "fr", "Defaults": type("FrenchDefaults", (BaseDefaults,), settings)})
    return french()


def is_like_number(token: str) -> bool:
    """Say whether a token is a number in digits (also 1,5 and 1/2) or in words."""
    digits = token.lstrip("+-±~").replace(",", "").replace(".", "")
    numerator, slash, denominator = digits.partition("/")
    if numerator.isdigit() and (denominator.isdigit() if slash else True):
        return True
    return fold(token) in number_vocabulary(Language.FR)

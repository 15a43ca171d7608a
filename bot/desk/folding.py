"""Makes words comparable, whatever their case, accents and signs."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Return words to compare: small letters without accents, signs or doubled blanks."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    letters = re.sub(r"['’]", " ", letters)
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", letters.replace("-", " ")).split())

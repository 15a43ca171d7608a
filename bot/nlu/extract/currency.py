"""The marks of currency and scale that stand before and behind a number, as patterns, and what each means."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.nlu.extract.numerals import ONE
from bot.nlu.extract.values import Currency

BEFORE = (
    r"(?:(?i:US|U\.S\.|USD|CAD|CAN|CDN|CA|AU|HK|NZ)\ ?\$|[AC]\$|\$\ ?(?i:CAD|CDN|CAN|USD)\b|\$\ ?US\b|\$|€|£|¥|"
    r"(?i:\b(?:CAD|CDN|USD|EUR|GBP|RMB|CNY|JPY|MXN|AUD|CHF)\b)(?:\ ?\$)?)"
)
"""A currency before a number. Not "US" alone: "they charged US 5000" would lose its meaning, "US$" doesn't."""

_DOLLARS = r"(?i:(?:de |d'|of )?(?:(?:us|u\.s\.|american|canadian|cdn|can|australian|mexican) )?(?:dollars?|dolars?|dollards?|pesos?)"
_WHOSE = r"(?: (?:us|usd|u\.s\.|e\.-u\.|é\.-u\.|américains?|americains?|american|canadiens?|canadian|can|cdn|ca|cad|australiens?))?\b)"
AFTER = (
    rf"(?:\$(?:\ ?(?:(?i:CAD|CDN|CAN|USD|CA)\b|US\b|(?i:É\.-?U\.|E\.-?U\.)|"
    r"(?i:américains?\b|americains?\b|canadiens?\b|canadian\b)))?|¢|€|£|¥|"
    rf"{_DOLLARS}{_WHOSE}|(?i:(?:us|canadian|american) (?:bucks|funds)\b|bucks?\b|buckaroos\b|piass?e?s?\b|piastres?\b|loonies\b|"
    r"balles\b|cents?\b(?! (?:mille|dollars|million))|sous\b|(?:de |d')?euros?\b|"
    r"yuans?\b|renminbi\b|yens?\b|CAD\b|CDN\b|USD\b|EUR\b|GBP\b|RMB\b|CNY\b|JPY\b|MXN\b|AUD\b|CHF\b|"
    r"canadiens?\b|canadian\b|américains?\b)|US\b)"
)
"""A currency behind a number: ``$ CA``, ``$US``, ``dollars américains``, ``bucks``, ``piasses``."""

SCALE = (
    r"(?:(?i:k|MM|bn|mln)(?=\$|\b)|[MG](?=\$|\b)|m(?=\ ?\$|\b)|"
    r"(?i:thousand|grand|grands|thou|mille|milles|millions?|billions?|milliards?|mil)\b)"
)
"""A scale behind a number: ``k``, ``M``, ``thousand``, ``mille``."""

_SCALES = {
    **dict.fromkeys(("k", "thousand", "grand", "grands", "thou", "mille", "milles"), Decimal(1_000)),
    **dict.fromkeys(("m", "mm", "mln", "million", "millions"), Decimal(1_000_000)),
    **dict.fromkeys(("g", "bn", "billion", "billions", "milliard", "milliards"), Decimal(1_000_000_000)),
}

_SIGNS = (
    (re.compile(r"AUSTRAL|^AU|^A ?\$|HK|NZ|CHF|¥"), Currency.OTHER),  # first: "australiens" holds a "US"
    (re.compile(r"US|U\.S|É\.-?U|E\.-?U|AMERI|AMÉRI"), Currency.USD),
    (re.compile(r"€|EUR"), Currency.EUR),
    (re.compile(r"£|GBP"), Currency.GBP),
    (re.compile(r"RMB|CNY|YUAN|RENMINBI"), Currency.CNY),
    (re.compile(r"JPY|YEN"), Currency.JPY),
    (re.compile(r"MXN|PESO|MEXICAN"), Currency.MXN),
)


def currency_of(*marks: str | None) -> Currency:
    """Return the currency of the marks around a number; Canadian when none says otherwise. A lone ``¥`` may be two: ``OTHER``."""
    for mark in marks:
        if mark:
            upper = mark.upper()
            for pattern, currency in _SIGNS:
                if pattern.search(upper):
                    return currency
    return Currency.CAD


def scale_of(word: str | None) -> Decimal | None:
    """Return what a scale multiplies by, 1 for none; ``None`` for ``mil``, a million to some and a thousand to others."""
    return _SCALES.get(word.lower()) if word else ONE

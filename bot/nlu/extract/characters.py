"""Makes the many spaces, dashes and apostrophes people paste into one of each, without moving any character.

The result is as long as the text, so that what is found in one stands at the same place in the other.
"""

from __future__ import annotations

_SAME = {
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "-": "\u2010\u2011\u2012\u2212\ufe63\uff0d",
    "–": "\u2014\u2015",
    "'": "\u2018\u2019\u201b\u02bc\u2032`´",
    "$": "\uff04\ufe69",
    "\n": "\r\u2028\u2029\x0b\x0c\x85",
}
_TABLE = {ord(variant): one for one, variants in _SAME.items() for variant in variants}
_TABLE |= {0xFF10 + digit: str(digit) for digit in range(10)}


def plain(text: str) -> str:
    """Return ``text`` with plain spaces, hyphens, apostrophes, digits and line ends; every character keeps its place."""
    return text.translate(_TABLE)

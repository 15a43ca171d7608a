"""Reads what a person wrote during the hand-off: a button's words or their equals, a province."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.conversation.wording import Wording
from bot.desk.folding import folded
from bot.desk.steps import Command
from bot.language import Language

_FILES = ("handoff", "stuck")
_OTHER_NAMES = {
    "AB": ("alta",),
    "BC": ("cb", "british colombia"),
    "NL": ("newfoundland", "labrador", "terre neuve", "tnl", "nfld"),
    "NS": ("ne",),
    "NT": ("nwt", "tno", "northwest territory"),
    "ON": ("ont",),
    "PE": ("pei", "ipe", "prince edward"),
    "QC": ("que", "pq"),
    "SK": ("sask",),
    "YT": ("yukon territory",),
}
_WORDS = frozenset({"ont", "que"})
"""Names that count only alone, as two letters do: they are words."""
_BEFORE = re.compile(r"^(?:(?:i am|i m|we are|we re|je suis|nous sommes) )?(?:(?:in|en|au|aux|a) )?(?:the |l )?")
_LETTERS = re.compile(r"\b(?!ON\s+(?!CANADA\b|[A-Z][0-9])\w)[A-Z]{2}\b|(?<=,)\s*[a-z]{2}$|(?<=\s)(?!on$)[a-z]{2}$")
"""Two letters behind the name of a place: in capitals (« ON EST » is none), after a comma, or last."""


class Commands:
    """The words of each command, in both languages at once: a person may press an English button and answer in French."""

    def __init__(self, wording: Wording) -> None:
        self._said: dict[str, Command] = {}
        self._titles: dict[tuple[Command, Language], str] = {}
        both = [(file, language) for file in _FILES for language in Language]
        for file, language in both:
            for name, words in wording.group(f"{file}.buttons", language).items():
                self._said[folded(words)] = Command(name)
                self._titles[Command(name), language] = words
        for file, language in both:
            for name, words in wording.group(f"{file}.heard", language).items():
                for word in words.split(","):
                    self._said.setdefault(folded(word), Command(name))

    def read(self, text: str) -> Command | None:
        return self._said.get(folded(text))

    def title(self, command: Command, language: Language) -> str:
        """Return the words of a command's button."""
        return self._titles[command, language]


def language_requests(wording: Wording) -> Mapping[str, Language]:
    """Return the words, folded, with which a person's switch of language asks for it (``Conversations.choose_language``)."""
    return {folded(wording.say("notices.language_request", language)): language for language in Language}


def province_reader(names: Mapping[str, Mapping[Language, str]]) -> Callable[[str], str | None]:
    """Return how a province's two letters are read: from its name or abbreviation, alone or among other words, in either language."""
    known = {folded(name): code for code, both in names.items() for name in both.values()}
    known |= {folded(other): code for code, others in _OTHER_NAMES.items() for other in others if code in names}
    known |= {code.lower(): code for code in names}
    named = {re.compile(rf"\b{name}\b"): code for name, code in known.items() if len(name) > 2 and name not in _WORDS}

    def alone(words: str) -> str | None:
        return known.get(words) or known.get(words.replace(" ", ""))

    def read(text: str) -> str | None:
        words = folded(text)
        exact = alone(words) or alone(_BEFORE.sub("", words))
        if exact:
            return exact
        found = {code for name, code in named.items() if name.search(words)} or {
            letters for each in _LETTERS.findall(text.strip(" .!")) if (letters := each.strip().upper()) in names
        }
        last = alone(_BEFORE.sub("", folded(text.rpartition(",")[2])))
        found |= {last} if last else set()
        return found.pop() if len(found) == 1 else None

    return read

"""Decides whether a message, whatever the classifier took it for, is for the calculator: it holds the figure, or only figures."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum

from bot.content.rates import security_rule_book
from bot.interview import words
from bot.interview.draft import TroubleCode
from bot.interview.ranges import range_up_to
from bot.interview.reading import Said, read
from bot.interview.sums import is_arithmetic
from bot.language import Language
from bot.nlu.extract import extract
from bot.nlu.extract.characters import plain
from bot.nlu.extract.monthly_names import NAME
from bot.nlu.text import fold

ABOUT_AMOUNTS = frozenset({"calculator", "how_much_security", "new_importer_no_history"})
"""Ids of what a message about one's own amount of security is read as."""

_COMMANDS = frozenset({"human", "start_over", "change_language", "delete_my_data", "frustration"})
_IN_DOUBT = frozenset({"clarify", "out_of_scope"})
_LONGEST_INFORM = 16
_TELLING_WORDS = 2
_TELLING_MONTHS = 2
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CORRECTING = (words.REMOVE, words.COUNTED_ACCOUNTS, words.SEVERAL_ACCOUNTS, words.FOREIGN)
_ACCOUNT = re.compile(r"\b(?:rms?|import\w*|program\w*)\b", re.IGNORECASE)
"""What makes an account one that has security of its own, and not a bank's or a user's."""
_LEAVE_TO_THE_ANSWER = frozenset({TroubleCode.VAGUE, TroubleCode.SMALL, TroubleCode.YEAR_OR_AMOUNT})
"""Troubles too slight to start a calculation on, when no calculation was asked for."""


class Route(Enum):
    """What a message is for: a calculation of its own, figures that belong to one, or a sum of another kind, which is asked about."""

    CALCULATE = "calculator"
    INFORM = "inform"
    ASK_BACK = "clarify"


def route(text: str, language: Language, *, intent: str, answer: str = "", candidates: Collection[str] = ()) -> Route | None:
    """Return what ``text`` is for, ``None`` to leave it as it was understood.

    ``intent`` and ``answer`` are the classifier's; ``candidates`` are the ids it thought nearest, likeliest first.

    >>> route("our worst month was 38,400, how much bond do I need", Language.EN, intent="faq", answer="how_much_security")
    <Route.CALCULATE: 'calculator'>
    >>> route("no, March was 5,100", Language.EN, intent="deny")
    <Route.INFORM: 'inform'>
    >>> route("is the minimum $5,000?", Language.EN, intent="faq", answer="how_much_security") is None
    True
    """
    if _is_correction(text, language):
        return Route.INFORM
    if intent in _COMMANDS or not (re.search("[0-9]", text) or answer in ABOUT_AMOUNTS or intent not in {"faq"}):
        return None
    if is_arithmetic(plain(text)):
        return Route.ASK_BACK if intent == "calculator" else None
    said = read(text, language)
    about = intent == "calculator" or answer in ABOUT_AMOUNTS
    peak = bool(words.PEAK.search(plain(text)))
    near = about or (intent in _IN_DOUBT and any(id in ABOUT_AMOUNTS for id in list(candidates)[:1]))
    if intent == "out_of_scope" and not (peak or words.OWING.search(plain(text))):
        # "Did the $800 limit for parcels end?" has a sum in it, and nothing that was owed.
        near = False
    if only_figures(text, language, said):
        return Route.CALCULATE if words.PEAK.search(plain(text)) and not _corrects(text) else Route.INFORM
    if said.pasted and (near or words.PEAK.search(plain(text)) or _is_list_of_months(text)):
        return Route.CALCULATE
    if intent == "faq" and not peak and _is_about_the_rule(text, said):
        return None
    if (near or peak) and (_has_figure(said) or _has_trouble(said)):
        return Route.CALCULATE
    if near and said.nothing and words.OWED.search(plain(text)) and intent != "faq":
        return Route.CALCULATE
    return None


def _is_correction(text: str, language: Language) -> bool:
    """Whether a message says nothing but what to change in a calculation: "take out April", "I have 2 RM accounts", "in US dollars"."""
    if "?" in text or not any(pattern.search(plain(text)) for pattern in _CORRECTING):
        return False
    said = read(text, language)
    if said.removed_month is None and not said.foreign and (said.count is None or not _ACCOUNT.search(plain(text))):
        return False
    rest = words.COUNTED_ACCOUNTS.sub(" ", words.SEVERAL_ACCOUNTS.sub(" ", words.REMOVE.sub(" ", plain(text))))
    return all(word in words.FILLER or _joined(word) for word in words_beside(rest, language))


def _is_about_the_rule(text: str, said: Said) -> bool:
    """Whether an amount in a question is the rule's own, or none: "is the minimum really five thousand", "… repart à zéro"."""
    if said.amount == 0:
        return True
    if words.OWED.search(plain(text)) or words.MONTHLY.search(plain(text)):
        return False
    figures = {figure for rules in security_rule_book().sets for figure in (rules.agreement_minimum.value, rules.maximum.value)}
    return said.amount in figures or bool(words.ABOUT_LIMITS.search(plain(text)))


def only_figures(text: str, language: Language, said: Said | None = None) -> bool:
    """Whether a message is made of amounts, months and account numbers, with at most the words that go around them."""
    said = said or read(text, language)
    if not (said.usable or said.pasted or (said.trouble and said.trouble.code not in _LEAVE_TO_THE_ANSWER)):
        return False
    left = words_beside(text, language)
    known = [word in words.FILLER or _joined(word) for word in left]
    return all(known) and (len(left) <= _LONGEST_INFORM or said.pasted)


def words_beside(text: str, language: Language) -> list[str]:
    """Return the words of a message, folded, that belong to no amount, month, date or account number."""
    found = extract(text, language)
    taken = [(each.start, each.end) for each in (*found.amounts, *found.identifiers, *found.dates)]
    taken += [match.span() for match in NAME.finditer(plain(text))]
    ranges = (range_up_to(plain(text), amount, taken) for amount in found.amounts)
    taken += [(each.start, each.end) for each in ranges if each is not None]
    return [
        fold(match[0])
        for match in _WORD.finditer(plain(text))
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]


def language_of_figures(text: str, language: Language) -> Language | None:
    """Return the language that the months of a list of figures are named in, ``None`` when that can't be told."""
    names = {fold(re.sub(r"[^\w]|[0-9]", "", match[0])) for match in NAME.finditer(plain(text))}
    french, english = len(names & words.FRENCH_MONTHS), len(names & words.ENGLISH_MONTHS)
    if french == english or max(french, english) < _TELLING_MONTHS:
        return None
    return Language.FR if french > english else Language.EN


def is_without_words(text: str, language: Language) -> bool:
    """Whether a message with figures has too few words to tell its language: "entry 3", "5 100 $", a pasted table."""
    return bool(re.search("[0-9]", text)) and len(words_beside(text, language)) < _TELLING_WORDS


def _joined(word: str) -> bool:
    return "'" in word and all(not part or part in words.FILLER for part in word.split("'"))


def _corrects(text: str) -> bool:
    return bool(re.match(r"\W*(?:no|non|actually|sorry|oops|oups|make it|again|plutôt|en fait|finalement)\b", text, re.IGNORECASE))


def _is_list_of_months(text: str) -> bool:
    return len(NAME.findall(plain(text))) >= 3


def _has_figure(said: Said) -> bool:
    return said.usable or (said.count is not None and len(said.amounts) == said.count) or len(said.entries) > 1


def _has_trouble(said: Said) -> bool:
    return said.trouble is not None and said.trouble.code not in _LEAVE_TO_THE_ANSWER

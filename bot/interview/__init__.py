"""The calculator's side of a conversation: what a message says about a business's months, and what is left to ask.

Pure functions on text and values, without Rasa: ``starting`` decides whether a message is for the calculator, ``reading`` says
what is in it, ``merging`` puts that into the ``Draft``, ``results`` calculates once nothing is left to ask.
"""

from __future__ import annotations

from bot.interview.draft import Account, Ask, Draft, History, Month, Trouble, TroubleCode, stepped_back
from bot.interview.merging import merged
from bot.interview.reading import Said, read
from bot.interview.results import checked, security_of
from bot.interview.starting import Route, is_without_words, language_of_figures, route

__all__ = [
    "Account",
    "Ask",
    "Draft",
    "History",
    "Month",
    "Route",
    "Said",
    "Trouble",
    "TroubleCode",
    "checked",
    "is_without_words",
    "language_of_figures",
    "merged",
    "read",
    "route",
    "security_of",
    "stepped_back",
]

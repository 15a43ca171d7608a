"""The shape of the content files: answers, phrases, buttons, links and contacts. ``docs/content.md`` explains them to editors.

Only shape is checked here, so that a file that loads can be used; what is wrong in substance is ``bot.content.check``'s to say.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Optional

from pydantic import BaseModel, Extra, Field, validator
from pydantic.fields import ModelField

from bot.calculators.rules import Evidence
from bot.language import Language

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Record(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True

    @validator("*", pre=True)
    def _as_written(cls, value: object, field: ModelField) -> object:
        """Take texts and days only as such. Else 20261123 became a day of 1970, and a title of yes the word True."""
        kind = field.type_ if isinstance(field.type_, type) else object
        for given in value if isinstance(value, list) else [value]:
            if given is not None and kind is date and type(given) is not date and not _DAY.fullmatch(str(given)):
                raise ValueError(f"{given} is no day: write it as 2026-11-23")
            if given is not None and issubclass(kind, str) and not isinstance(given, (str, list, dict)):
                raise ValueError(f"{given} is no text: write it in quotation marks")
        return value


class LinkText(_Record):
    title: str
    url: str
    evidence: Evidence


class Link(_Record):
    checked: date
    en: LinkText
    fr: LinkText

    def text(self, language: Language) -> LinkText:
        return self.en if language is Language.EN else self.fr


class Wording(_Record):
    """One short text in both languages."""

    en: str
    fr: str

    def text(self, language: Language) -> str:
        return self.en if language is Language.EN else self.fr


class Contact(_Record):
    kind: Literal["phone", "email"]
    value: str
    name: Wording
    hours: Optional[Wording] = None
    source: str
    checked: date


class SourceRef(_Record):
    """Where an answer's facts come from: an id of ``links.yml``, the state of the page if older, and the day it was checked."""

    link: str
    as_of: Optional[str] = Field(None, regex=r"^\d{4}-\d{2}$")
    checked: date


class InForce(_Record):
    start: Optional[date] = Field(None, alias="from")
    until: Optional[date] = None


class AnswerText(_Record):
    title: str
    answer: str


class Answer(_Record):
    """One answer of the catalogue, both languages side by side."""

    id: str
    family: Literal["border", "carm", "registering", "roles", "security", "paying", "cfib"]
    in_force: Optional[InForce] = None
    review_by: date
    sources: list[SourceRef] = Field(min_items=1)
    related: list[str] = Field(min_items=2, max_items=5)
    actions: list[Literal["advisor"]] = []
    en: AnswerText
    fr: AnswerText

    def text(self, language: Language) -> AnswerText:
        return self.en if language is Language.EN else self.fr

    def overdue(self, today: date) -> bool:
        """Say whether the answer should have been reviewed before ``today``."""
        return today > self.review_by


class Phrase(_Record):
    """A reply that is no catalogue answer. Several variants of a text are said in turn, so that nothing is said twice running."""

    outcome: str = ""
    buttons: list[str] = []
    en: list[str]
    fr: list[str]

    @validator("en", "fr", pre=True)
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @validator("en", "fr")
    def _not_empty(cls, value: list[str]) -> list[str]:
        if not value or not all(text.strip() for text in value):
            raise ValueError("must hold at least one text, and none may be empty")
        return value

    def variants(self, language: Language) -> list[str]:
        return self.en if language is Language.EN else self.fr


class ButtonPhrase(_Record):
    """A button that leads to no catalogue answer: pressing it says its title, which is understood as ``intent``."""

    intent: str
    outcome: str = ""
    en: str
    fr: str

    def text(self, language: Language) -> str:
        return self.en if language is Language.EN else self.fr

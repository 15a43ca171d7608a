"""What the rules look at: the content as loaded, every text in both languages, the training examples, who says which key.

Rules get one ``Material`` and open no files themselves; ``reading`` puts it together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from bot.content.load import Content
from bot.errors import ContentProblem
from bot.language import Language


class Kind(Enum):
    """What a text is for, which decides what may stand in it."""

    ANSWER = "answer"
    TITLE = "title"
    PHRASE = "phrase"
    BUTTON = "button"
    LABEL = "label"
    WEB = "web"
    """Words of the website and of the desk."""

    @property
    def is_rendered(self) -> bool:
        """Whether markup and placeholders are put in before a person reads it."""
        return self in (Kind.ANSWER, Kind.PHRASE)


@dataclass(frozen=True)
class Piece:
    """One text in both languages. ``place`` is the name of its field, with ``{}`` for the language: ``utter_greet.{}[2]``."""

    file: str
    place: str
    kind: Kind
    en: str
    fr: str

    def text(self, language: Language) -> str:
        return self.en if language is Language.EN else self.fr

    def problem(self, language: Language, cause: str) -> ContentProblem:
        return ContentProblem(self.file, self.place.replace("{}", language.value), cause)


@dataclass(frozen=True)
class Example:
    """One example of what people say."""

    file: str
    intent: str
    language: str
    declared_language: str
    text: str


@dataclass(frozen=True)
class HeldOut:
    """A question kept apart to measure the assistant with."""

    file: str
    id: str
    text: str


@dataclass(frozen=True)
class Keys:
    """Which keys are said where: listed in the domain, by an action (with its file), by anything at all.

    ``prefixes`` are the beginnings of keys that code completes with a value.
    """

    domain: frozenset[str] = frozenset()
    intents: frozenset[str] = frozenset()
    actions: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Material:
    """Everything a rule may ask for. ``catalogue`` maps the id of every answer there must be to its family.

    ``web`` is the words of ``word_files``, the website's and the desk's; ``region_contacts`` are keys of contacts by province;
    ``names`` are what the code says, as in ``names.py``.
    """

    content: Content
    today: date
    catalogue: Mapping[str, str]
    phrase_files: Mapping[str, str] = field(default_factory=dict)
    rate_files: Mapping[str, str] = field(default_factory=dict)
    web: tuple[Piece, ...] = ()
    word_files: tuple[str, ...] = ()
    region_contacts: Mapping[str, str] = field(default_factory=dict)
    urgent_topics: frozenset[str] = frozenset()
    web_addresses: tuple[Piece, ...] = ()
    examples: tuple[Example, ...] = ()
    held_out: tuple[HeldOut, ...] = ()
    keys: Keys = Keys()
    names: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every text that a person can read, answers first."""
        return (*_answers(self.content), *self._phrases(), *_labels(self.content), *self.web)

    def of(self, *kinds: Kind) -> Iterator[Piece]:
        return (piece for piece in self.pieces if piece.kind in kinds)

    def texts(self, *kinds: Kind) -> Iterator[tuple[Piece, Language, str]]:
        """Return each text of the given kinds, all when none is given, in each language."""
        chosen: Iterable[Piece] = self.of(*kinds) if kinds else self.pieces
        return ((piece, language, piece.text(language)) for piece in chosen for language in Language)

    def _phrases(self) -> Iterator[Piece]:
        for key, phrase in self.content.phrases.items():
            many = max(len(phrase.en), len(phrase.fr)) > 1
            # A variant without a twin is another rule's to report; here only pairs are compared.
            for place, (english, french) in enumerate(zip(phrase.en, phrase.fr, strict=False), start=1):
                yield Piece(self.phrase_files[key], f"{key}.{{}}" + (f"[{place}]" if many else ""), Kind.PHRASE, english, french)


def answer_file(id: str) -> str:
    return f"faq/{id}.yml"


def _answers(content: Content) -> Iterator[Piece]:
    for id, answer in content.answers.items():
        yield Piece(answer_file(id), "{}.title", Kind.TITLE, answer.en.title, answer.fr.title)
        yield Piece(answer_file(id), "{}.answer", Kind.ANSWER, answer.en.answer, answer.fr.answer)


def _labels(content: Content) -> Iterator[Piece]:
    for key, button in content.buttons.items():
        yield Piece("phrases/buttons.yml", f"{key}.{{}}", Kind.BUTTON, button.en, button.fr)
    for key, link in content.links.items():
        yield Piece("links.yml", f"{key}.{{}}.title", Kind.LABEL, link.en.title, link.fr.title)
    for key, contact in content.contacts.items():
        yield Piece("contacts.yml", f"{key}.name.{{}}", Kind.LABEL, contact.name.en, contact.name.fr)
        if contact.hours:
            yield Piece("contacts.yml", f"{key}.hours.{{}}", Kind.LABEL, contact.hours.en, contact.hours.fr)

"""Titles and buttons: what one says is what pressing it asks, so each leads to one place only, and fits on a button."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.check.material import Kind, Material, Piece
from bot.errors import ContentProblem
from bot.nlu.text import key

LONGEST_TITLE = 60


def titles_are_unique(material: Material) -> Iterator[ContentProblem]:
    """No two titles or buttons are alike in case, accents and punctuation apart, over both languages."""
    first: dict[str, Piece] = {}
    for piece, language, text in material.texts(Kind.TITLE, Kind.BUTTON):
        known = first.setdefault(key(text), piece)
        if known is not piece:
            where = known.file if known.file != piece.file else known.place.replace(".{}", "")
            yield piece.problem(language, f"{text!r} is also said by {where}: pressed, it could lead to either, so reword one")


def titles_fit_on_a_button(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts(Kind.TITLE, Kind.BUTTON):
        if len(text) > LONGEST_TITLE:
            yield piece.problem(language, f"has {len(text)} characters: shorten it to {LONGEST_TITLE}")


def titles_are_questions(material: Material) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts(Kind.TITLE):
        if not text.endswith("?"):
            yield piece.problem(language, "must end with ?: titles are questions, as people ask them")


def buttons_are_sound(material: Material) -> Iterator[ContentProblem]:
    """A button's key is no answer's id, and what pressing it means is an intent of the domain."""
    for id, button in material.content.buttons.items():
        if id in material.content.answers:
            yield ContentProblem("phrases/buttons.yml", id, "is an answer's id too: rename the button")
        if button.intent not in material.keys.intents:
            yield ContentProblem("phrases/buttons.yml", f"{id}.intent", f"{button.intent} is no intent of domain.yml: correct it")


def phrase_buttons_lead_somewhere(material: Material) -> Iterator[ContentProblem]:
    for phrase_key, phrase in material.content.phrases.items():
        seen: set[str] = set()
        for id in phrase.buttons:
            cause = None
            if not material.content.leads_somewhere(id):
                cause = f"{id} is no answer or button: correct it or take it out"
            elif id in seen:
                cause = f"names {id} twice: keep one"
            seen.add(id)
            if cause:
                yield ContentProblem(material.phrase_files[phrase_key], f"{phrase_key}.buttons", cause)

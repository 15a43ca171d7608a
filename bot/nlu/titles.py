"""Knows by heart what the buttons say: a pressed button arrives as its own words, which must lead where the button promised."""

from __future__ import annotations

from bot.content.load import Content
from bot.language import Language
from bot.nlu.text import key


class Titles:
    """Looks up titles of answers and texts of buttons, whatever their case, accents and punctuation."""

    def __init__(self, content: Content) -> None:
        self._found: dict[str, tuple[str, Language]] = {}
        for language in Language:
            for id in content.answers:
                self._found[key(content.title(id, language))] = (f"faq/{id}", language)
            for id, button in content.buttons.items():
                self._found[key(content.title(id, language))] = (button.intent, language)

    def intent(self, text: str) -> tuple[str, Language] | None:
        """Return the intent that a title stands for and the title's language, ``None`` when ``text`` is no title."""
        return self._found.get(key(text))

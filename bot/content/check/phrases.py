"""Keys of phrases: each that the assistant says has its words, and none is left over."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.check.material import Keys, Material
from bot.errors import ContentProblem

_ANSWER = "utter_faq/"


def said_keys_have_words(material: Material) -> Iterator[ContentProblem]:
    """Each key in ``domain.yml`` and in an action is a phrase, or an answer."""
    content = material.content
    for key in sorted(material.keys.domain):
        id = key.removeprefix(_ANSWER)
        if key.startswith(_ANSWER) and id not in content.answers:
            yield ContentProblem("domain.yml", f"responses.{key}", f"there is no answer {id}: write it, or remove the key")
        elif not key.startswith(_ANSWER) and key not in content.phrases:
            yield ContentProblem("domain.yml", f"responses.{key}", "has no words: add it under phrases/ in both languages")
    for key, file in sorted(material.keys.actions.items()):
        if key not in content.phrases:
            yield ContentProblem(file, key, "has no words: add it under phrases/ in both languages, and to domain.yml")


def answers_are_in_the_domain(material: Material) -> Iterator[ContentProblem]:
    """Rasa gives only answers that ``domain.yml`` lists."""
    for id in material.content.answers:
        if f"{_ANSWER}{id}" not in material.keys.domain:
            yield ContentProblem("domain.yml", "responses", f"lacks {_ANSWER}{id}: add it, so that the answer can be given")


def phrases_are_in_use(material: Material) -> Iterator[ContentProblem]:
    """Each phrase is named by a rule or story, an action, a form or other code."""
    for key in material.content.phrases:
        if not _is_said(key, material.keys):
            yield ContentProblem(material.phrase_files[key], key, "is never said: remove it, or use it in a rule or an action")


def _is_said(key: str, keys: Keys) -> bool:
    # A prefix that fits every key says nothing about one.
    prefixes = tuple(keys.prefixes - {"utter_", "footer_"})
    return key in keys.named or key.startswith(prefixes)

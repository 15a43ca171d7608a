"""The examples of what people say: enough of them, none twice, and none of the questions that the assistant is measured with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.content.check.material import Example, Material
from bot.errors import ContentProblem
from bot.language import Language
from bot.nlu.text import key

FEWEST_EXAMPLES = 20
_ANSWERS = "faq/"


def answers_have_enough_examples(material: Material) -> Iterator[ContentProblem]:
    counts = Counter((example.intent, example.language) for example in material.examples)
    for id in material.content.answers:
        for language in Language:
            count = counts[f"{_ANSWERS}{id}", language.value]
            if count < FEWEST_EXAMPLES:
                cause = f"has {count} examples: write at least {FEWEST_EXAMPLES} varied ones, then train"
                yield ContentProblem(f"data/nlu/{language.value}", f"{_ANSWERS}{id}", cause)


def examples_lead_to_answers(material: Material) -> Iterator[ContentProblem]:
    """No examples are kept for an answer that doesn't exist."""
    seen = set()
    for example in material.examples:
        id = example.intent.removeprefix(_ANSWERS)
        if example.intent.startswith(_ANSWERS) and id not in material.content.answers and (example.file, id) not in seen:
            seen.add((example.file, id))
            yield ContentProblem(example.file, example.intent, f"there is no answer {id}: correct the id, or remove its examples")


def examples_are_in_their_language(material: Material) -> Iterator[ContentProblem]:
    """The language that a group of examples declares is that of its folder."""
    seen = set()
    for example in material.examples:
        if example.declared_language != example.language and (example.file, example.intent) not in seen:
            seen.add((example.file, example.intent))
            said = example.declared_language or "no language"
            yield ContentProblem(example.file, example.intent, f"metadata gives {said}: write language: {example.language}")


def examples_come_once(material: Material) -> Iterator[ContentProblem]:
    """No example stands twice, whatever its case, accents and punctuation. The two languages may share one within an intent."""
    first: dict[str, Example] = {}
    for example in material.examples:
        known = first.setdefault(_folded(example.text), example)
        if known is example or (known.intent == example.intent and known.language != example.language):
            continue
        where = "this intent" if known.intent == example.intent else f"{known.intent} ({known.file})"
        yield ContentProblem(example.file, example.intent, f"{example.text!r} is an example of {where} too: keep it in one place")


def held_out_questions_are_not_examples(material: Material) -> Iterator[ContentProblem]:
    """A question to measure with that is also trained on measures nothing."""
    held_out = {_folded(question.text): question for question in material.held_out}
    for example in material.examples:
        question = held_out.get(_folded(example.text))
        if question:
            cause = f"{example.text!r} is question {question.id} of {question.file}, which must stay unseen: take it out here"
            yield ContentProblem(example.file, example.intent, cause)


def _folded(text: str) -> str:
    # An emoji or another script folds to nothing; then the text itself has to differ.
    return key(text) or text

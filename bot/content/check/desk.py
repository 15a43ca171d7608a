"""What the desk's data and words point at is there: topics, contacts, and one file for each name."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.check.material import Material
from bot.content.desk.opening import FILE, contact_problems
from bot.errors import ContentProblem


def urgent_topics_are_answers(material: Material) -> Iterator[ContentProblem]:
    for topic in sorted(material.urgent_topics):
        if topic not in material.content.answers:
            yield ContentProblem(FILE, "urgent_topics", f"{topic} is no answer: correct the id or take it out")


def regions_can_be_called(material: Material) -> Iterator[ContentProblem]:
    """The contact that a region names is a telephone of ``contacts.yml``."""
    yield from contact_problems(material.region_contacts, material.content.contacts)


def words_have_one_file(material: Material) -> Iterator[ContentProblem]:
    """No file of ``desk/`` has the name of one of ``web/``: its words would take the other's place in the console."""
    web = {file.partition("/")[2] for file in material.word_files if file.startswith("web/")}
    for file in material.word_files:
        if file.startswith("desk/") and file.partition("/")[2] in web:
            yield ContentProblem(file, "-", "there is a file of this name in web/ too: rename this one")

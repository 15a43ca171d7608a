"""What would make a reply an apology: the few rules, of those of ``carm check``, that an edit has to keep before it is taken up live."""

from __future__ import annotations

from collections.abc import Iterator

from bot import ottawa
from bot.content.check import catalogue, names, placeholders, sources
from bot.content.check.catalogue import CATALOGUE
from bot.content.check.material import Material, answer_file
from bot.content.load import Content
from bot.errors import ContentProblem


def _ids_lead_somewhere(material: Material) -> Iterator[ContentProblem]:
    """Each id in ``related`` and ``buttons`` is an answer or a button: how many there are is for ``carm check`` alone."""
    content = material.content
    offered = [(answer_file(id), "related", answer.related) for id, answer in content.answers.items()]
    offered += [(material.phrase_files[key], f"{key}.buttons", phrase.buttons) for key, phrase in content.phrases.items()]
    for file, field, ids in offered:
        for id in ids:
            if not content.leads_somewhere(id):
                yield ContentProblem(file, field, f"{id} is no answer or button: correct it or take it out")


# None that goes by the calendar: an edit must not be refused because a figure elsewhere has run out.
_RULES = (
    catalogue.catalogue_is_complete,
    _ids_lead_somewhere,
    sources.sources_are_known,
    placeholders.placeholders_are_known,
    placeholders.written_days_hold,
    placeholders.answers_take_no_variables,
    placeholders.footers_take_their_variables,
    names.names_are_all_there,
    names.variables_are_given,
)


def loose_ends(content: Content) -> list[ContentProblem]:
    """Return what ``content`` names that isn't there, and what isn't there that the assistant names."""
    said = {(file, name): variables for (file, name), variables in names.read_names().items() if file.startswith("phrases/")}
    files = {name: file for file, name in said}
    material = Material(
        content=content,
        today=ottawa.today(),
        catalogue=CATALOGUE,
        phrase_files={key: files.get(key, "phrases/") for key in content.phrases},
        names=said,
    )
    return [problem for rule in _RULES for problem in rule(material)]

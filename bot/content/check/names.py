"""The names that the code says, with the values it puts into each: a line of ``names.txt`` for each phrase, and each word of the website
and the desk.

An editor changes texts, never names. Without the list a file that was emptied, a name that was misspelled, or a variable misspelled
in both languages alike would show only when somebody needed the words. ``scripts/list_names.py`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.content.check.material import Kind, Material
from bot.content.render import VARIABLE
from bot.errors import ContentProblem
from bot.language import Language

Names = Mapping[tuple[str, str], frozenset[str]]
"""Variables by file and name."""

FILE = Path(__file__).with_name("names.txt")
_NO_WORDS_OF_THE_CODE = {"web/news.yml", "desk/hours.yml"}


def read_names(path: Path = FILE) -> Names:
    """Return the list; a project without one has no names to keep to."""
    if not path.is_file():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {(file, name): frozenset(variables) for file, name, *variables in lines}


def names_of(material: Material) -> Names:
    """Return the names that are there, with the variables of either language."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for piece in material.of(Kind.PHRASE, Kind.WEB):
        if piece.file not in _NO_WORDS_OF_THE_CODE:
            at = piece.file, piece.place.partition(".{}")[0]
            used = {match["name"] for language in Language for match in VARIABLE.finditer(piece.text(language))}
            found[at] = found.get(at, frozenset()) | used
    return found


def names_are_all_there(material: Material) -> Iterator[ContentProblem]:
    """Nothing that the code says is without words."""
    there = names_of(material)
    for file, name in sorted(material.names.keys() - there.keys()):
        unknown = [other for where, other in there if where == file and (where, other) not in material.names]
        near = get_close_matches(name, unknown, n=1)
        cause = f"{near[0]} is known to nobody: write {name}" if near else "put it back, with both languages"
        yield ContentProblem(file, name, f"is missing, and the assistant says it: {cause}")


def variables_are_given(material: Material) -> Iterator[ContentProblem]:
    """Texts use only what is put into them."""
    for at, used in names_of(material).items():
        given = material.names.get(at, used)
        for variable in sorted(used - given):
            instead = f"use only {', '.join(f'{{{word}}}' for word in sorted(given))}" if given else "nothing is put into this text"
            yield ContentProblem(*at, f"{{{variable}}} is never given here: {instead}")


def lines_of(names: Names) -> str:
    return "".join(" ".join((*at, *sorted(variables))) + "\n" for at, variables in sorted(names.items()))

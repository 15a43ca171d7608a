"""Puts together the ``Material``: from the content folder, and from what lies around it in the project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.check.catalogue import CATALOGUE
from bot.content.check.material import Example, HeldOut, Keys, Kind, Material, Piece
from bot.content.desk import load_desk
from bot.content.files import yaml_files
from bot.content.load import Content
from bot.errors import ContentProblem, InvalidContent
from bot.language import Language
from bot.paths import ROOT

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = re.compile(r"[\"'](?P<key>(?:utter|footer)_\w+)[\"']")
# Keys of lines that replies and documents are put together from.
_LINE_KEY = re.compile(r"[\"'](?P<key>(?:security|document|chart|csv)_\w+)[\"']")
_KEY_PREFIX = re.compile(r"f[\"'](?P<prefix>(?:utter|footer|security|document|chart|csv)_\w*)\{")
_SAID_KEY = re.compile(r"action:\s*(?P<key>utter_\w+)")
# The fallbacks that come with Rasa 3.6.21 (rasa/core/actions/action.py) say these without anyone naming them.
_RASA_SAYS = {"utter_default", "utter_ask_rephrase"}
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Places:
    """Where the parts of the project lie that content is checked against."""

    domain: Path = ROOT / "domain.yml"
    stories: Path = ROOT / "data" / "stories"
    actions: Path = ROOT / "actions"
    code: Path = ROOT / "bot"
    held_out: Path = ROOT / "tests" / "nlu"

    @classmethod
    def under(cls, root: Path) -> Places:
        return cls(root / "domain.yml", root / "data" / "stories", root / "actions", root / "bot", root / "tests" / "nlu")


def material(content: Content, folder: Path, nlu_folder: Path, today: date, places: Places) -> Material:
    """Return everything the rules look at, for ``content`` as loaded from ``folder``.

    Raises ``InvalidContent`` when a file that isn't part of ``content`` can't be read.
    """
    words = _word_files(folder)
    web = tuple(piece for file in words for piece in _pairs(file, "", _yaml(folder / file, file)))
    desk = load_desk(folder / "desk") if "desk/hours.yml" in words else None
    return Material(
        content=content,
        today=today,
        catalogue=CATALOGUE,
        phrase_files=_files_of(folder, "phrases"),
        rate_files=_files_of(folder, "rates"),
        web=tuple(piece for piece in web if not piece.place.endswith(".url")),
        web_addresses=tuple(
            (piece.file, piece.place.replace("{}", language.value), piece.text(language))
            for piece in web
            if piece.place.endswith(".url")
            for language in Language
        ),
        word_files=words,
        region_contacts=desk.contacts if desk else {},
        urgent_topics=desk.urgent_topics if desk else frozenset(),
        examples=tuple(_examples(nlu_folder)),
        held_out=tuple(_held_out(places.held_out)),
        keys=_keys(places),
    )


def _yaml(path: Path, file: str) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "-"
        problem = ContentProblem(file, where, str(getattr(error, "problem", None) or error))
        raise InvalidContent(problems=[problem]) from error


def _files_of(folder: Path, below: str) -> dict[str, str]:
    files = {f"{below}/{path.name}": path for path in yaml_files(folder / below)}
    return {str(key): file for file, path in files.items() for key in _yaml(path, file) or {}}


def _word_files(folder: Path) -> tuple[str, ...]:
    return tuple(f"{below}/{path.name}" for below in ("web", "desk") for path in yaml_files(folder / below))


def _pairs(file: str, place: str, node: object) -> Iterator[Piece]:
    """Find every ``en`` and ``fr`` side by side, texts or mappings of texts, however deep."""
    if isinstance(node, list):
        for entry in node:
            name = entry.get("id", "?") if isinstance(entry, dict) else "?"
            yield from _pairs(file, f"{place}{name}.", entry)
    elif isinstance(node, dict) and {"en", "fr"} <= set(node):
        english, french = node["en"], node["fr"]
        if isinstance(english, dict) and isinstance(french, dict):
            for name in english.keys() & french.keys():
                yield Piece(file, f"{place}{{}}.{name}", Kind.WEB, str(english[name]), str(french[name]))
        else:
            yield Piece(file, f"{place}{{}}", Kind.WEB, str(english), str(french))
    elif isinstance(node, dict):
        for name, below in node.items():
            yield from _pairs(file, f"{place}{name}.", below)


def _examples(nlu_folder: Path) -> Iterator[Example]:
    for language in Language:
        for path in sorted((nlu_folder / language.value).glob("*.yml")):
            file = f"data/nlu/{language.value}/{path.name}"
            for item in (_yaml(path, file) or {}).get("nlu") or []:
                if "intent" not in item:
                    continue  # a synonym, lookup table or regular expression
                declared = str((item.get("metadata") or {}).get("language", ""))
                for line in str(item.get("examples") or "").splitlines():
                    text = _ANNOTATED.sub(r"\1", line.strip().removeprefix("-").strip())
                    if text:
                        yield Example(file, str(item["intent"]), language.value, declared, text)


def _held_out(folder: Path) -> Iterator[HeldOut]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                question = json.loads(line)
                yield HeldOut(f"tests/nlu/{path.name}", str(question["id"]), str(question["text"]))


def _keys(places: Places) -> Keys:
    domain = _yaml(places.domain, "domain.yml") if places.domain.exists() else {}
    actions: dict[str, str] = {}
    named: set[str] = set()
    prefixes: set[str] = set()
    for path in [*sorted(places.actions.rglob("*.py")), *sorted(places.code.rglob("*.py"))]:
        if path.is_relative_to(Path(__file__).parent):
            continue  # the rules name keys without saying them
        text = path.read_text(encoding="utf-8")
        found = {match["key"] for match in _KEY.finditer(text)} - {"utter_message", "utter_action"}  # Rasa's own names
        named |= found | {match["key"] for match in _LINE_KEY.finditer(text)}
        prefixes |= {match["prefix"] for match in _KEY_PREFIX.finditer(text)}
        if path.is_relative_to(places.actions):
            for key in sorted(found):
                actions.setdefault(key, f"actions/{path.relative_to(places.actions).as_posix()}")
    for path in sorted(places.stories.rglob("*.yml")):
        named |= {match["key"] for match in _SAID_KEY.finditer(path.read_text(encoding="utf-8"))}
    named |= _RASA_SAYS
    for form in (domain.get("forms") or {}).values():
        # A form asks for its slots by these keys without anyone naming them.
        named |= {f"utter_ask_{slot}" for slot in (form or {}).get("required_slots") or []}
    return Keys(
        domain=frozenset(domain.get("responses") or {}),
        intents=frozenset(_name(intent) for intent in domain.get("intents") or []),
        actions=actions,
        named=frozenset(named),
        prefixes=frozenset(prefixes),
    )


def _name(intent: object) -> str:
    # An intent with settings of its own is a mapping with one key.
    return str(next(iter(intent))) if isinstance(intent, dict) else str(intent)

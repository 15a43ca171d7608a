"""A small product with nothing wrong in it: two answers, a phrase, a button. A test spoils one thing and asks one rule."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.check.material import Material
from bot.content.check.reading import Places, material
from bot.content.check.rules import Rule
from bot.content.load import load_content

# The fast ones where they are: a project is written for every test.
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TODAY = date(2026, 11, 23)
CHECKED = date(2026, 11, 20)

FIRST = {
    "id": "first",
    "family": "border",
    "in_force": {"from": date(2025, 5, 20)},
    "review_by": date(2027, 5, 23),
    "sources": [{"link": "page", "as_of": "2025-06", "checked": CHECKED}],
    "related": ["second", "human"],
    "en": {
        "title": "What comes first?",
        "answer": (
            "Since May 20, 2025, two things count: see [the page](link:page).\n\n"
            "1. Pay {rate:limit}.\n2. Call {contact:cfib_phone}.\n\n**Then:** it’s done {age:2025-06-16}.\n"
        ),
    },
    "fr": {
        "title": "Qu’est-ce qui vient en premier?",
        "answer": (
            "Depuis le 20 mai 2025, deux choses comptent\u00a0: voyez la [page](link:page).\n\n"
            "1. Payez {rate:limit}.\n2. Appelez au {contact:cfib_phone}.\n\n**Ensuite\u00a0:** c’est fait {age:2025-06-16}.\n"
        ),
    },
}
SECOND = {
    "id": "second",
    "family": "carm",
    "review_by": date(2027, 5, 23),
    "sources": [{"link": "page", "checked": CHECKED}],
    "related": ["first", "human"],
    "en": {"title": "And what comes next?", "answer": "Nothing more.\n"},
    "fr": {"title": "Et ensuite?", "answer": "Plus rien.\n"},
}
PHRASES = {
    "utter_hello": {
        "outcome": "greet",
        "buttons": ["first", "human"],
        "en": ["Hello {name}.", "Hello again {name}."],
        "fr": ["Bonjour {name}.", "Rebonjour {name}."],
    }
}
FOOTER = {
    "footer_sources": {"en": "Source: {sources}.", "fr": "Source\u00a0: {sources}."},
    "footer_source": {"en": "{source}, checked {checked}", "fr": "{source}, vérifié le {checked}"},
    "footer_source_as_of": {"en": "{source} ({as_of}), checked {checked}", "fr": "{source} ({as_of}), vérifié le {checked}"},
    "footer_in_force": {"en": "In force since {start}.", "fr": "En vigueur depuis le {start}."},
    "footer_not_yet_in_force": {"en": "Takes effect {start}.", "fr": "Entre en vigueur le {start}."},
    "footer_in_force_until": {"en": "From {start} to {until}.", "fr": "Du {start} au {until}."},
    "footer_was_in_force": {"en": "Ended {until}. Call {phone}.", "fr": "Terminé le {until}. Appelez au {phone}."},
    "footer_overdue": {"en": "Review was due {due}.", "fr": "La révision était due le {due}."},
}
LINKS = {
    "page": {
        "checked": CHECKED,
        "en": {"title": "CBSA: a page", "url": "https://www.cbsa-asfc.gc.ca/a-eng.html", "evidence": "SEEN"},
        "fr": {"title": "ASFC\u00a0: une page", "url": "https://www.cbsa-asfc.gc.ca/a-fra.html", "evidence": "SEEN"},
    }
}
CONTACTS = {
    "cfib_phone": {
        "kind": "phone",
        "value": "1-833-568-2342",
        "name": {"en": "CFIB Business Resources", "fr": "Ressources aux entreprises de la FCEI"},
        "hours": {"en": "9 am to 5 pm", "fr": "de 9 h à 17 h"},
        "source": "page",
        "checked": CHECKED,
    }
}
BUTTONS = {"human": {"intent": "human", "outcome": "human", "en": "Talk to a person", "fr": "Parler à une personne"}}
FIGURES = {
    "limit": ("CAD", "5000"),
    "rpp_deposit_share": ("percent", "100"),
    "rpp_agreement_share": ("percent", "50"),
    "rpp_agreement_minimum": ("CAD", "5000"),
    "rpp_maximum": ("CAD", "10000000"),
    "rpp_review_window_start": ("month_day", "10-20"),
    "rpp_review_window_end": ("month_day", "10-19"),
    "rpp_review_due": ("month_day", "01-15"),
}
DOMAIN = {
    "intents": [{"faq": {}}, "human"],
    "responses": {key: [{"text": key}] for key in ("utter_hello", "utter_faq/first", "utter_faq/second")},
}
QUESTIONS = {"en": "example {n} of what people ask about {id}", "fr": "exemple {n} de ce qu’on demande sur {id}"}


class SmallProject:
    """Its files, in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.write("content/faq/first.yml", FIRST)
        self.write("content/faq/second.yml", SECOND)
        self.write("content/phrases/hello.yml", PHRASES)
        self.write("content/phrases/footer.yml", FOOTER)
        self.write("content/phrases/buttons.yml", BUTTONS)
        self.write("content/links.yml", LINKS)
        self.write("content/contacts.yml", CONTACTS)
        self.write("content/rates/a.yml", {key: _figure(*figure) for key, figure in FIGURES.items()})
        self.write("domain.yml", DOMAIN)
        self.text("data/stories/rules.yml", "rules:\n- rule: hello\n  steps:\n  - intent: greet\n  - action: utter_hello\n")
        self.text("bot/render.py", f"KEYS = {list(FOOTER)!r}\n")
        self.text("tests/nlu/test.en.jsonl", json.dumps({"id": "en-1", "text": "something else altogether"}) + "\n")
        for language in ("en", "fr"):
            self.examples(language, "first", 20)
            self.examples(language, "second", 20)

    def examples(self, language: str, id: str, count: int, *, also: str = "", declared: str = "") -> None:
        lines = [QUESTIONS[language].format(n=number, id=id) for number in range(count)] + ([also] if also else [])
        item = {
            "intent": f"faq/{id}",
            "metadata": {"language": declared or language},
            "examples": "".join(f"- {line}\n" for line in lines),
        }
        self.write(f"data/nlu/{language}/{id}.yml", {"version": "3.1", "nlu": [item]})

    def write(self, path: str, loaded: Any) -> None:
        self.text(path, yaml.dump(loaded, Dumper=_DUMPER, allow_unicode=True, sort_keys=False))

    def text(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, field: str, value: Any) -> None:
        """Set a field of a content file, named like ``fr.answer`` or ``sources.0.link``; ``None`` takes it out."""
        loaded = yaml.load((self.content / path).read_text(encoding="utf-8"), Loader=_LOADER)
        *outer, last = (int(part) if part.isdigit() else part for part in field.split("."))
        node = loaded
        for part in outer:
            node = node[part]
        if value is None:
            del node[last]
        else:
            node[last] = value
        self.write(f"content/{path}", loaded)

    def say(self, english: str, french: str) -> None:
        """Set the first answer."""
        self.change("faq/first.yml", "en.answer", english)
        self.change("faq/first.yml", "fr.answer", french)

    def material(self) -> Material:
        content = load_content(self.content)
        found = material(content, self.content, self.root / "data" / "nlu", TODAY, Places.under(self.root))
        return replace(found, catalogue={"first": "border", "second": "carm"})

    def problems(self, rule: Rule) -> list[str]:
        return [str(problem) for problem in rule(self.material())]


def _figure(unit: str, value: str) -> dict[str, Any]:
    row = {"from": date(2025, 5, 20), "value": value, "source": "page", "checked": CHECKED, "evidence": "SEEN"}
    return {"unit": unit, "values": [row]}

"""What the scripted assistant of the browser tests says to what. Shared by the fake gateway and by the engine given to the real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CARM_PAGE = "https://www.cfib-fcei.ca/en/tools-resources/carm"
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script>'


@dataclass(frozen=True)
class Said:
    """One reply: the small markup, with titles of buttons (what they say is the same) and the data of the contract."""

    text: str
    outcome: str = ""
    buttons: tuple[str, ...] = ()
    sources: tuple[dict[str, str], ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def _source(title: str, url: str = CARM_PAGE) -> tuple[dict[str, str], ...]:
    return ({"title": title, "url": url, "checked": "2026-11-23"},)


ENGLISH = {
    "what is carm": Said(
        "CARM is how the Canada Border Services Agency (CBSA) assesses and collects duties and taxes on commercial goods.\n\n"
        "- You use it online, in the [CARM Client Portal](https://ccp-pcc.cbsa-asfc.cloud-nuage.canada.ca/en/homepage).\n"
        "- It has been **mandatory** since October 2024.\n\n"
        "1. Register your business.\n2. Delegate access to your broker.",
        "what_is_carm",
        ("Who must register?", "How do I register?", "Talk to an advisor"),
        _source("CFIB: CARM page"),
    ),
    "my goods are stuck": Said("Report it to CBSA first.", "goods_stuck", ("I want a person",), _source("CFIB: CARM page")),
    "i want a person": Said("You can call an advisor at [1-833-568-2342](tel:+18335682342).", "human"),
    "who must register": Said(
        "Every business that imports commercial goods into Canada.", "who_must_register", (), _source("CFIB: CARM page")
    ),
    "chart": Said(
        "Here is what each option would cost you.",
        "security_options",
        (),
        _source("CFIB: CARM page"),
        {
            "image": {"url": "/api/v1/chart.png", "alt": "Cash deposit: $8,200. Agreement: $5,000."},
            "files": [{"title": "Your calculation (CSV)", "url": "/api/v1/calculation.csv"}],
        },
    ),
    "hostile": Said(
        f"{HOSTILE}\n\n[click me](javascript:window.pwned=3) [or me](data:text/html,<script>window.pwned=4</script>) "
        f'[{HOSTILE}](https://example.org/"onmouseover="window.pwned=5) **{HOSTILE}** [vb](vbscript:x) '
        "[js](java\tscript:window.pwned=6)\n\n"
        f"- {HOSTILE}\n\n1. [x](JaVaScRiPt:window.pwned=7)",
        "hostile",
        (HOSTILE, "[b](javascript:window.pwned=8)"),
        (
            {"title": HOSTILE, "url": "javascript:window.pwned=9", "checked": HOSTILE},
            {"title": "Ordinary", "url": "https://example.org/a?b=<c>", "checked": "2026-13-99"},
        ),
        {
            "image": {"url": "javascript:window.pwned=10", "alt": HOSTILE},
            "files": [{"title": HOSTILE, "url": "data:text/html,x"}, {"title": HOSTILE, "url": "https://example.org/f.txt"}],
            "html": HOSTILE,
        },
    ),
    "long": Said("\n\n".join(f"Paragraph {number}: keep the reference number of your form." for number in range(1, 31)), "long_answer"),
}
REQUESTS = {"en": "In English, please", "fr": "En français, s’il vous plaît"}
"""What the gateway says in a person's name when they change the language."""
ENGLISH[REQUESTS["en"].casefold()] = Said("I’ll answer in English from now on.", "change_language")
FRENCH = {
    REQUESTS["fr"].casefold(): Said("Je vous répondrai en français à partir de maintenant.", "change_language"),
    "mes marchandises sont bloquées": Said("Signalez d’abord le problème à l’ASFC.", "goods_stuck", ("Parler à une personne",)),
    "parler à une personne": Said("Vous pouvez appeler un conseiller au [1-833-568-2342](tel:+18335682342).", "human"),
    "qu’est-ce que la gcra": Said(
        "La GCRA est la façon dont l’Agence des services frontaliers du Canada (ASFC) établit et perçoit les droits et les taxes.\n\n"
        "- Elle est **obligatoire** depuis octobre 2024.",
        "what_is_carm",
        ("Qui doit s’inscrire?", "Parler à un conseiller"),
        _source("FCEI\u00a0: page sur la GCRA", "https://www.cfib-fcei.ca/fr/ressources/gcra"),
    ),
}


def answer(text: str, language: str) -> list[Said]:
    """Return the replies to a message; an unknown one is repeated, so that a test can count."""
    asked = text.casefold().replace("'", "’")
    for lines in (FRENCH, ENGLISH):
        for known, said in lines.items():
            if known in asked:
                return [said]
    return [Said(f"Vous avez dit\u00a0: {text}" if language == "fr" else f"You said: {text}", "clarify")]


def language_of(text: str, default: str) -> str:
    return "fr" if any(known in text.casefold().replace("'", "’") for known in FRENCH) else default

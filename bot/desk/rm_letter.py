"""The message to CARM RM Support: subject, body, and a link that opens both in the person's own e-mail program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from bot.conversation.wording import Wording
from bot.desk.rm_questions import Request
from bot.language import Language

# The widget takes no longer address, and some e-mail programs none either.
_LONGEST_LINK = 1_900


@dataclass(frozen=True)
class Letter:
    """Bare words, no markup. ``link`` is empty where it would be too long."""

    subject: str
    body: str
    link: str


def write(wording: Wording, request: Request, address: str, shown: Callable[[str], str] = str) -> Letter:
    """Return the message for a request; ``shown`` makes a person's words fit for where they are shown."""
    language = request.language
    name = shown(request.name)
    facts = [_say(wording, "name", language, name=name)]
    if request.number:
        facts.append(_say(wording, "number", language, number=request.number))
    subject = _say(wording, "subject", language, name=name)
    body = _say(wording, "body", language, facts="\n".join(facts), name=name)
    link = f"mailto:{address}?subject={_quoted(subject)}&body={_quoted(body)}"
    return Letter(subject, body, link if len(link) <= _LONGEST_LINK else "")


def _say(wording: Wording, key: str, language: Language, **values: object) -> str:
    return wording.say(f"rm_number.message.{key}", language, **values)


def _quoted(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")

"""What people do and see in a conversation, told once for every channel: a test of a channel plays each journey with its own player."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from bot.engine.model import Button, Reply, SourceNote, Turn
from bot.language import Language


@dataclass(frozen=True)
class Say:
    """The person writes; every part of ``sees`` is in what they are shown, ``unseen`` in none of it."""

    text: str
    sees: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Press(Say):
    """The person presses the button with this title."""


@dataclass(frozen=True)
class Choose(Say):
    """The person chooses a language: ``en`` or ``fr``."""


@dataclass(frozen=True)
class Advisor(Say):
    """An advisor writes, which takes the conversation over."""


@dataclass(frozen=True)
class HandBack(Say):
    """The advisor gives the conversation back."""


@dataclass(frozen=True)
class Journey:
    name: str
    language: Language
    steps: tuple[Say, ...] = field(default=())


class Player(Protocol):
    """A person on one channel. Each method returns all that the person was shown because of it."""

    async def play(self, step: Say) -> str: ...


def script(text: str, language: Language) -> Turn:
    """Answer as the scripted assistant of the journeys."""
    french = language is Language.FR
    if text in ("What is CARM?", "Qu’est-ce que la GCRA?"):
        said = (
            "La **GCRA** est obligatoire.\n\n- Inscrivez-vous\n- Déléguez" if french else "**CARM** is mandatory.\n\n- Register\n- Delegate"
        )
        source = SourceNote("FCEI\u00a0: page sur la GCRA" if french else "CFIB: CARM page", "https://www.cfib-fcei.ca/carm", "2026-11-23")
        again = ("Qui doit s’inscrire?", "QUI") if french else ("Who must register?", "WHO")
        return Turn((Reply(said, language, "what_is_carm", buttons=(Button(*again),), sources=(source,)),))
    if text == "two":
        return Turn((Reply("First.", language, "a"), Reply("Second.", language)))
    return Turn((Reply(("Vous avez dit\u00a0: " if french else "You said: ") + text, language, "echo"),))


EN, FR = Language.EN, Language.FR
JOURNEYS = (
    Journey("a question with its source, and a button", EN, (
        Say("What is CARM?", ("CARM is mandatory.", "Register", "CFIB: CARM page", "November 23, 2026"), ("**", "<b>")),
        Press("Who must register?", ("You said: WHO",)),
    )),
    Journey("une question avec sa source, et un bouton", FR, (
        Say("Qu’est-ce que la GCRA?", ("La GCRA est obligatoire.", "Déléguez", "FCEI\u00a0: page", "23\u00a0novembre 2026"), ("**",)),
        Press("Qui doit s’inscrire?", ("Vous avez dit\u00a0: QUI",)),
    )),
    Journey("two replies to one message", EN, (Say("two", ("First.", "Second.")),)),
    Journey("the language changes in mid conversation", EN, (
        Say("hello", ("You said: hello",)), Choose("fr"), Say("encore", ("Vous avez dit\u00a0: encore",)), Choose("en"),
        Say("again", ("You said: again",)),
    )),
    Journey("la langue change en cours de route", FR, (
        Say("allo", ("Vous avez dit\u00a0: allo",)), Choose("en"), Say("again", ("You said: again",)),
    )),
    Journey("markup and commands of a person are only words", EN, (
        Say("  /<b>x</b> & co", ("You said: <b>x</b> & co",)),
    )),
    Journey("a business number is masked", EN, (
        Say("My number is 046 454 286", ("we removed this from your message",), ("454",)),
    )),
    Journey("un numéro est masqué", FR, (
        Say("Mon numéro est le 046 454 286", ("nous avons retiré ceci de votre message",), ("454",)),
    )),
    Journey("an assistant that fails apologizes", EN, (Say("defect", ("Sorry, I couldn’t work out an answer",)),)),
    Journey("un assistant en défaut s’excuse", FR, (Say("defect", ("Désolé, je n’ai pas réussi",)),)),
    Journey("an advisor takes over, the bot is silent, and comes back", EN, (
        Say("hello", ("You said: hello",)),
        Advisor("What is the **reference**?", ("Marie Tremblay", "What is the reference?")),
        Say("It is 12", (), ("You said",)),
        HandBack(""),
        Say("thanks", ("You said: thanks",)),
    )),
    Journey("une conseillère prend la relève", FR, (
        Say("allo", ("Vous avez dit\u00a0: allo",)),
        Advisor("Quelle est la référence?", ("Marie Tremblay", "Quelle est la référence?")),
        Say("C’est 12", (), ("Vous avez dit",)),
    )),
)  # fmt: skip

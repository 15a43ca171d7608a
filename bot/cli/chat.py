"""``carm chat``: talk to the assistant in the terminal; a number presses a button."""

from __future__ import annotations

import argparse
import asyncio
import uuid

from rich.console import Console
from rich.markdown import Markdown

from bot.cli.engine import load_engine
from bot.engine.model import Button, Engine, Turn
from bot.language import Language

HELP = "Talk to the assistant in this terminal."

_HINT = {
    Language.EN: "Write a question, or the number of a button. An empty line or Ctrl-D leaves.",
    Language.FR: "Écrivez une question ou le numéro d’un bouton. Une ligne vide ou Ctrl-D pour quitter.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=[language.value for language in Language], help="your choice of language")


def run(arguments: argparse.Namespace) -> int:
    console = Console()
    asyncio.run(_talk(load_engine(), console, Language.of(arguments.lang)))
    return 0


async def _talk(engine: Engine, console: Console, language: Language | None) -> None:
    conversation = uuid.uuid4().hex
    console.print(_HINT[language or Language.EN], style="dim")
    buttons: list[Button] = []
    while True:
        try:
            typed = console.input("[bold]> [/bold]")
        except EOFError:
            return
        if not typed.strip():
            return
        if typed.strip().isdecimal() and 0 < int(typed) <= len(buttons):
            typed = buttons[int(typed) - 1].says
        turn = await engine.say(conversation, typed, language=language)
        # The choice holds for the first message; after that the conversation keeps it, and "en français" may change it.
        language = None
        buttons = _show(console, turn)


def _show(console: Console, turn: Turn) -> list[Button]:
    buttons: list[Button] = []
    for reply in turn.replies:
        console.print(Markdown(reply.text))
        if reply.footer:
            console.print(Markdown(reply.footer), style="dim")
        buttons += reply.buttons
    for number, button in enumerate(buttons, start=1):
        console.print(f"  {number}. {button.title}", style="cyan", markup=False)
    return buttons

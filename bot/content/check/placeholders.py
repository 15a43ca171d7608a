"""Everything in braces means something: each placeholder, link and variable can be put in, today, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from difflib import get_close_matches

from bot.content.check.material import Kind, Material, answer_file
from bot.content.load import Content
from bot.content.model import Answer
from bot.content.render import LINK, PLACEHOLDER, VARIABLE, Renderer
from bot.errors import BotError, ContentProblem, NoRulesInForce
from bot.language import Language

FOOTER_VARIABLES: dict[str, frozenset[str]] = {
    "footer_sources": frozenset({"sources"}),
    "footer_source": frozenset({"source", "checked"}),
    "footer_source_as_of": frozenset({"source", "checked", "as_of"}),
    "footer_in_force": frozenset({"start"}),
    "footer_not_yet_in_force": frozenset({"start"}),
    "footer_in_force_until": frozenset({"start", "until", "phone"}),
    "footer_was_in_force": frozenset({"start", "until", "phone"}),
    "footer_overdue": frozenset({"due", "phone"}),
}
"""What ``bot.content.render`` can put into each line under an answer."""

FOOTER_CONTACT = "cfib_phone"
"""The contact that the lines under an answer send people to."""


def placeholders_are_known(material: Material) -> Iterator[ContentProblem]:
    """The rate or contact of each placeholder and the id of each link are there."""
    content = material.content
    known: dict[str, Collection[str]] = {"rate": content.rates, "contact": content.contacts}
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        for match in PLACEHOLDER.finditer(text):
            kind, name = match["kind"], match["name"]
            if kind in known and name not in known[kind]:
                yield piece.problem(language, f"{match.group()}: there is no {kind} {name}{_instead(name, known[kind])}")
        for match in LINK.finditer(text):
            if match["id"] not in content.links:
                cause = f"link:{match['id']}: is not in links.yml{_instead(match['id'], content.links)}"
                yield piece.problem(language, cause)


def placeholders_hold_on_their_day(material: Material) -> Iterator[ContentProblem]:
    """A figure is in force today, or on the day that stands after its ``@``; a day is one of the calendar."""
    return _that_do_not_hold(material, lambda match: True)


def written_days_hold(material: Material) -> Iterator[ContentProblem]:
    """The same for the days that are written out: no passing of time changes what comes of them."""
    return _that_do_not_hold(material, lambda match: match["kind"] == "age" or bool(match["day"]))


def _that_do_not_hold(material: Material, looked_at: Callable[[re.Match[str]], bool]) -> Iterator[ContentProblem]:
    for piece, language, text in material.texts(Kind.ANSWER, Kind.PHRASE):
        for match in PLACEHOLDER.finditer(text):
            if not looked_at(match) or (match["kind"] == "rate" and match["name"] not in material.content.rates):
                continue
            try:
                Renderer(material.content, language, material.today).text(match.group())
                if match["kind"] == "age" and date.fromisoformat(match["name"]) > material.today:
                    yield piece.problem(language, f"{match.group()}: this day hasn’t come: give the day that something happened")
            except NoRulesInForce as error:
                when = error.day.isoformat()
                cause = f"{match.group()}: no value is in force on {when}: give one in rates/, or name a day with @YYYY-MM-DD"
                yield piece.problem(language, cause)
            except ValueError:
                yield piece.problem(language, f"{match.group()}: needs a day of the calendar, written YYYY-MM-DD")
            except BotError:
                continue  # an unknown name is another rule's to report


def braces_are_placeholders(material: Material) -> Iterator[ContentProblem]:
    """Braces and ``link:`` stand for what the code puts in. Titles, buttons and names have nothing put in."""
    for piece, language, text in material.texts():
        if piece.kind.is_rendered:
            rest = VARIABLE.sub("", PLACEHOLDER.sub("", LINK.sub("", text)))
        else:
            rest = VARIABLE.sub("", text) if piece.kind is Kind.WEB else text
        if "{" in rest or "}" in rest or "](link:" in rest:
            allowed = {
                Kind.ANSWER: "{rate:key}, {rate:key@YYYY-MM-DD}, {contact:key}, {age:YYYY-MM-DD} and [words](link:id)",
                Kind.PHRASE: "{rate:key}, {contact:key}, {age:YYYY-MM-DD}, {variable} and [words](link:id)",
                Kind.WEB: "{variable}",
            }.get(piece.kind)
            cause = f"write placeholders as {allowed}" if allowed else "nothing is put into this text: write it out"
            yield piece.problem(language, f"has a brace or link that isn't understood: {cause}")


def answers_take_no_variables(material: Material) -> Iterator[ContentProblem]:
    """An answer is the same for everyone: nobody gives it a ``{variable}``."""
    for piece, language, text in material.texts(Kind.ANSWER):
        for match in VARIABLE.finditer(text):
            cause = f"{match.group()}: answers have no variables: write it out, or use {{rate:...}} or {{contact:...}}"
            yield piece.problem(language, cause)


def footers_take_their_variables(material: Material) -> Iterator[ContentProblem]:
    """The lines under an answer exist and use only what is put into them; so does the phone number they give."""
    for key, allowed in FOOTER_VARIABLES.items():
        phrase = material.content.phrases.get(key)
        if phrase is None:
            yield ContentProblem("phrases/footer.yml", key, "is missing: the lines under an answer need it")
            continue
        for language in Language:
            used = {match["name"] for text in phrase.variants(language) for match in VARIABLE.finditer(text)}
            for name in sorted(used - allowed):
                known = ", ".join(f"{{{word}}}" for word in sorted(allowed))
                cause = f"{{{name}}} is never given here: use only {known}"
                yield ContentProblem(material.phrase_files[key], f"{key}.{language.value}", cause)
    if FOOTER_CONTACT not in material.content.contacts:
        yield ContentProblem("contacts.yml", FOOTER_CONTACT, "is missing: the lines under an overdue answer give this number")


def answers_can_be_worded(material: Material) -> Iterator[ContentProblem]:
    """Each answer and the lines under it come out without an error today. What other rules explain better is left to them."""
    if any(True for _ in footers_take_their_variables(material)):
        return
    better = (placeholders_are_known, placeholders_hold_on_their_day, answers_take_no_variables)
    explained = {problem.file for rule in better for problem in rule(material)}
    for id, answer in material.content.answers.items():
        if answer_file(id) in explained or any(source.link not in material.content.links for source in answer.sources):
            continue
        for language in Language:
            try:
                worded(material.content, answer, language, material.today)
            except (BotError, LookupError, ValueError) as error:
                yield ContentProblem(answer_file(id), f"{language.value}.answer", f"can't be worded: {error}")


def worded(content: Content, answer: Answer, language: Language, today: date) -> str:
    """Return an answer as a person gets it, with the lines under it."""
    renderer = Renderer(content, language, today)
    return f"{renderer.answer(answer)}\n\n{renderer.footer(answer)}"


def _instead(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f": did you mean {near[0]}?" if near else ": correct the name, or add it"

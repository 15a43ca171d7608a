"""Where facts come from and where people are sent: official pages over https, each address written in one place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.calculators.rules import Evidence
from bot.content.check.facts import facts, prose
from bot.content.check.material import Kind, Material, Piece, answer_file
from bot.content.model import Answer
from bot.content.render import LINK
from bot.errors import ContentProblem
from bot.language import Language

OFFICIAL_HOSTS = (
    "cbsa-asfc.gc.ca",
    "canada.ca",
    "ccp-pcc.cbsa-asfc.cloud-nuage.canada.ca",
    "laws-lois.justice.gc.ca",
    "cfib-fcei.ca",
)
"""Who may be quoted and linked to. A host stands for its ``www.`` form too, not for other names below it."""

_PAGE = re.compile(r"https://(?P<host>[a-z0-9.-]+)(?:[/?#][\w/.~%?#&=+,;:@!$*-]*)?", re.ASCII)
_OTHER_LANGUAGE = {Language.EN: re.compile(r"-fra\.|/fra?/"), Language.FR: re.compile(r"-eng\.|/eng?/")}
_DIALABLE = re.compile(r"1-\d{3}-\d{3}-\d{4}")
_MAILABLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LITERAL_LINK = re.compile(r"\]\((?!link:)")


def links_are_official(material: Material) -> Iterator[ContentProblem]:
    """An address is one of an official site, over https, with nothing in it that a browser or a channel could read in another way."""
    for piece, language, url in _addresses(material):
        page = _PAGE.fullmatch(url)
        if page is None:
            start = "" if url.startswith("https://") else "must start with https:// and "
            cause = f"{url!r} {start}may have no port, name, space, bracket or \\ in it: copy it from the browser again"
            yield piece.problem(language, cause)
        elif page["host"].removeprefix("www.") not in OFFICIAL_HOSTS:
            cause = f"{page['host']} is not an official site: use a page of {', '.join(OFFICIAL_HOSTS)}"
            yield piece.problem(language, cause)


def links_are_in_their_language(material: Material) -> Iterator[ContentProblem]:
    """By the address: sites of the government have -eng. or /en/ in it, and -fra. or /fr/."""
    for piece, language, url in _addresses(material):
        if _OTHER_LANGUAGE[language].search(url):
            yield piece.problem(language, f"{url} looks like the page in the other language: give the one in this language")


def sources_are_known(material: Material) -> Iterator[ContentProblem]:
    """The source of each answer and contact is an id of ``links.yml``."""
    for id, answer in material.content.answers.items():
        for place, source in enumerate(answer.sources, start=1):
            if source.link not in material.content.links:
                cause = f"{source.link} is not in links.yml: correct the id, or add the page there"
                yield ContentProblem(answer_file(id), f"sources[{place}].link", cause)
    for key, contact in material.content.contacts.items():
        if contact.source not in material.content.links:
            cause = f"{contact.source} is not in links.yml: correct the id, or add the page there"
            yield ContentProblem("contacts.yml", f"{key}.source", cause)


def sources_come_once(material: Material) -> Iterator[ContentProblem]:
    for id, answer in material.content.answers.items():
        seen: set[str] = set()
        for place, source in enumerate(answer.sources, start=1):
            if source.link in seen:
                yield ContentProblem(answer_file(id), f"sources[{place}].link", f"{source.link} is given twice: keep one")
            seen.add(source.link)


def no_address_in_prose(material: Material) -> Iterator[ContentProblem]:
    """A web address in an answer or phrase is a link by id: one page that moves is mended in one place."""
    for piece, language, text in material.texts(Kind.ANSWER, Kind.TITLE, Kind.PHRASE, Kind.BUTTON, Kind.LABEL):
        if facts(text, language).addresses or _LITERAL_LINK.search(text):
            yield piece.problem(language, "writes out a web address: put it in links.yml and write [words](link:id) here")


def no_contact_in_prose(material: Material) -> Iterator[ContentProblem]:
    """A phone number or e-mail address in an answer or phrase is a contact by key."""
    for piece, language, text in material.texts(Kind.ANSWER, Kind.TITLE, Kind.PHRASE, Kind.BUTTON):
        found = facts(prose(text), language)
        if found.phones or found.emails:
            yield piece.problem(language, "writes out a phone number or e-mail: put it in contacts.yml and write {contact:key} here")


def contacts_can_be_reached(material: Material) -> Iterator[ContentProblem]:
    """A phone number has its eleven digits, an e-mail address its parts: they become links that dial and write."""
    for key, contact in material.content.contacts.items():
        if contact.kind == "phone" and not _DIALABLE.fullmatch(contact.value):
            yield ContentProblem("contacts.yml", f"{key}.value", f"{contact.value!r} must be written 1-800-555-0100")
        if contact.kind == "email" and not _MAILABLE.fullmatch(contact.value):
            yield ContentProblem("contacts.yml", f"{key}.value", f"{contact.value!r} is no e-mail address: correct it")


def inferred_links_in_use(material: Material) -> Iterator[ContentProblem]:
    """Pages that people are sent to although nobody has seen them at that address."""
    users = _users(material)
    for id, link in material.content.links.items():
        for language in Language:
            if users[id] and link.text(language).evidence is Evidence.INFERRED:
                cause = f"INFERRED, and used by {_listed(users[id])}: open it in a browser, then set evidence to SEEN"
                yield ContentProblem("links.yml", f"{id}.{language.value}.url", cause)


def inferred_figures_in_use(material: Material) -> Iterator[ContentProblem]:
    """Figures in force today whose evidence is INFERRED."""
    for key, rate in material.content.rates.items():
        for place, value in enumerate(rate.values, start=1):
            if value.source.evidence is Evidence.INFERRED and material.today in value.in_force:
                cause = "INFERRED: no source states this figure outright: confirm it, then set evidence to SEEN"
                yield ContentProblem(material.rate_files.get(key, "rates/"), f"{key}.values[{place}].evidence", cause)


def links_of(answer: Answer) -> set[str]:
    """Return the ids of the pages that an answer links to or is taken from."""
    written = {match["id"] for language in Language for match in LINK.finditer(answer.text(language).answer)}
    return written | {source.link for source in answer.sources}


def _addresses(material: Material) -> Iterator[tuple[Piece, Language, str]]:
    links = [Piece("links.yml", f"{id}.{{}}.url", Kind.LABEL, link.en.url, link.fr.url) for id, link in material.content.links.items()]
    return ((piece, language, piece.text(language)) for piece in (*links, *material.web_addresses) for language in Language)


def _users(material: Material) -> dict[str, set[str]]:
    users: defaultdict[str, set[str]] = defaultdict(set)
    for id, answer in material.content.answers.items():
        for link in links_of(answer):
            users[link].add(id)
    for key, phrase in material.content.phrases.items():
        for text in [*phrase.en, *phrase.fr]:
            for match in LINK.finditer(text):
                users[match["id"]].add(key)
    return users


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))

"""Turns an answer or a phrase into the text a person reads: figures, contacts, links, variables, sources and dates put in.

The result is the small markup that every channel renders: paragraphs, ``- `` bullets, ``1. `` steps, ``**bold**`` and
``[words](https://…)``. Values that come from a person are escaped, so that they can't become markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot import formatting
from bot.calculators.rules import MonthDay
from bot.content.load import Content
from bot.content.model import Answer, Contact, SourceRef
from bot.content.rates import Rate, Unit
from bot.errors import BotError
from bot.language import Language

PLACEHOLDER = re.compile(r"\{(?P<kind>rate|contact|age):(?P<name>[\w-]+)(?:@(?P<day>\d{4}-\d{2}-\d{2}))?\}")
LINK = re.compile(r"\[(?P<words>[^\]\n]+)\]\(link:(?P<id>\w+)\)")
VARIABLE = re.compile(r"\{(?P<name>[a-z]\w*)\}")
_MARKUP = re.compile(r"([\\*\[\]_`<>])")


class UnknownPlaceholder(BotError, LookupError):
    """A text asks for a rate, contact, link or variable that isn't there."""

    code = "unknown_placeholder"


class Renderer:
    """Renders content in one language as of one day."""

    def __init__(self, content: Content, language: Language, today: date) -> None:
        self._content = content
        self._language = language
        self._today = today

    def text(self, template: str, variables: Mapping[str, object] | None = None) -> str:
        """Return ``template`` with everything put in. Raises ``UnknownPlaceholder``."""
        linked = LINK.sub(self._link, template.strip())
        filled = PLACEHOLDER.sub(self._placeholder, linked)
        return VARIABLE.sub(lambda match: self._variable(match["name"], variables or {}), filled)

    def line(self, key: str, variables: Mapping[str, object] | None = None) -> str:
        """Return the words of a phrase. A variable ``{"lines": [[key, variables], …]}`` holds such lines, one below another."""
        # What is put in at an end may be empty.
        return self.text(self._content.phrases[key].variants(self._language)[0], variables).strip()

    def sources(self, sources: Sequence[SourceRef]) -> str:
        """Return the line that names sources with their dates."""
        return self._phrase("footer_sources", sources="; ".join(self._source(source) for source in sources))

    def answer(self, answer: Answer) -> str:
        return self.text(answer.text(self._language).answer)

    def footer(self, answer: Answer) -> str:
        """Return the lines under an answer: its sources with their dates, then its ``notes``."""
        return "\n".join(part for part in (self.sources(answer.sources), self.notes(answer)) if part)

    def notes(self, answer: Answer) -> str:
        """Return from when an answer holds, and that its review is overdue, each where it applies."""
        lines = []
        force = answer.in_force
        if force and force.until:
            key = "footer_was_in_force" if force.until < self._today else "footer_in_force_until"
            lines.append(self._phrase(key, start=self._date(force.start), until=self._date(force.until), phone=self._phone()))
        elif force and force.start:
            key = "footer_in_force" if force.start <= self._today else "footer_not_yet_in_force"
            lines.append(self._phrase(key, start=self._date(force.start)))
        if answer.overdue(self._today):
            lines.append(self._phrase("footer_overdue", due=self._date(answer.review_by), phone=self._phone()))
        return "\n".join(lines)

    def _phone(self) -> str:
        return contact_link(self._content.contacts["cfib_phone"])

    def _phrase(self, key: str, **variables: str) -> str:
        template = self._content.phrases[key].variants(self._language)[0]
        # The values are our own and may hold links, so they are put in as they are.
        return VARIABLE.sub(lambda match: variables[match["name"]], template.strip())

    def _date(self, day: date | None) -> str:
        return formatting.full_date(day, self._language) if day else "…"

    def _source(self, source: SourceRef) -> str:
        link = self._content.links[source.link].text(self._language)
        cited = f"[{link.title}]({link.url})"
        checked = self._date(source.checked)
        if source.as_of is None:
            return self._phrase("footer_source", source=cited, checked=checked)
        year, month = map(int, source.as_of.split("-"))
        as_of = formatting.month_year(year, month, self._language)
        return self._phrase("footer_source_as_of", source=cited, checked=checked, as_of=as_of)

    def _link(self, match: re.Match[str]) -> str:
        link = self._content.links.get(match["id"])
        if link is None:
            raise UnknownPlaceholder(kind="link", name=match["id"])
        return f"[{match['words']}]({link.text(self._language).url})"

    def _placeholder(self, match: re.Match[str]) -> str:
        kind, name = match["kind"], match["name"]
        day = date.fromisoformat(match["day"]) if match["day"] else self._today
        if kind == "age":
            return f"({formatting.age(date.fromisoformat(name), self._today, self._language)})"
        if kind == "contact":
            contact = self._content.contacts.get(name)
            if contact is None:
                raise UnknownPlaceholder(kind=kind, name=name)
            return contact_link(contact)
        rate = self._content.rates.get(name)
        if rate is None:
            raise UnknownPlaceholder(kind=kind, name=name)
        return rate_text(rate, day, self._language)

    def _variable(self, name: str, variables: Mapping[str, object]) -> str:
        if name not in variables:
            raise UnknownPlaceholder(kind="variable", name=name)
        value = variables[name]
        if isinstance(value, Mapping) and set(value) == {"lines"}:
            return "\n".join(self.line(key, given) if key else "" for key, given in value["lines"])
        return variable_text(variables[name], self._language)


def rate_text(rate: Rate, day: date, language: Language) -> str:
    """Return a figure as it is written in a sentence. Raises ``NoRulesInForce`` when it doesn't hold on ``day``."""
    value = rate.on(day).value
    if isinstance(value, MonthDay):
        return formatting.month_day(value.month, value.day, language)
    if isinstance(value, Decimal):
        if rate.unit is Unit.PERCENT:
            return formatting.percent(value, language)
        return formatting.rounded_money(value, language)
    return formatting.full_date(value, language)


def contact_link(contact: Contact) -> str:
    """Return a contact as a link that dials or writes when touched."""
    if contact.kind == "phone":
        return f"[{contact.value}](tel:+{re.sub(r'[^0-9]', '', contact.value)})"
    return f"[{contact.value}](mailto:{contact.value})"


def variable_text(value: object, language: Language) -> str:
    """Return a variable as text. A mapping with one key says its type: ``{"money": "38400.00"}`` (cents always shown),
    ``{"figure": "10000000"}`` (money of a rule), ``{"date": "2027-01-15"}``, ``{"month": 3}``, ``{"percent": "50"}``,
    ``{"number": "12"}`` or ``{"markup": "already rendered text"}``; anything else is shown as it is, escaped."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, raw),) = value.items()
        if kind == "money":
            return formatting.money(Decimal(str(raw)), language, cents=True)
        if kind == "figure":
            return formatting.rounded_money(Decimal(str(raw)), language)
        if kind == "date":
            return formatting.full_date(date.fromisoformat(str(raw)), language)
        if kind == "month":
            return formatting.month_name(int(raw), language)
        if kind == "percent":
            return formatting.percent(Decimal(str(raw)), language)
        if kind == "number":
            return formatting.number(Decimal(str(raw)), language)
        if kind == "markup":
            return str(raw)
    return escape(str(value))


def escape(text: str) -> str:
    """Return a person's words so that no markup in them is read as such."""
    return _MARKUP.sub(r"\\\1", text)

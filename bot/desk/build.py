"""Puts the desk together from the content and the gateway's services; ``bot.app`` and the tests use it alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from bot.content.desk import DeskContent, load_desk, load_desk_words
from bot.content.desk.opening import contact_problems
from bot.content.load import Content
from bot.content.render import contact_link, escape
from bot.content.store import ContentStore, shipped_content
from bot.content.web import WebWords
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.desk.attendant import DeskAttendant
from bot.desk.business_number import business_number_in
from bot.desk.commands import province_reader
from bot.desk.contact import contact_reader
from bot.desk.days import day_reader
from bot.desk.handoff import HandOff
from bot.desk.intake import Readers
from bot.desk.mail.carriers import Carrier, Log, Smtp
from bot.desk.mail.letter import Letters
from bot.desk.mail.sender import MailSender
from bot.desk.mail.settings import MailSettings
from bot.desk.phones import Phones
from bot.desk.rm_number import Known as RmKnown
from bot.desk.rm_number import RmNumber
from bot.desk.rm_questions import Readers as RmReaders
from bot.desk.silence import Silence
from bot.desk.speaking import Known
from bot.engine.model import Engine
from bot.errors import InvalidContent
from bot.language import Language
from bot.nlu.extract.contacts import find_contacts
from bot.nlu.extract.dates import find_dates
from bot.nlu.extract.values import DatePrecision


@dataclass(frozen=True)
class DeskParts:
    """What the desk reads from the content folder."""

    data: DeskContent
    store: ContentStore
    words: WebWords

    @property
    def content(self) -> Content:
        """The content as last edited."""
        return self.store.current()

    @property
    def phones(self) -> Phones:
        contacts = self.content.contacts
        regional = {province: contact_link(contacts[key]) for province, key in self.data.contacts.items() if key in contacts}
        return Phones(contact_link(contacts["cfib_phone"]), regional)

    @property
    def form(self) -> Mapping[Language, str]:
        """Return the link to CBSA's page with its contact form, in the small markup."""
        link = self.content.links["carm_support"]
        return {language: f"[{link.text(language).title}]({link.text(language).url})" for language in Language}

    @property
    def readers(self) -> Readers:
        return Readers(
            contact_reader(lambda text: [(found.kind.value, found.value) for found in find_contacts(text)]),
            province_reader(self.data.provinces),
            day_reader(_dates_in, self.data.hours.zone("")),
        )

    def hand_off(self, engine: Engine, ledger: Ledger, clock: Callable[[], datetime]) -> HandOff:
        known = Known(
            self.data.hours, self.phones, self.form, self.data.provinces, self.data.urgent_topics, frozenset(self.content.answers), escape
        )
        return HandOff(engine, ledger, self.words, clock, known, self.readers)

    def assistant(self, engine: Engine, ledger: Ledger, clock: Callable[[], datetime]) -> RmNumber:
        """Return the assistant as people meet it: the hand-off and the helper for RM numbers stand before it."""
        known = RmKnown(lambda: self.content.contacts["rm_support_email"].value, escape)
        masks = [mask for language in Language for mask in self.words.group("masks", language).values()]
        return RmNumber(self.hand_off(engine, ledger, clock), ledger, self.words, known, RmReaders(business_number_in, masks))

    def attendant(self) -> DeskAttendant:
        return DeskAttendant(self.words, self.phones)

    def silence(self, ledger: Ledger, clock: Callable[[], datetime]) -> Silence:
        return Silence(ledger, self.words, clock, self.phones)

    def mail_sender(
        self, ledger: Ledger, hub: Hub, clock: Callable[[], datetime], settings: MailSettings, address: str, count: Callable[[str], None]
    ) -> MailSender:
        """``address`` is where the console is; ``count`` is told what became of each try."""
        letters = Letters(self.words, address, settings.sender, self.title)
        carrier: Carrier = Smtp(letters, settings) if settings.is_on else Log(letters)
        return MailSender(ledger, hub, clock, carrier, count)

    def title(self, topic: str, language: Language) -> str:
        """Return the title of a topic of the catalogue; empty for one that is no longer in it."""
        return self.content.title(topic, language) if topic in self.content.answers else ""


def _dates_in(text: str, language: Language, today: date) -> Sequence[tuple[date | None, bool, tuple[date, ...]]]:
    """Fulfils ``bot.desk.days.FindDates`` with what is written as a date: without matches, no pipeline is built for it."""
    found = find_dates(text, language, today, matches=())
    return [(each.value if each.precision is DatePrecision.DAY else None, each.year_given, each.readings) for each in found]


@cache
def load_parts() -> DeskParts:
    """Read the desk's content, once for a process. Raises ``InvalidContent``."""
    data, store = load_desk(), shipped_content()
    problems = list(contact_problems(data.contacts, store.current().contacts))
    if problems:
        raise InvalidContent(problems=problems)
    return DeskParts(data, store, load_desk_words())

"""Puts the desk together from the content and the gateway's services; ``bot.app`` and the tests use it alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bot.content.desk import DeskContent, load_desk, load_desk_words
from bot.content.load import Content
from bot.content.render import contact_link, escape
from bot.content.store import ContentStore
from bot.content.web import WebWords
from bot.conversation.ledger import Ledger
from bot.desk.commands import contact_reader, province_reader
from bot.desk.handoff import HandOff, Known
from bot.desk.intake import Readers
from bot.engine.model import Engine
from bot.nlu.extract.contacts import find_contacts


@dataclass(frozen=True)
class DeskParts:
    """What the desk reads from the content folder; ``phone`` is a link in the small markup."""

    data: DeskContent
    store: ContentStore
    words: WebWords

    @property
    def content(self) -> Content:
        """The content as last edited."""
        return self.store.current()

    @property
    def phone(self) -> str:
        return contact_link(self.content.contacts["cfib_phone"])

    def hand_off(self, engine: Engine, ledger: Ledger, clock: Callable[[], datetime]) -> HandOff:
        known = Known(self.data.hours, self.phone, self.data.provinces, self.data.urgent_topics, frozenset(self.content.answers), escape)
        readers = Readers(
            contact_reader(lambda text: [(found.kind.value, found.value) for found in find_contacts(text)]),
            province_reader(self.data.provinces),
        )
        return HandOff(engine, ledger, self.words, clock, known, readers)


@cache
def load_parts() -> DeskParts:
    """Read the desk's content, once for a process. Raises ``InvalidContent``."""
    return DeskParts(load_desk(), ContentStore(), load_desk_words())

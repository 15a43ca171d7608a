"""Makes the packet about held goods that an advisor forwards to CBSA, and chooses what is in it.

Only what CBSA needs to find the goods and to answer: the business, the shipment, its pictures, and how to reach the person if they agreed
to that. Never the conversation, notes, or another case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.conversation.ledger import Ledger
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.errors import NoShipment, NotYourCase
from bot.desk.model import Advisor, Case
from bot.desk.picture import Picture
from bot.desk.pictures import picture_of
from bot.desk.shipment import Shipment
from bot.desk.telling import Line, Telling
from bot.documents.packet import Figure, Packet, Section
from bot.formatting import full_date, number
from bot.language import Language
from bot.ottawa import day_of

log = structlog.get_logger(__name__)


class Packets:
    """``phone`` is CFIB's, as people dial it."""

    def __init__(self, ledger: Ledger, telling: Telling, wording: Wording, clock: Callable[[], datetime], phone: str) -> None:
        self._ledger, self._telling, self._wording, self._clock, self._phone = ledger, telling, wording, clock, phone

    async def make(self, reference: str, advisor: Advisor, language: Language) -> Packet:
        """Return the packet, and note that it was made. Raises ``UnknownCase``, ``NotYourCase``, ``NoShipment``."""
        now = self._clock()

        def work(unit: UnitOfWork) -> tuple[Case, Shipment, Sequence[Picture]]:
            case = unit.cases.get(reference)
            if case.advisor is None or case.advisor.id != advisor.id:
                raise NotYourCase(advisor=case.advisor.name if case.advisor else "")
            if case.shipment is None:
                raise NoShipment()
            unit.audit.record("case.packet_made", now, conversation=case.conversation, actor=advisor.id, case=reference)
            return case, case.shipment, _pictures(unit, case)

        case, shipment, pictures = await self._ledger.write(work)
        log.info("desk.case_packet_made", case=reference, advisor=advisor.id)
        return self._packet(case, shipment, pictures, language, now)

    def _packet(self, case: Case, shipment: Shipment, pictures: Sequence[Picture], language: Language, now: datetime) -> Packet:
        sections = {
            "request": self._request(case, shipment, language, now),
            "business": self._business(case, shipment, language),
            "shipment": [
                *self._telling.shipment(shipment, language),
                (self._say("pictures", language), number(len(pictures), language)),
            ],
        }
        none = self._say("none", language)
        captions = [self._say("caption", language, place=place, count=len(pictures)) for place in range(1, len(pictures) + 1)]
        broken = self._say("broken", language)
        return Packet(
            language=language,
            title=self._say("title", language),
            intro=self._say("intro", language),
            sections=[
                Section(self._say(f"sections.{name}", language), [(label, value or none) for label, value in lines])
                for name, lines in sections.items()
            ],
            figures=[Figure(picture.data, caption, broken) for picture, caption in zip(pictures, captions, strict=True)],
            closing=self._say("closing", language, reference=case.reference, phone=self._phone),
            made_at=now,
            missing=self._say("missing", language),
        )

    def _request(self, case: Case, shipment: Shipment, language: Language, now: datetime) -> Sequence[Line]:
        return [
            (self._say("reference", language), case.reference),
            (self._say("urgency", language), self._say("perishable" if shipment.perishable else "urgent", language)),
            (self._say("opened", language), self._date(case.opened_at, language)),
            (self._say("made", language), self._date(now, language)),
        ]

    def _business(self, case: Case, shipment: Shipment, language: Language) -> Sequence[Line]:
        business = (self._wording.say("handoff.fields.business", language), case.facts.business)
        if not shipment.shares_contact:
            return [business, (self._say("contact", language), self._say("private", language))]
        return [business, (self._say("contact_name", language), case.facts.name), (self._say("contact", language), case.facts.contact)]

    def _date(self, at: datetime, language: Language) -> str:
        return full_date(day_of(at), language)

    def _say(self, key: str, language: Language, **values: object) -> str:
        return self._wording.say(f"packet.{key}", language, **values)


def _pictures(unit: UnitOfWork, case: Case) -> Sequence[Picture]:
    """Return the pictures that came with a case: a conversation can have had others before, and after it."""
    began, ended = unit.cases.ended_before(case), case.resolved_at
    kept = {picture.id: picture for picture in unit.attachments.of(case.conversation)}
    said = [
        message
        for message in unit.messages.after(case.conversation, 0)
        if (began is None or message.at > began) and (ended is None or message.at <= ended)
    ]
    found = [picture["id"] for message in said if (picture := picture_of(message)) is not None]
    return [kept[picture] for picture in found if picture in kept]

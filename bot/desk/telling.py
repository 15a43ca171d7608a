"""How a case's facts are told, a line each: at the review in the chat, on the case's page and in the packet for CBSA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.wording import Wording
from bot.desk.model import Facts
from bot.desk.shipment import Shipment
from bot.formatting import full_date, number
from bot.language import Language

Line = tuple[str, str]
"""What is told, and its value: ``""`` when it wasn't given."""


@dataclass(frozen=True)
class Telling:
    """``provinces`` gives each province's name by its two letters."""

    wording: Wording
    provinces: Mapping[str, Mapping[Language, str]]

    def facts(self, facts: Facts, language: Language) -> Sequence[Line]:
        province = self.provinces[facts.province][language] if facts.province else ""
        values = {
            "name": facts.name,
            "business": facts.business,
            "contact": facts.contact,
            "province": province,
            "best_time": facts.best_time,
        }
        return [(self.wording.say(f"handoff.fields.{field}", language), value) for field, value in values.items()]

    def shipment(self, shipment: Shipment, language: Language) -> Sequence[Line]:
        """Return what was told of the shipment itself, without pictures and who may see what."""
        values = {
            "goods": shipment.goods,
            "perishable": self._yes_or_no(shipment.perishable, language),
            "since": full_date(shipment.since, language) if shipment.since else "",
            "port": shipment.port,
            "carrier": shipment.carrier,
            "number": shipment.number,
            "broker": shipment.broker,
            "enrolled": self._value(shipment.enrolled.value, language) if shipment.enrolled else "",
            "form": self._value(shipment.form.value, language) if shipment.form else "",
        }
        return [(self._field(field, language), value) for field, value in values.items()]

    def pictures(self, count: int, language: Language) -> Line:
        return self._field("pictures", language), number(count, language)

    def sharing(self, shipment: Shipment, language: Language) -> Line:
        return self._field("shares_contact", language), self._yes_or_no(shipment.shares_contact, language)

    def _yes_or_no(self, value: bool | None, language: Language) -> str:
        return "" if value is None else self._value("yes" if value else "no", language)

    def _value(self, name: str, language: Language) -> str:
        return self.wording.say(f"stuck.values.{name}", language)

    def _field(self, name: str, language: Language) -> str:
        return self.wording.say(f"stuck.fields.{name}", language)

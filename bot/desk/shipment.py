"""What is held at the border, as the person told it: what an advisor needs in order to act, and CBSA to find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any


class Enrolment(str, Enum):
    """Whether the business takes part in Release Prior to Payment."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class FormState(str, Enum):
    """What became of CBSA's contact form; ``REFUSED``: it was filled in and would not be sent."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Shipment:
    """An empty text or ``None`` is what the person skipped. ``number`` is the transaction or cargo control number, without spaces.

    ``shares_contact``: they agreed that CBSA gets their name and how to reach them. ``pictures`` counts those that came with the questions.
    """

    goods: str = ""
    perishable: bool | None = None
    since: date | None = None
    port: str = ""
    carrier: str = ""
    number: str = ""
    broker: str = ""
    enrolled: Enrolment | None = None
    form: FormState | None = None
    pictures: int = 0
    shares_contact: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "goods": self.goods,
            "perishable": self.perishable,
            "since": self.since.isoformat() if self.since else None,
            "port": self.port,
            "carrier": self.carrier,
            "number": self.number,
            "broker": self.broker,
            "enrolled": self.enrolled.value if self.enrolled else None,
            "form": self.form.value if self.form else None,
            "pictures": self.pictures,
            "shares_contact": self.shares_contact,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Shipment:
        read = {
            "since": date.fromisoformat(stored["since"]) if stored["since"] else None,
            "enrolled": Enrolment(stored["enrolled"]) if stored["enrolled"] else None,
            "form": FormState(stored["form"]) if stored["form"] else None,
        }
        return cls(**{**stored, **read})

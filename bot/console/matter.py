"""What a case's page tells of the goods and of the sums that the case is about, in the advisor's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot.channels.documents import calculation_in
from bot.channels.markup import to_html
from bot.console.frame import Frame
from bot.conversation.model import Message
from bot.desk.service import CaseFile
from bot.desk.telling import Telling
from bot.documents import lines
from bot.documents.wording import Wording
from bot.language import Language
from bot.ottawa import day_of


def goods_and_sums(frame: Frame, file: CaseFile, language: Language) -> Mapping[str, Any]:
    """Return what a case's page tells of the shipment and of the calculation, in the advisor's language."""
    telling, shipment = Telling(frame.parts.words, frame.parts.data.provinces), file.case.shipment
    told = [] if shipment is None else [*telling.shipment(shipment, language), telling.sharing(shipment, language)]
    message = last_calculation(file)
    return {"shipment": told, "calculation": None if message is None else _calculation(frame, message, language)}


def last_calculation(file: CaseFile) -> Message | None:
    return next((message for message in reversed(file.messages) if calculation_in(message)), None)


def _calculation(frame: Frame, message: Message, language: Language) -> Mapping[str, Any]:
    calculation, day = message.data["calculation"], day_of(message.at)
    words = Wording(language, day, frame.parts.content)
    result = words.text("utter_security_result", **lines.result(calculation))
    notes = words.text("utter_security_notes", **lines.notes(calculation))
    return {"day": day, "words": Markup(to_html(f"{result}\n\n{notes}"))}  # noqa: S704  # to_html lets only its own tags through

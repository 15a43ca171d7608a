"""A calculation's chart and files, from ``bot.documents``, for messages that carry one in ``data.calculation``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.channels.telegram.outgoing import File
from bot.content.web import WebWords
from bot.language import Language
from bot.ottawa import day_of


class CalculationDocuments:
    """Fulfils ``bot.channels.telegram.outgoing.Documents``."""

    def __init__(self, words: WebWords, clock: Callable[[], datetime]) -> None:
        self._words, self._clock = words, clock

    def kinds(self, data: Mapping[str, Any]) -> Sequence[str]:
        calculation = data.get("calculation")
        if not isinstance(calculation, Mapping) or not calculation.get("accounts"):
            return ()
        # Where no security is owed there is nothing to draw.
        return ("pdf", "csv") if calculation.get("agreement_total") is None else ("chart", "pdf", "csv")

    def make(self, kind: str, data: Mapping[str, Any], language: Language) -> File:
        # Imported here: drawing takes a second to load, and a gateway whose Telegram is off never draws.
        from bot.documents.chart import alt_text, chart_png
        from bot.documents.csv import calculation_csv
        from bot.documents.pdf import calculation_pdf

        calculation, day, name = data["calculation"], day_of(self._clock()), self._words.say("chat.security_file", language)
        if kind == "chart":
            return File(f"{name}.png", chart_png(calculation, language, day), alt_text(calculation, language, day), is_picture=True)
        if kind == "pdf":
            return File(f"{name}.pdf", calculation_pdf(calculation, language, day))
        return File(f"{name}.csv", calculation_csv(calculation, language, day))

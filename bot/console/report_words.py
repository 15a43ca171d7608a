"""What figures of the reports are called in the advisor's language, on the page and in the files alike."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.load import Content
from bot.content.web import WebWords
from bot.desk.model import Status
from bot.desk.reports.figures import Series, Wait
from bot.desk.reports.store import CaseLine
from bot.documents.sheet import Cell
from bot.formatting import number
from bot.language import Language

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class ReportWords:
    def __init__(self, words: WebWords, content: Content, language: Language) -> None:
        self._words, self._content, self.language = words, content, language

    def say(self, key: str, **values: object) -> str:
        return self._words.say(f"reports.{key}", self.language, **values)

    def header(self, *keys: str) -> list[Cell]:
        return [self.say(key) for key in keys]

    def reply(self, outcome: str) -> str:
        """Return an answer's title, or what another reply is called."""
        if outcome in self._content.answers:
            return self._content.title(outcome, self.language)
        key = f"reports.replies.{outcome}"
        return self._words.say(key, self.language) if key in self._words else self.say("replies.other")

    def channel(self, channel: str) -> str:
        key = f"reports.channels.{channel}"
        return self._words.say(key, self.language) if key in self._words else channel

    def in_language(self, language: Language) -> str:
        return self._words.say(f"console.languages.in_{language.value}", self.language)

    def state(self, case: CaseLine) -> str:
        """Return how a case ended, or how far it is."""
        if case.outcome is not None:
            return self._words.say(f"console.outcome.{case.outcome.value}", self.language)
        return self.say("cases.open" if case.status is Status.OPEN else "cases.claimed")

    def wait(self, wait: Wait) -> str:
        """Return the name of a kind of cases."""
        urgency = self._words.say(f"console.{wait.urgency.value}", self.language)
        if wait.mode is None:
            return self.say("waits.any_mode", urgency=urgency)
        return self.say("waits.one_mode", urgency=urgency, mode=self.say(f"waits.modes.{wait.mode.value}"))

    def kinds(self, series: Series) -> Sequence[str]:
        names = {"urgent": "urgent", "normal": "normal", "en": "in_en", "fr": "in_fr"}
        return [self.say(f"chart.kinds.{names[kind]}") for kind in series.kinds]

    def duration(self, seconds: int | None) -> str:
        """Write a wait: minutes, then hours and minutes, from a day on days and hours; a dash when there is none."""
        if seconds is None:
            return "–"
        if seconds < _HOUR:
            return self.say("duration.minutes", minutes=seconds // _MINUTE)
        if seconds < _DAY:
            return self.say("duration.hours", hours=seconds // _HOUR, minutes=seconds % _HOUR // _MINUTE)
        return self.say("duration.days", days=number(seconds // _DAY, self.language), hours=seconds % _DAY // _HOUR)

"""What the hand-off says: words and buttons from the content, filled with what the desk knows and with what the person told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.wording import Wording
from bot.desk.commands import Commands
from bot.desk.hours import Hours
from bot.desk.intake import Intake, Progress
from bot.desk.phones import Phones
from bot.desk.steps import ABOUT_SHIPMENT, Command, Step
from bot.desk.telling import Telling
from bot.engine.model import Button, Reply
from bot.formatting import NBSP, full_date
from bot.language import Language


@dataclass(frozen=True)
class Known:
    """What the hand-off has to know of data: telephones, provinces' names, urgent topics, ids of the catalogue's answers.

    ``form``, CBSA's page with its contact form, is a link in the small markup.
    """

    hours: Hours
    phones: Phones
    form: Mapping[Language, str]
    provinces: Mapping[str, Mapping[Language, str]]
    urgent_topics: Collection[str]
    topics: Collection[str]
    escape: Callable[[str], str]


class Speaking:
    """Returns replies, buttons and words; keeps and decides nothing."""

    def __init__(self, wording: Wording, known: Known, commands: Commands) -> None:
        self._wording, self._known, self._commands = wording, known, commands
        self._telling = Telling(wording, known.provinces)

    def reply(self, key: str, language: Language, **values: object) -> Reply:
        """Return what is said under a key of ``handoff.yml``, or under a full key of ``stuck.yml``."""
        full = key if key.startswith("stuck.") else f"handoff.{key}"
        used = self._wording.say(full, language, **values)
        return Reply(used, language, outcome="handoff", key=full.replace(".", "/", 1))

    def question(self, progress: Progress, before: Intake | None = None) -> Reply:
        """Return the words and buttons of what comes next; ``before`` is the intake that it ends."""
        intake = progress.intake or before
        assert intake is not None
        language = intake.language
        values = {"phone": self._known.phones.of(intake.facts.province), "form": self._known.form[language]}
        values |= {name: full_date(day, language) for name, day in zip(("date", "other_date"), progress.days, strict=False)}
        words = []
        for key in progress.says:
            if key == "handoff.ask.review":
                values["summary"] = self._summary(intake, language)
            words.append(self._wording.say(key, language, **values))
        if progress.intake and intake.step in ABOUT_SHIPMENT and not intake.correcting:
            place = ABOUT_SHIPMENT.index(intake.step) + 1
            words[-1] += " " + self._wording.say("stuck.place", language, place=place, count=len(ABOUT_SHIPMENT))
        buttons = tuple(self.button(command, language) for command in progress.buttons)
        data = {"picture_wanted": True} if progress.intake and progress.intake.step is Step.PICTURE else {}
        key = progress.says[-1].replace(".", "/", 1)
        return Reply("\n\n".join(words), language, outcome="handoff", key=key, buttons=buttons, data=data)

    def accept_or_not(self, language: Language) -> tuple[Button, ...]:
        return self.button(Command.ACCEPT, language), self.button(Command.NO, language)

    def button(self, command: Command, language: Language) -> Button:
        title = self._commands.title(command, language)
        return Button(title, title)

    def said_in(self, text: str, otherwise: Language, command: Command) -> Language:
        """Return the language of the button that was pressed: a title is all that is known of who presses an old one."""
        same = text.strip().casefold()
        titles = ((language, self.button(command, language).title) for language in Language)
        return next((language for language, title in titles if title.casefold() == same), otherwise)

    def opening(self, now: datetime, province: str, language: Language) -> str:
        """Return when advisors next answer, in words."""
        if self._known.hours.are_open(now, province):
            return self._words("opening.now", language)
        at = self._known.hours.next_opening(now, province)
        if language is Language.FR:
            time = f"{at.hour}{NBSP}h" + (f"{NBSP}{at:%M}" if at.minute else "")
        else:
            time = f"{at.hour % 12 or 12}" + (f":{at:%M}" if at.minute else "") + f"{NBSP}{'am' if at.hour < 12 else 'pm'}"
        return self._words("opening.at", language, date=full_date(at.date(), language), time=time)

    def _summary(self, intake: Intake, language: Language) -> str:
        lines = self._telling.facts(intake.facts, language)
        if intake.shipment is not None:
            goods = self._telling.shipment(intake.shipment, language)
            pictures = self._telling.pictures(intake.shipment.pictures, language)
            lines = [*goods, pictures, *lines, self._telling.sharing(intake.shipment, language)]
        none = self._words("fields.none", language)
        shown = [(field, self._known.escape(value) if value else none) for field, value in lines]
        return "\n".join(self._words("fields.line", language, field=field, value=value) for field, value in shown)

    def _words(self, key: str, language: Language, **values: object) -> str:
        return self._wording.say(f"handoff.{key}", language, **values)

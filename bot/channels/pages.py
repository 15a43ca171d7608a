"""How pages are rendered: templates with words of the page's language, every value escaped unless the markup's own renderer made it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.channels.markup import to_html, words_to_html
from bot.channels.transcript import checked
from bot.content.web import WebWords
from bot.conversation.model import Author, Message
from bot.desk.pictures import picture_of
from bot.formatting import NBSP, full_date, number
from bot.language import Language
from bot.ottawa import OTTAWA, day_of

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    def __init__(self, words: WebWords, folder: Path = _TEMPLATES) -> None:
        self._words = words
        self._environment = Environment(
            loader=FileSystemLoader([folder, _TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            body=_body,
            checked=partial(checked, words),
            full_date=full_date,
            number=number,
            time_of_day=time_of_day,
            moment=moment,
            picture_of=picture_of,
        )

    def render(self, template: str, language: Language, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page. ``t(key)`` in it gives the words for a key in the page's language."""
        t = partial(self._say, language)
        page = self._environment.get_template(template).render(t=t, language=language, other=language.other, **values)
        return HTMLResponse(page, status, {"Cache-Control": "no-store", "Content-Language": language.tag})

    def _say(self, language: Language, key: str, **values: object) -> str:
        return self._words.say(key, language, **values)


def time_of_day(at: datetime, language: Language) -> str:
    """Return the time in Ottawa, with its zone: ``2:05 pm ET``, ``14 h 05 HE``."""
    local = at.astimezone(OTTAWA)
    if language is Language.FR:
        return f"{local.hour}{NBSP}h{NBSP}{local:%M}{NBSP}HE"
    return f"{local.hour % 12 or 12}:{local:%M}{NBSP}{'am' if local.hour < 12 else 'pm'}{NBSP}ET"


def moment(at: datetime, language: Language, now: datetime | None = None) -> str:
    """Return date and time in Ottawa; of today (``now``) only the time."""
    day, time = day_of(at), time_of_day(at, language)
    if now is not None and day_of(now) == day:
        return time
    return f"{full_date(day, language)}, {time}"


def _body(message: Message) -> Markup:
    render = words_to_html if message.author is Author.PERSON else to_html
    return Markup(render(message.text))  # noqa: S704  # both escape or clean all they are given

"""What all pages of the console share: who may see them, how they are rendered, what is shown when a step is refused."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.context import Web
from bot.channels.limits import Buckets, Rate
from bot.channels.pages import Pages
from bot.channels.problems import accepted_language
from bot.console.gate import Gate
from bot.console.live import Live
from bot.conversation.errors import ConversationGone
from bot.desk.build import DeskParts
from bot.desk.errors import NotSignedIn
from bot.desk.presence import Presence
from bot.desk.reference import read_reference
from bot.desk.service import Desk
from bot.desk.sign_in import SignedIn, SignIn
from bot.errors import BotError
from bot.language import Language

_SIGN_INS = Rate(burst=20, per_minute=10)
_STATUS = {"not_allowed": 403, "unknown_case": 404, "unknown_advisor": 404, "sign_in_refused": 401, "locked_out": 429, "too_many": 429}
_STATUS |= {"empty_text": 422, "text_too_long": 422, "weak_password": 422, "storage_unavailable": 503, "bad_request": 400}
_STATUS |= {"unusable_period": 422, "unknown_answer": 404, "not_found": 404}

Handler = Callable[[Request], Awaitable[Response]]


class Frame:
    """``sign_ins`` slows down who tries passwords."""

    def __init__(self, web: Web, parts: DeskParts) -> None:
        self.web, self.parts = web, parts
        self.desk = Desk(web.ledger, web.ownership, parts.words, web.clock, parts.phones)
        self.sign_in = SignIn(web.ledger, web.clock)
        self.gate = Gate(self.sign_in, web.settings)
        self.presence = Presence(web.ledger, web.clock)
        self.live = Live(web, self.gate, self.desk, self.presence)
        self.sign_ins = Buckets(_SIGN_INS, time.monotonic)
        self._pages = Pages(parts.words, Path(__file__).parent / "templates")

    def page(self, path: str, handler: Handler, method: str = "GET") -> Route:
        """Return the route of one page or step; what its handler refuses is told on a page, in the advisor's language."""
        return Route(path, self.refused(handler), methods=[method])

    def refused(self, handler: Handler) -> Handler:
        """Return a handler that answers what its own doesn't: to the sign-in, or a page that says what is wrong."""

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except NotSignedIn:
                if request.method == "GET" and not request.url.path.endswith("/events"):
                    return to(sign_in_path(request.path_params.get("reference", "")))
                return self._problem(request, NotSignedIn(), 401)
            except BotError as error:
                return self._problem(request, error, status_of(error, 410 if isinstance(error, ConversationGone) else 409))

        handle.__qualname__ = getattr(handler, "__qualname__", "Console")
        return handle

    def render(self, template: str, signed_in: SignedIn, status: int = 200, **values: object) -> Response:
        """Return a page for who is signed in; ``titles`` in it are those of the FAQ in their language."""
        content = self.parts.content
        titles = {id_: content.title(id_, signed_in.advisor.language) for id_ in content.answers}
        given = {"problem": "", **values}
        return self._pages.render(
            template,
            signed_in.advisor.language,
            status,
            me=signed_in.advisor,
            csrf=signed_in.session.csrf,
            now=self.web.clock(),
            titles=titles,
            **given,
        )

    def render_for_stranger(self, template: str, language: Language, status: int = 200, **values: object) -> Response:
        return self._pages.render(template, language, status, me=None, **values)

    def say(self, error: BotError, language: Language) -> str:
        """Return a person's words for an error."""
        words = self.parts.words
        keys = (f"console.errors.{error.code}", f"errors.{error.code}", "errors.unexpected")
        return words.say(next(key for key in keys if key in words), language, **(error.details or {"": ""}))

    def _problem(self, request: Request, error: BotError, status: int) -> Response:
        self.web.metrics.refused.labels(error.code).inc()
        language = getattr(request.state, "language", None) or asked_language(request)
        case = read_reference(request.path_params.get("reference", "")) if isinstance(error, NotSignedIn) else None
        return self.render_for_stranger("problem.html", language, status, problem=self.say(error, language), case=case)


def status_of(error: BotError, otherwise: int = 409) -> int:
    return _STATUS.get(error.code, otherwise)


def asked_language(request: Request) -> Language:
    """Return the language of a page that nobody has signed in to."""
    return Language.of(request.query_params.get("lang")) or accepted_language(request.headers.get("accept-language", ""))


def sign_in_path(case: str, lang: str = "") -> str:
    """Return where to sign in; from there the way leads to ``case``, whatever was given for it, if it can be a case's reference."""
    asked = {"lang": lang, "case": read_reference(case) or ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/console/sign-in?{query}" if query else "/console/sign-in"


def to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})

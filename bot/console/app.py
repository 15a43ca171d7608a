"""Which address of the console is answered by what. Thin: read the form, call the desk, go back to the page."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import structlog
from anyio import move_on_after
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.context import Web, client_address
from bot.channels.files import PublicFiles
from bot.channels.forms import client_id_of, form_of
from bot.channels.limits import Buckets, Rate
from bot.channels.pages import Pages
from bot.channels.problems import accepted_language
from bot.channels.wire import BadRequest
from bot.console.gate import ADMINS, ANYONE, CASE_WORKERS, Gate
from bot.content.render import Renderer
from bot.conversation.errors import ConversationGone
from bot.conversation.events import Typing
from bot.conversation.ownership import ADVISOR_TEXT_LIMIT
from bot.desk.build import DeskParts
from bot.desk.errors import NotAllowed, NotSignedIn, UnknownCase
from bot.desk.model import Advisor, Outcome
from bot.desk.reference import read_reference
from bot.desk.service import NOTE_LIMIT, Desk
from bot.desk.sign_in import SignedIn, SignIn
from bot.desk.store import QUEUE
from bot.errors import BotError
from bot.language import Language

_HERE = Path(__file__).parent
_SIGN_INS = Rate(burst=20, per_minute=10)
_LOOK_AGAIN_SECONDS = 30.0
_STATUS = {"not_allowed": 403, "unknown_case": 404, "unknown_advisor": 404, "sign_in_refused": 401, "locked_out": 429, "too_many": 429}
_STATUS |= {"empty_text": 422, "text_too_long": 422, "weak_password": 422, "storage_unavailable": 503, "bad_request": 400}
log = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
Step = Callable[[str, Advisor, dict[str, str]], Awaitable[object]]


class Console:
    def __init__(self, web: Web, parts: DeskParts) -> None:
        self._web, self._parts = web, parts
        self.desk = Desk(web.ledger, web.ownership, parts.words, web.clock, parts.phone)
        self.sign_in = SignIn(web.ledger, web.clock)
        self._gate = Gate(self.sign_in, web.settings)
        self._pages = Pages(parts.words, _HERE / "templates")
        self._sign_ins = Buckets(_SIGN_INS, time.monotonic)

    async def look_after_those_who_wait(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            try:
                await self.desk.release_those_who_wait_too_long()
            except BotError as error:
                log.error("desk.release_failed", code=error.code)

    async def sign_in_page(self, request: Request) -> Response:
        return self._sign_in_form(_asked(request))

    async def sign_in_now(self, request: Request) -> Response:
        language, form = _asked(request), await form_of(request)
        try:
            self._sign_ins.spend(client_address(request))
            signed_in = await self.sign_in.sign_in(form.get("email", ""), form.get("password", ""))
        except BotError as error:
            return self._sign_in_form(
                language, status=_STATUS.get(error.code, 500), problem=self._say(error, language), email=form.get("email", "")
            )
        home = "/console" if signed_in.advisor.role in CASE_WORKERS else "/console/account"
        return self._gate.open(_to(home), signed_in.token)

    async def sign_out(self, request: Request) -> Response:
        signed_in, _ = await self._gate.change(request, ANYONE)
        await self.sign_in.sign_out(signed_in)
        return self._gate.close(_to("/console/sign-in"))

    async def language(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ANYONE)
        await self.sign_in.choose_language(signed_in.advisor.id, Language.of(form.get("language")) or Language.EN)
        return _to("/console" if signed_in.advisor.role in CASE_WORKERS else "/console/account")

    async def account(self, request: Request) -> Response:
        return self._render("account.html", await self._gate.who(request, ANYONE))

    async def password(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ANYONE)
        try:
            self._sign_ins.spend(client_address(request))
            await self.sign_in.change_password(signed_in, form.get("old", ""), form.get("new", ""))
        except BotError as error:
            problem = self._say(error, signed_in.advisor.language)
            return self._render("account.html", signed_in, _STATUS.get(error.code, 409), problem=problem)
        return self._gate.close(_to("/console/sign-in"))

    async def advisors(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, ADMINS)
        everyone = await self._web.ledger.read(lambda unit: unit.advisors.all())
        return self._render("advisors.html", signed_in, advisors=everyone)

    async def set_active(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ADMINS)
        if form.get("advisor") == signed_in.advisor.id:  # nobody locks themselves out
            raise NotAllowed()
        await self.sign_in.set_active(signed_in.advisor, form.get("advisor", ""), form.get("active") == "yes")
        return _to("/console/advisors")

    async def queue(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, CASE_WORKERS)
        return self._render("queue.html", signed_in, queue=await self.desk.queue())

    async def case(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, CASE_WORKERS)
        return await self._case_page(signed_in, _reference(request))

    def step(self, step: Step, back: Callable[[str], str]) -> Handler:
        """Return the handler of one step of a case: what it refuses is told on the case's page, with what was written kept."""

        async def handle(request: Request) -> Response:
            signed_in, form = await self._gate.change(request, CASE_WORKERS)
            reference = _reference(request)
            try:
                await step(reference, signed_in.advisor, form)
            except (UnknownCase, ConversationGone):
                raise
            except BotError as error:
                self._web.metrics.refused.labels(error.code).inc()
                problem = self._say(error, signed_in.advisor.language)
                return await self._case_page(signed_in, reference, _STATUS.get(error.code, 409), problem, form.get("text", ""))
            return _to(back(reference))

        return handle

    async def reply(self, reference: str, advisor: Advisor, form: dict[str, str]) -> None:
        await self.desk.reply(reference, advisor, form.get("text", ""), client_id=client_id_of(form))

    async def resolve(self, reference: str, advisor: Advisor, form: dict[str, str]) -> None:
        try:
            outcome = Outcome(form.get("outcome", ""))
        except ValueError:
            raise BadRequest(field="outcome") from None
        await self.desk.resolve(reference, advisor, outcome)

    async def queue_events(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, CASE_WORKERS)
        return self._stream(request, signed_in, QUEUE)

    async def case_events(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, CASE_WORKERS)
        file = await self.desk.file(_reference(request))
        return self._stream(request, signed_in, file.conversation.id)

    def refused(self, handler: Handler) -> Handler:
        """Return a handler that answers what its own doesn't: to the sign-in, or a page that says what is wrong."""

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except NotSignedIn:
                if request.method == "GET" and not request.url.path.endswith("/events"):
                    return _to("/console/sign-in")
                return self._problem(request, NotSignedIn(), 401)
            except BotError as error:
                return self._problem(request, error, _STATUS.get(error.code, 410 if isinstance(error, ConversationGone) else 409))

        handle.__qualname__ = getattr(handler, "__qualname__", "Console")
        return handle

    def _stream(self, request: Request, signed_in: SignedIn, watched: str) -> Response:
        key, address = f"console:{signed_in.session.key[:16]}", client_address(request)
        self._web.limits.streams.check(key, address)
        return EventSourceResponse(
            self._changes(request, key, address, watched),
            ping=self._web.settings.heartbeat_seconds,
            ping_message_factory=lambda: ServerSentEvent("", event="ping"),
            headers={"Cache-Control": "no-store"},
            sep="\n",
        )

    async def _changes(self, request: Request, key: str, address: str, watched: str) -> AsyncIterator[ServerSentEvent]:
        """Say only that something changed: the page fetches itself, so the server renders and escapes everything in one place."""
        with self._web.limits.streams.taken(key, address), self._web.hub.watching(watched) as watcher:
            yield ServerSentEvent("", event="changed")
            while True:
                with move_on_after(_LOOK_AGAIN_SECONDS):
                    if isinstance(await watcher.next(), Typing):
                        continue
                try:
                    await self._gate.who(request, CASE_WORKERS)  # also notes the advisor as present
                except (NotSignedIn, NotAllowed):
                    yield ServerSentEvent("", event="signed-out")
                    return
                yield ServerSentEvent("", event="changed")

    async def _case_page(self, signed_in: SignedIn, reference: str, status: int = 200, problem: str = "", text: str = "") -> Response:
        file = await self.desk.file(reference)
        others = [advisor for advisor in await self.desk.advisors() if advisor.id != signed_in.advisor.id]
        return self._render(
            "case.html",
            signed_in,
            status,
            file=file,
            others=others,
            canned=self._canned(file.case.language),
            outcomes=list(Outcome),
            provinces=self._parts.data.provinces,
            mine=file.case.advisor is not None and file.case.advisor.id == signed_in.advisor.id,
            problem=problem,
            text=text,
            client_id=secrets.token_urlsafe(12),
            reply_limit=ADVISOR_TEXT_LIMIT,
            note_limit=NOTE_LIMIT,
        )

    def _canned(self, language: Language) -> Sequence[tuple[str, str]]:
        """Return title and text of every answer of the FAQ in the person's language, by title."""
        content = self._parts.content
        renderer = Renderer(content, language, self._web.clock().date())
        return sorted((answer.text(language).title, renderer.answer(answer)) for answer in content.answers.values())

    def _render(self, template: str, signed_in: SignedIn, status: int = 200, **values: object) -> Response:
        content = self._parts.content
        titles = {id_: content.title(id_, signed_in.advisor.language) for id_ in content.answers}
        given = {"problem": "", **values}
        return self._pages.render(
            template,
            signed_in.advisor.language,
            status,
            me=signed_in.advisor,
            csrf=signed_in.session.csrf,
            now=self._web.clock(),
            titles=titles,
            **given,
        )

    def _sign_in_form(self, language: Language, status: int = 200, problem: str = "", email: str = "") -> Response:
        return self._pages.render("sign_in.html", language, status, me=None, problem=problem, email=email)

    def _problem(self, request: Request, error: BotError, status: int) -> Response:
        self._web.metrics.refused.labels(error.code).inc()
        language = getattr(request.state, "language", None) or _asked(request)
        return self._pages.render("problem.html", language, status, me=None, problem=self._say(error, language))

    def _say(self, error: BotError, language: Language) -> str:
        words = self._parts.words
        keys = (f"console.errors.{error.code}", f"errors.{error.code}", "errors.unexpected")
        return words.say(next(key for key in keys if key in words), language, **(error.details or {"": ""}))


def console_routes(console: Console) -> list[BaseRoute]:
    """Return the routes under ``/console``."""
    desk, case = console.desk, "/cases/{reference}"

    def page(path: str, handler: Handler, method: str = "GET") -> Route:
        return Route(path, console.refused(handler), methods=[method])

    def step(name: str, step: Step, back: Callable[[str], str] = lambda reference: f"/console/cases/{reference}#latest") -> Route:
        return page(f"{case}/{name}", console.step(step, back), "POST")

    return [
        Mount("/console/static", PublicFiles(_HERE / "static")),
        Mount(
            "/console",
            routes=[
                page("/sign-in", console.sign_in_page),
                page("/sign-in", console.sign_in_now, "POST"),
                page("/sign-out", console.sign_out, "POST"),
                page("/language", console.language, "POST"),
                page("/account", console.account),
                page("/account", console.password, "POST"),
                page("/advisors", console.advisors),
                page("/advisors", console.set_active, "POST"),
                page("/events", console.queue_events),
                page(case, console.case),
                page(f"{case}/events", console.case_events),
                step("claim", lambda reference, advisor, form: desk.claim(reference, advisor)),
                step("reply", console.reply),
                step("note", lambda reference, advisor, form: desk.note(reference, advisor, form.get("text", ""))),
                step("transfer", lambda reference, advisor, form: desk.transfer(reference, advisor, form.get("to", ""))),
                step("hand-back", lambda reference, advisor, form: desk.hand_back(reference, advisor)),
                step("call", lambda reference, advisor, form: desk.called(reference, advisor, reached=form.get("reached") == "yes")),
                step("resolve", console.resolve, lambda reference: "/console"),
            ],
        ),
        Route("/console", console.refused(console.queue), methods=["GET"]),
    ]


def _reference(request: Request) -> str:
    reference = read_reference(request.path_params["reference"])
    if reference is None:
        raise UnknownCase()
    return reference


def _asked(request: Request) -> Language:
    return Language.of(request.query_params.get("lang")) or accepted_language(request.headers.get("accept-language", ""))


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})

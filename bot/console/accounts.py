"""Signing in and out, one's own language and password, and (for admins) who may sign in."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.context import client_address
from bot.channels.forms import form_of
from bot.console.frame import Frame, asked_language, sign_in_path, status_of, to
from bot.console.gate import ADMINS, ANYONE, CASE_WORKERS
from bot.desk.errors import NotAllowed
from bot.desk.model import Advisor, Role
from bot.desk.reference import read_reference
from bot.errors import BotError
from bot.language import Language


class AccountPages:
    def __init__(self, frame: Frame) -> None:
        self._frame, self._gate = frame, frame.gate

    def routes(self) -> list[BaseRoute]:
        page = self._frame.page
        return [
            page("/sign-in", self.sign_in_page),
            page("/sign-in", self.sign_in, "POST"),
            page("/sign-out", self.sign_out, "POST"),
            page("/language", self.language, "POST"),
            page("/account", self.account),
            page("/account", self.password, "POST"),
            page("/advisors", self.advisors),
            page("/advisors", self.set_active, "POST"),
        ]

    async def sign_in_page(self, request: Request) -> Response:
        return self._sign_in_form(request)

    async def sign_in(self, request: Request) -> Response:
        language, form = asked_language(request), await form_of(request)
        try:
            self._frame.sign_ins.spend(client_address(request))
            signed_in = await self._frame.sign_in.sign_in(form.get("email", ""), form.get("password", ""))
        except BotError as error:
            problem = self._frame.say(error, language)
            return self._sign_in_form(request, status=status_of(error, 500), problem=problem, email=form.get("email", ""))
        case = _case_asked_for(request)
        leads_to = f"/console/cases/{case}" if case and signed_in.advisor.role in CASE_WORKERS else home(signed_in.advisor.role)
        return self._gate.open(to(leads_to), signed_in.token)

    async def sign_out(self, request: Request) -> Response:
        signed_in, _ = await self._gate.change(request, ANYONE)
        await self._frame.sign_in.sign_out(signed_in)
        return self._gate.close(to(_sign_in_of(signed_in.advisor)))

    async def language(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ANYONE)
        await self._frame.sign_in.choose_language(signed_in.advisor.id, Language.of(form.get("language")) or Language.EN)
        came_from = urlsplit(request.headers.get("referer", ""))
        same_page = came_from.netloc == request.url.netloc and came_from.path.startswith("/console")
        return to(came_from.path if same_page else home(signed_in.advisor.role))

    async def account(self, request: Request) -> Response:
        return self._frame.render("account.html", await self._gate.who(request, ANYONE))

    async def password(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ANYONE)
        try:
            self._frame.sign_ins.spend(client_address(request))
            await self._frame.sign_in.change_password(signed_in, form.get("old", ""), form.get("new", ""))
        except BotError as error:
            problem = self._frame.say(error, signed_in.advisor.language)
            return self._frame.render("account.html", signed_in, status_of(error), problem=problem)
        return self._gate.close(to(_sign_in_of(signed_in.advisor)))

    async def advisors(self, request: Request) -> Response:
        signed_in = await self._gate.who(request, ADMINS)
        everyone = await self._frame.web.ledger.read(lambda unit: unit.advisors.all())
        return self._frame.render("advisors.html", signed_in, advisors=everyone)

    async def set_active(self, request: Request) -> Response:
        signed_in, form = await self._gate.change(request, ADMINS)
        if form.get("advisor") == signed_in.advisor.id:  # nobody locks themselves out
            raise NotAllowed()
        await self._frame.sign_in.set_active(signed_in.advisor, form.get("advisor", ""), form.get("active") == "yes")
        return to("/console/advisors")

    def _sign_in_form(self, request: Request, status: int = 200, problem: str = "", email: str = "") -> Response:
        case = _case_asked_for(request)
        asked = {language: urlsplit(sign_in_path(case, language.value)).query for language in Language}
        return self._frame.render_for_stranger("sign_in.html", asked_language(request), status, problem=problem, email=email, asked=asked)


def _case_asked_for(request: Request) -> str:
    """Return the case that somebody wanted to see before they were asked to sign in: a reference, never an address."""
    return read_reference(request.query_params.get("case", "")) or ""


def _sign_in_of(advisor: Advisor) -> str:
    return sign_in_path("", advisor.language.value)


def home(role: Role) -> str:
    """Return the first page of who has a role."""
    return "/console" if role in CASE_WORKERS else "/console/content"

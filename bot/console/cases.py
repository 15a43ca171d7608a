"""The queue, and a case's page with its steps: claim, reply, note, transfer, hand back, call, resolve."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.forms import client_id_of
from bot.channels.wire import BadRequest
from bot.console.accounts import home
from bot.console.frame import Frame, Handler, status_of, to
from bot.console.gate import ANYONE, CASE_WORKERS
from bot.console.matter import goods_and_sums
from bot.content.render import Renderer
from bot.conversation.errors import ConversationGone
from bot.desk.errors import UnknownCase
from bot.desk.model import Advisor, Outcome
from bot.desk.reference import read_reference
from bot.desk.service import NOTE_LIMIT, REPLY_LIMIT
from bot.desk.sign_in import SignedIn
from bot.errors import BotError
from bot.language import Language
from bot.ottawa import day_of

_CASE = "/cases/{reference}"

Step = Callable[[str, Advisor, dict[str, str]], Awaitable[object]]


class CasePages:
    def __init__(self, frame: Frame) -> None:
        self._frame, self._desk = frame, frame.desk

    def routes(self) -> list[BaseRoute]:
        page, step, desk = self._frame.page, self._step, self._desk
        return [
            page("/events", self.queue_events),
            page("/cases", self.find),
            page(_CASE, self.case),
            page(f"{_CASE}/events", self.case_events),
            step("claim", lambda reference, advisor, form: desk.claim(reference, advisor)),
            step("reply", self._reply),
            step("note", lambda reference, advisor, form: desk.note(reference, advisor, form.get("text", ""))),
            step("transfer", lambda reference, advisor, form: desk.transfer(reference, advisor, form.get("to", ""))),
            step("hand-back", lambda reference, advisor, form: desk.hand_back(reference, advisor)),
            step("call", lambda reference, advisor, form: desk.called(reference, advisor, reached=form.get("reached") == "yes")),
            step("resolve", self._resolve, lambda reference: "/console"),
        ]

    async def queue(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, ANYONE)
        if signed_in.advisor.role not in CASE_WORKERS:
            return to(home(signed_in.advisor.role))
        others = await self._frame.presence.others(signed_in.advisor.id)
        return self._frame.render("queue.html", signed_in, queue=await self._desk.queue(), viewers=others)

    async def case(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, CASE_WORKERS)
        return await self._case_page(signed_in, reference_of(request))

    async def find(self, request: Request) -> Response:
        """Show the case of a number that somebody tells on the telephone, closed ones too."""
        await self._frame.gate.who(request, CASE_WORKERS)
        reference = read_reference(request.query_params.get("reference", ""))
        if reference is None:
            raise UnknownCase()
        return to(f"/console/cases/{reference}")

    async def queue_events(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, CASE_WORKERS)
        return self._frame.live.queue(request, signed_in)

    async def case_events(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, CASE_WORKERS)
        file = await self._desk.file(reference_of(request))
        return self._frame.live.case(request, signed_in, file)

    def _step(self, name: str, step: Step, back: Callable[[str], str] | None = None) -> BaseRoute:
        return self._frame.page(f"{_CASE}/{name}", self._handler(name, step, back or _latest), "POST")

    def _handler(self, name: str, step: Step, back: Callable[[str], str]) -> Handler:
        """Return the handler of one step of a case: what it refuses is told on the case's page, with what was written kept.

        A refused note goes back where notes are written: in the reply's field it would be one press from the person.
        """

        async def handle(request: Request) -> Response:
            signed_in, form = await self._frame.gate.change(request, CASE_WORKERS)
            reference = reference_of(request)
            try:
                await step(reference, signed_in.advisor, form)
            except (UnknownCase, ConversationGone):
                raise
            except BotError as error:
                self._frame.web.metrics.refused.labels(error.code).inc()
                problem = self._frame.say(error, signed_in.advisor.language)
                kept = {"note" if name == "note" else "text": form.get("text", "")}
                return await self._case_page(signed_in, reference, status_of(error), problem, client_id_of(form), **kept)
            return to(back(reference))

        return handle

    async def _reply(self, reference: str, advisor: Advisor, form: dict[str, str]) -> None:
        await self._desk.reply(reference, advisor, form.get("text", ""), client_id=client_id_of(form))

    async def _resolve(self, reference: str, advisor: Advisor, form: dict[str, str]) -> None:
        try:
            outcome = Outcome(form.get("outcome", ""))
        except ValueError:
            raise BadRequest(field="outcome") from None
        await self._desk.resolve(reference, advisor, outcome)

    async def _case_page(
        self,
        signed_in: SignedIn,
        reference: str,
        status: int = 200,
        problem: str = "",
        client_id: str = "",
        text: str = "",
        note: str = "",
    ) -> Response:
        file = await self._desk.file(reference)
        others = [advisor for advisor in await self._desk.advisors() if advisor.id != signed_in.advisor.id]
        return self._frame.render(
            "case.html",
            signed_in,
            status,
            file=file,
            others=others,
            canned=self._canned(file.case.language),
            outcomes=list(Outcome),
            provinces=self._frame.parts.data.provinces,
            **goods_and_sums(self._frame, file, signed_in.advisor.language),
            viewers=await self._frame.presence.others(signed_in.advisor.id),
            mine=file.case.advisor is not None and file.case.advisor.id == signed_in.advisor.id,
            problem=problem,
            text=text,
            note=note,
            client_id=client_id or secrets.token_urlsafe(12),
            reply_limit=REPLY_LIMIT,
            note_limit=NOTE_LIMIT,
        )

    def _canned(self, language: Language) -> Sequence[tuple[str, str]]:
        """Return title and text of every answer of the FAQ in the person's language, by title."""
        content = self._frame.parts.content
        renderer = Renderer(content, language, day_of(self._frame.web.clock()))
        return sorted((answer.text(language).title, renderer.answer(answer)) for answer in content.answers.values())


def reference_of(request: Request) -> str:
    """Return the case that an address names. Raises ``UnknownCase``."""
    reference = read_reference(request.path_params["reference"])
    if reference is None:
        raise UnknownCase()
    return reference


def _latest(reference: str) -> str:
    return f"/console/cases/{reference}#latest"

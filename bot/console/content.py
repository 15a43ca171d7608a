"""The editor's room: all answers with what is to be looked at, and a page for each as people see it. It changes nothing: texts are files
under version control (``docs/content.md``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import anyio.to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.calculators.rules import Evidence
from bot.channels.markup import to_html
from bot.console.frame import Frame
from bot.console.gate import EDITORS
from bot.console.report_words import ReportWords
from bot.content.check.kept import KeptFindings
from bot.content.check.material import answer_file
from bot.content.check.report import Finding
from bot.content.check.sources import links_of
from bot.content.load import Content
from bot.content.model import Answer
from bot.content.render import Renderer
from bot.desk.errors import UnknownAnswer
from bot.desk.reports.service import Reports, Standing
from bot.errors import BotError
from bot.language import Language
from bot.ottawa import day_of

DAYS = 30
_COMPLAINTS = 20


@dataclass(frozen=True)
class Line:
    """One answer in the list; ``inferred`` are the links it uses whose address somebody has yet to confirm."""

    answer: Answer
    checked: date
    overdue: bool
    inferred: Sequence[str]
    standing: Standing
    problems: int


class ContentPages:
    def __init__(self, frame: Frame) -> None:
        self._frame, self._reports, self._check = frame, Reports(frame.web.ledger, frame.web.clock), KeptFindings()

    def routes(self) -> list[BaseRoute]:
        return [self._frame.page("/content", self.list), self._frame.page("/content/{id}", self.answer)]

    async def list(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, EDITORS)
        content, today = self._frame.parts.content, self._today()
        found, standings = await self._findings(today), await self._standings(content)
        lines = [_line(content, answer, today, standings, found) for answer in content.answers.values()]
        lines.sort(key=lambda line: (not line.overdue, line.answer.review_by, line.answer.id))
        told = {finding for answer in content.answers.values() for finding in _about(answer, found)}
        return self._frame.render(
            "content.html",
            signed_in,
            lines=lines,
            general=[finding for finding in found if finding not in told],
            problems=len(found),
            inferred={link for line in lines for link in line.inferred},
            days=DAYS,
        )

    async def answer(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, EDITORS)
        content, today = self._frame.parts.content, self._today()
        answer = content.answers.get(request.path_params["id"])
        if answer is None:
            raise UnknownAnswer()
        found, standings = await self._findings(today), await self._standings(content)
        return self._frame.render(
            "content_answer.html",
            signed_in,
            answer=answer,
            line=_line(content, answer, today, standings, found),
            found=_about(answer, found),
            shown={language: _as_read(content, answer, language, today) for language in Language},
            related={language: [content.title(id_, language) for id_ in _leading(content, answer)] for language in Language},
            sources=[(source, content.links[source.link]) for source in answer.sources if source.link in content.links],
            file=f"bot/content/{answer_file(answer.id)}",
            complaints=await self._reports.complaints_about(answer.id, DAYS, _COMPLAINTS),
            words=ReportWords(self._frame.parts.words, content, signed_in.advisor.language),
            days=DAYS,
            day_of=day_of,
        )

    def _today(self) -> date:
        return day_of(self._frame.web.clock())

    async def _findings(self, today: date) -> Sequence[Finding]:
        found = await anyio.to_thread.run_sync(self._check.on, today)
        return [problem for problem in found if isinstance(problem, Finding)]

    async def _standings(self, content: Content) -> Mapping[str, Standing]:
        leads_to = {answer.text(language).title: id_ for id_, answer in content.answers.items() for language in Language}
        return await self._reports.standings(DAYS, leads_to.get)


def _line(content: Content, answer: Answer, today: date, standings: Mapping[str, Standing], found: Sequence[Finding]) -> Line:
    return Line(
        answer,
        checked=min(source.checked for source in answer.sources),
        overdue=answer.overdue(today),
        inferred=[id_ for id_ in sorted(links_of(answer)) if _is_inferred(content, id_)],
        standing=standings.get(answer.id, Standing()),
        problems=len(_about(answer, found)),
    )


def _is_inferred(content: Content, id_: str) -> bool:
    link = content.links.get(id_)
    return link is not None and any(link.text(language).evidence is Evidence.INFERRED for language in Language)


def _about(answer: Answer, found: Sequence[Finding]) -> Sequence[Finding]:
    """Return what the check found in an answer's file, and in the links that it uses."""
    file, links = answer_file(answer.id), links_of(answer)
    return [each for each in found if each.file == file or (each.file == "links.yml" and each.field.split(".")[0] in links)]


def _as_read(content: Content, answer: Answer, language: Language, today: date) -> Markup | None:
    """Return an answer with the lines under it as a page; ``None`` when it can't be put together, which the check explains."""
    renderer = Renderer(content, language, today)
    try:
        text = f"{renderer.answer(answer)}\n\n{renderer.footer(answer)}"
    except (BotError, LookupError, ValueError):
        return None
    return Markup(to_html(text))  # noqa: S704  # it cleans all it is given


def _leading(content: Content, answer: Answer) -> Sequence[str]:
    return [id_ for id_ in answer.related if content.leads_somewhere(id_)]

"""The reports' room: one page for a period, and each report as a file for a spreadsheet. Everyone who may sign in may look."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.console.charts import HEIGHT, WIDTH, chart
from bot.console.frame import Frame, status_of
from bot.console.gate import ANYONE
from bot.console.report_sheets import SHEETS, cases_by
from bot.console.report_words import ReportWords
from bot.desk.reports.period import LENGTHS, Period, UnusablePeriod, asked_period
from bot.desk.reports.service import Reports
from bot.documents.sheet import sheet
from bot.language import Language
from bot.ottawa import day_of

_GROUPS = 20
_COMPLAINTS = 15


class ReportPages:
    def __init__(self, frame: Frame) -> None:
        self._frame, self._reports = frame, Reports(frame.web.ledger, frame.web.clock)

    def routes(self) -> list[BaseRoute]:
        return [self._frame.page("/reports", self.page), self._frame.page("/reports/{name}.csv", self.file)]

    async def page(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, ANYONE)
        today, language = day_of(self._frame.web.clock()), signed_in.advisor.language
        status, problem = 200, ""
        try:
            period = asked_period(request.query_params, today)
        except UnusablePeriod as error:
            status, problem = status_of(error, 422), self._frame.say(error, language)
            period = asked_period({}, today)
        report = await self._reports.of(period, self._frame.parts.content.answers)
        words = self._words(language)
        return self._frame.render(
            "reports.html",
            signed_in,
            status,
            problem=problem,
            report=report,
            words=words,
            lengths=[(days, Period.of_days(days, today) == period) for days in LENGTHS],
            today=today,
            groups={each: [found for found in report.clusters.found if found.language is each] for each in Language},
            shown_groups=_GROUPS,
            shown_complaints=_COMPLAINTS,
            cases=cases_by(report, words),
            charts=[
                ("cases", chart(report.cases_by_day, words.kinds(report.cases_by_day), language), words.kinds(report.cases_by_day)),
                ("misses", chart(report.misses_by_day, words.kinds(report.misses_by_day), language), words.kinds(report.misses_by_day)),
            ],
            drawing=(WIDTH, HEIGHT),
            day_of=day_of,
        )

    async def file(self, request: Request) -> Response:
        signed_in = await self._frame.gate.who(request, ANYONE)
        rows = SHEETS.get(request.path_params["name"])
        if rows is None:
            raise HTTPException(404)
        period = asked_period(request.query_params, day_of(self._frame.web.clock()))
        report = await self._reports.of(period, self._frame.parts.content.answers)
        words = self._words(signed_in.advisor.language)
        made = sheet(rows(report, words), words.language)
        await self._reports.downloaded(request.path_params["name"], period, signed_in.advisor)
        name = f"{words.say('file')}-{request.path_params['name']}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(made, media_type="text/csv; charset=utf-8", headers=headers)

    def _words(self, language: Language) -> ReportWords:
        return ReportWords(self._frame.parts.words, self._frame.parts.content, language)

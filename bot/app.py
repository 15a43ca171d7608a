"""Puts the gateway together from its real parts; the assistant is passed in."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timezone

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.channels import web as channel
from bot.channels.connections import Connection, allow_many
from bot.channels.context import Limits, Web
from bot.channels.metrics import Metrics
from bot.channels.session import Sessions
from bot.channels.settings import GatewaySettings
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.documents import CalculationDocuments
from bot.channels.telegram.routes import routes as telegram_routes
from bot.channels.telegram.settings import TelegramSettings
from bot.console.app import Console
from bot.content.web import load_news, load_words
from bot.conversation.answers import AnswerHook
from bot.conversation.asking import TurnLimits
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.masking import find_in_runs, may_be_card
from bot.conversation.ownership import Ownership
from bot.conversation.retention import Retention
from bot.conversation.service import Conversations
from bot.conversation.text import FindIdentifiers
from bot.conversation.turns import Turns
from bot.desk.build import load_parts
from bot.desk.mail.settings import MailSettings
from bot.desk.pictures import Pictures
from bot.engine.model import Engine, Inspected
from bot.nlu.extract.identifiers import find_identifiers
from bot.nlu.extract.values import IdentifierKind
from bot.settings import refusing
from bot.storage.database import SqlDatabase

_SHUTDOWN_SECONDS = 8
# RM numbers alone say nothing about whose account it is; their kind is named in bot/content/web/notices.yml.
_MASKED = {
    IdentifierKind.BN9: "business_number",
    IdentifierKind.BN15: "business_number",
    IdentifierKind.CARD: "card",
    IdentifierKind.SIN: "sin",
}
log = structlog.get_logger(__name__)


def now() -> datetime:
    return datetime.now(timezone.utc)


def create_app(
    settings: GatewaySettings,
    *,
    engine: Engine,
    find: FindIdentifiers | None = None,
    clock: Callable[[], datetime] = now,
    hook: AnswerHook | None = None,
    telegram: TelegramSettings | None = None,
    mail: MailSettings | None = None,
    database: SqlDatabase | None = None,
) -> Starlette:
    """Return the gateway's ASGI app; its parts are in ``app.state.web``, a ``bot.channels.context.Web``.

    Nothing is opened before its lifespan starts: then tables are brought up to date, unless ``database`` has been prepared already, and
    what an earlier process left is taken up.
    ``hook`` runs in the transaction of each stored answer (the desk opens its cases there).
    """
    logging.getLogger("sse_starlette").setLevel(logging.WARNING)  # at DEBUG it logs what it sends: people's words
    database = database or SqlDatabase.at(settings.database_url)
    web = put_together(settings, database, engine, find or known_identifiers, clock, hook)
    parts = load_parts()
    if isinstance(engine, Inspected):
        _show_condition(web, engine)
    console = Console(web, parts)
    mails = parts.mail_sender(web.ledger, web.hub, clock, mail or MailSettings(), settings.address, web.metrics.mail)
    retention = Retention(database, web.conversations, clock, settings.retention_days)
    messenger = Telegram(web, telegram or TelegramSettings(), CalculationDocuments(web.words, clock))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await database.prepare()
        await web.turns.start()
        await messenger.start()
        chores = [asyncio.create_task(retention.run_daily()), asyncio.create_task(_measure_lag(web.metrics))]
        chores.append(asyncio.create_task(console.look_after_those_who_wait()))
        chores.append(asyncio.create_task(mails.run()))
        log.info("gateway.started", host=settings.host, port=settings.port, database=database.kind)
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            await messenger.stop()
            await web.turns.stop()
            await database.close()
            log.info("gateway.stopped")

    app = Starlette(
        routes=[*telegram_routes(web, messenger), *console.routes(), *channel.routes(web, lambda: messenger.link("") is not None)],
        middleware=channel.middleware(web),
        exception_handlers=channel.exception_handlers(web),  # type: ignore[arg-type]  # narrower handlers than Starlette's type
        lifespan=lifespan,
    )
    app.state.web, app.state.telegram = web, messenger
    return app


def put_together(
    settings: GatewaySettings,
    database: SqlDatabase,
    engine: Engine,
    find: FindIdentifiers,
    clock: Callable[[], datetime],
    hook: AnswerHook | None,
) -> Web:
    hub, metrics, words = Hub(), Metrics(), load_words()
    ledger = Ledger(database, hub, metrics)
    limits = TurnLimits(
        holder=settings.name,
        slow_after_seconds=settings.slow_after_seconds,
        engine_timeout_seconds=settings.engine_timeout_seconds,
        lease_seconds=3 * settings.engine_timeout_seconds,
    )
    parts = load_parts()
    assistant = parts.assistant(engine, ledger, clock)
    turns = Turns(ledger, hub, assistant, words, clock, metrics, limits, hook or assistant.hook, assistant.prepare)
    conversations = Conversations(ledger, words, find, clock, turns, parts.attendant())
    return Web(
        settings=settings,
        conversations=conversations,
        pictures=Pictures(ledger, conversations, parts.words),
        ownership=Ownership(ledger, clock, turns.wake),
        turns=turns,
        ledger=ledger,
        hub=hub,
        metrics=metrics,
        words=words,
        news=load_news(),
        sessions=Sessions(settings.secret_keys, "session"),
        cookies=Sessions(settings.secret_keys, "cookie"),
        limits=Limits.of(settings, time.monotonic),
        clock=clock,
    )


def _show_condition(web: Web, engine: Inspected) -> None:
    web.conditions["actions"] = lambda: engine.condition.actions
    web.metrics.actions_up.set_function(lambda: engine.condition.actions)
    web.metrics.unworded.set_function(lambda: engine.condition.unworded)


def known_identifiers(text: str) -> Sequence[tuple[str, int, int]]:
    """Return where business, card and social insurance numbers are. A wrong check digit is somebody's invoice number, not one of these."""
    named = [found for found in find_identifiers(text) if found.valid and found.kind in _MASKED]
    hidden = [found for found in named if found.kind is not IdentifierKind.CARD or may_be_card(found.value)]
    return [*((_MASKED[found.kind], found.start, found.end) for found in hidden), *find_in_runs(text)]


def serve(settings: GatewaySettings, engine: Engine, clock: Callable[[], datetime] = now) -> None:
    """Run the gateway until it is told to stop. Raises ``InvalidSetting`` and ``DatabaseUnusable`` before it is begun."""
    with refusing():
        telegram, mail = TelegramSettings.from_environment(), MailSettings.from_environment()
        # Here it can be told in a line; from the lifespan uvicorn prints a traceback of two pages.
        database = asyncio.run(SqlDatabase.open(settings.database_url))
    allow_many()
    uvicorn.run(
        create_app(settings, engine=engine, clock=clock, telegram=telegram, mail=mail, database=database),
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws="none",  # no WebSocket is served, and Rasa pins a websockets library that uvicorn can't load
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        timeout_keep_alive=75,
    )


async def _measure_lag(metrics: Metrics, every_seconds: float = 0.5) -> None:
    """Note how late the event loop wakes up: what blocks it shows here before people feel it."""
    while True:
        expected = time.perf_counter() + every_seconds
        await asyncio.sleep(every_seconds)
        metrics.loop_lag.set(max(0.0, time.perf_counter() - expected))

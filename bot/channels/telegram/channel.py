"""The channel put together, and its life: connected in the background, so that nothing of Telegram's holds the gateway up or stops it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

import structlog
from telegram import Update
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.context import Web
from bot.channels.telegram.api import BotApi, Contact, kind_of, seconds_of
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.incoming import Incoming, read
from bot.channels.telegram.links import Signer
from bot.channels.telegram.moving import Moving
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.outgoing import Composer, Documents
from bot.channels.telegram.photos import Photos
from bot.channels.telegram.polling import poll
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.chats import of
from bot.conversation.errors import StorageUnavailable
from bot.conversation.events import Event, Typing
from bot.conversation.leases import Duty
from bot.conversation.store import UnitOfWork

_LONGEST_PAUSE_SECONDS = 60.0
_KEEP_UPDATES = timedelta(days=3)  # Telegram repeats an update for a day
_TYPING_AFTER_SECONDS = 0.5
_TYPING_LASTS_SECONDS = 4.5
_TYPING_TIMES = 7
log = structlog.get_logger(__name__)


class State(str, Enum):
    """How it stands with Telegram, for operators."""

    OFF = "off"
    CONNECTING = "connecting"
    REFUSED = "token_refused"
    UNREACHABLE = "unreachable"
    STANDBY = "standby"
    """Another gateway asks for the updates; this one sends, and takes over when that one is gone."""
    ON = "on"


class Telegram:
    """Fulfils what ``bot.app`` needs: ``start``, ``stop``; and for the routes ``receive``, ``secret`` and ``link``."""

    def __init__(self, web: Web, settings: TelegramSettings, documents: Documents | None = None) -> None:
        _silence()
        self.settings, self._phase = settings, State.OFF
        self.secret = settings.secret(web.settings)
        self._web, self._webhook_url = web, settings.webhook_url(web.settings)
        composer = Composer(web.words, documents)
        self.api = BotApi(settings, documents)
        self.polling = Duty("telegram-poll", web.settings.name, web.ledger, web.clock, settings.lease_seconds)
        self.outbox = Outbox(
            web.ledger,
            web.words,
            web.clock,
            self.api.send,
            web.metrics.telegram_requests,
            settings.first_retry_seconds,
            web.settings.name,
            settings.lease_seconds,
        )
        self.delivery = Delivery(web.ledger, composer, web.clock, self.outbox.wake)
        self.moving = Moving(web.ledger, web.words, Signer(web.settings.secret_keys), web.clock, settings.link_minutes)
        commands = Commands(web.ledger, web.conversations, self.moving, composer, web.words, web.settings.retention_days)
        self.photos = Photos(web.pictures, self.api.bot, settings)
        self.reception = Reception(
            web.ledger,
            web.conversations,
            commands,
            composer,
            self.delivery,
            self.photos,
            web.words,
            web.limits.session,
            web.clock,
            self._answer_press,
            self.outbox.wake,
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        web.conditions["telegram"] = lambda: self.state.value
        web.metrics.telegram_up.set_function(lambda: self.state not in (State.REFUSED, State.UNREACHABLE))

    @property
    def state(self) -> State:
        if self._phase is not State.ON:
            return self._phase
        if self.api.contact is not Contact.ANSWERS:
            return State.REFUSED if self.api.contact is Contact.REFUSES else State.UNREACHABLE
        return State.ON if self._webhook_url or self.polling.is_ours else State.STANDBY

    async def start(self) -> None:
        if not self.settings.is_on:
            log.info("telegram.off", hint="set CARM_TELEGRAM_TOKEN to turn it on")
            return
        if not self.settings.token_is_possible:
            self._refuse()
            return
        self._phase = State.CONNECTING
        self._web.hub.tap(self._heard)
        await self.delivery.start()
        self._in_background(self._run())

    async def stop(self) -> None:
        self._web.hub.untap(self._heard)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.delivery.stop()
        await self.outbox.stop()
        await self.photos.stop()
        await self.api.stop()

    async def receive(self, raw: dict[str, Any]) -> None:
        """Take one update in, as Telegram wrote it. Raises ``StorageUnavailable``; whatever can't be read is dropped."""
        if not isinstance(raw.get("update_id"), int):
            log.error("telegram.update_unreadable", kind="no id")
            return
        try:
            update = Update.de_json(raw, self.api.bot)
            incoming = read(update, self.api.username)
        except Exception as error:  # asking for it again would not make it readable, and holds up what comes after
            log.error("telegram.update_unreadable", kind=type(error).__name__)
            return
        if incoming is None:
            await self.reception.ignore(update.update_id)
            return
        try:
            await self.reception.receive(incoming)
        except StorageUnavailable:
            raise
        except Exception as error:  # a race with another gateway, or a defect: once more, then those after it have their turn
            log.error("telegram.defect", kind=type(error).__name__)
            await self._receive_or_drop(incoming)

    async def _receive_or_drop(self, incoming: Incoming) -> None:
        try:
            await self.reception.receive(incoming)
        except StorageUnavailable:
            raise
        except Exception as error:
            log.error("telegram.dropped", kind=type(error).__name__)
            await self.reception.ignore(incoming.update)

    def link(self, payload: str) -> str | None:
        """Return the address that opens the bot with a payload; ``None`` while we don't know the bot's name."""
        return f"https://t.me/{self.api.username}?start={payload}" if self.api.username else None

    async def _run(self) -> None:
        try:
            await self._insist("connect", self.api.connect)
            if self._webhook_url:
                await self._insist("set_webhook", partial(self.api.set_webhook, self._webhook_url, self.secret))
            else:
                await self._insist("delete_webhook", self.api.delete_webhook)
        except InvalidToken:
            self._refuse()
            return
        self._phase = State.ON
        log.info("telegram.on", receives_by="webhook" if self._webhook_url else "polling")
        await self.outbox.start()
        self._in_background(self._sweep())
        self._in_background(self._publish_commands())
        if self._webhook_url:
            await self._keep_webhook()
        else:
            await self.polling.do(partial(poll, self.api, self.receive, self.settings.first_retry_seconds, self._polled))

    async def _keep_webhook(self) -> None:
        """Look now and then whether Telegram still writes to us, which it doesn't once somebody else used the token, and manages to."""
        failed_at = self._web.clock()  # what failed before, as while we were started anew, is over
        while True:
            await asyncio.sleep(self.settings.webhook_check_seconds)
            with suppress(TelegramError):
                info = await self.api.webhook()
                if info.url != self._webhook_url:
                    log.error("telegram.webhook_lost", hint="another process with this bot's token removed the webhook or set its own")
                    await self.api.set_webhook(self._webhook_url, self.secret)
                elif info.last_error_date is not None and info.last_error_date > failed_at:
                    failed_at = info.last_error_date  # what Telegram says of us as a server; it is about nobody's data
                    log.error("telegram.webhook_failing", why=info.last_error_message, waiting=info.pending_update_count)

    async def _publish_commands(self) -> None:
        """Set the menu; people can do without it."""
        with suppress(InvalidToken):
            await self._insist("publish_commands", partial(self.api.publish_commands, self._web.words))

    async def _insist(self, step: str, do: Callable[[], Awaitable[None]]) -> None:
        """Do a step until Telegram takes it. Raises ``InvalidToken``."""
        pause = self.settings.first_retry_seconds
        while True:
            try:
                await do()
                return
            except InvalidToken:
                raise
            except RetryAfter as error:
                pause = max(pause, seconds_of(error))
                log.warning("telegram.unreachable", step=step, kind="RetryAfter", again_in_seconds=pause)
            except BadRequest as error:  # what Telegram has against our address or our words; it is about nobody's data
                log.error("telegram.setup_refused", step=step, why=error.message, again_in_seconds=pause)
            except TelegramError as error:
                log.warning("telegram.unreachable", step=step, kind=kind_of(error), again_in_seconds=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _polled(self) -> None:
        self._web.metrics.telegram_polled.set(self._web.clock().timestamp())

    async def _sweep(self) -> None:
        while True:
            try:
                await self.delivery.sweep()
                await self.outbox.sweep()
                before = self._web.clock() - _KEEP_UPDATES
                await self._web.ledger.write(partial(_forget, before=before))
            except StorageUnavailable:
                log.error("telegram.sweep_failed")
            await asyncio.sleep(self.settings.sweep_seconds)

    def _refuse(self) -> None:
        self._phase = State.REFUSED
        log.error("telegram.token_refused", hint="CARM_TELEGRAM_TOKEN is not a token that Telegram knows; all else runs without Telegram")

    def _heard(self, conversation: str, event: Event) -> None:
        self.delivery.heard(conversation, event)
        if isinstance(event, Typing) and event.on and self._phase is State.ON and self.delivery.chat_of(conversation) is not None:
            self._in_background(self._type(conversation))

    async def _type(self, conversation: str) -> None:
        """Show that an answer is being worked on, once it takes long enough to be noticed."""
        await asyncio.sleep(_TYPING_AFTER_SECONDS)
        for _ in range(_TYPING_TIMES):
            chat_id = self.delivery.chat_of(conversation)
            if chat_id is None or not self._web.hub.is_typing(conversation):
                return
            with suppress(TelegramError):
                await self.api.type_in(chat_id)
            await asyncio.sleep(_TYPING_LASTS_SECONDS)

    def _answer_press(self, query: str, words: str) -> None:
        self._in_background(self.api.answer_press(query, words))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="telegram")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("telegram.failed", kind=type(task.exception()).__name__)


def _forget(unit: UnitOfWork, before: datetime) -> None:
    of(unit).forget_before(before)
    unit.leases.forget_before(before)


def _silence() -> None:
    """The libraries log what they send at DEBUG, addresses with the token at INFO, and unreadable answers whole at ERROR."""
    for name in ("telegram", "telegram.ext", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

"""What we ask of Telegram's Bot API, through python-telegram-bot's ``Application``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from typing import Any

import httpx
import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
    WebhookInfo,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, Application
from telegram.request import HTTPXRequest

from bot.channels.telegram.commands import NAMES
from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.outgoing import Documents, Outgoing
from bot.channels.telegram.rendering import CAPTION_LIMIT, plain
from bot.channels.telegram.settings import TelegramSettings
from bot.content.web import WebWords
from bot.conversation.chats import Waiting
from bot.language import Language
from bot.settings import InvalidSetting

_CONNECTIONS = 40
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
log = structlog.get_logger(__name__)


class Contact(str, Enum):
    """What became of our last request, whatever it was about."""

    ANSWERS = "answers"
    SILENT = "silent"
    REFUSES = "refuses"


class _Requests(HTTPXRequest):
    """Notes for operators whether Telegram answers. ``noted`` is told of each request."""

    def __init__(self, noted: Callable[[Contact], None], **options: Any) -> None:
        super().__init__(**options)
        self._noted = noted

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        try:
            status, body = await super().do_request(*given, **named)
        except NetworkError:
            self._noted(Contact.SILENT)
            raise
        if not _is_telegrams(body):
            # A proxy's page in between: its 403 would be taken for a person who blocked us, its 404 for a token that isn't known.
            self._noted(Contact.SILENT)
            raise NetworkError(f"an answer that is not Telegram's, with status {status}")
        self._noted(Contact.REFUSES if status == 401 else Contact.SILENT if status >= 500 else Contact.ANSWERS)
        return status, body


class BotApi:
    """Every method but ``stop`` and ``answer_press`` raises ``telegram.error.TelegramError``."""

    def __init__(self, settings: TelegramSettings, documents: Documents | None) -> None:
        self._settings, self._documents = settings, documents
        self._started = False
        self.contact = Contact.ANSWERS
        builder = Application.builder().token(settings.token or "0:off").updater(None)
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.rate_limiter(AIORateLimiter(overall_max_rate=settings.messages_per_second, overall_time_period=1, max_retries=0))
            .base_url(f"{settings.api_url}/bot")
            .base_file_url(f"{settings.api_url}/file/bot")
            .request(self._requests(_CONNECTIONS))
            .get_updates_request(self._requests(2))
            .build()
        )

    @property
    def bot(self) -> Bot:
        bot: Bot = self._application.bot
        return bot

    @property
    def username(self) -> str | None:
        """The bot's name in Telegram, once it is known."""
        return self.bot.username if self._started else None

    def _note(self, contact: Contact) -> None:
        self.contact = contact

    async def connect(self) -> None:
        await self._application.initialize()
        await self._application.start()
        self._started = True

    async def stop(self) -> None:
        with suppress(TelegramError, RuntimeError):
            if self._application.running:
                await self._application.stop()
            await self._application.shutdown()

    async def publish_commands(self, words: WebWords) -> None:
        """Set the menu of commands: English for all, French for clients in French."""
        scope = BotCommandScopeAllPrivateChats()
        for language, code in ((Language.EN, None), (Language.EN, "en"), (Language.FR, "fr")):
            commands = [BotCommand(name, words.say(f"telegram.commands.{name}", language)) for name in NAMES]
            await self.bot.set_my_commands(commands, scope=scope, language_code=code)

    async def set_webhook(self, url: str, secret: str) -> None:
        await self.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=_CONNECTIONS)

    async def webhook(self) -> WebhookInfo:
        """Return where Telegram writes to, and how it went last."""
        info: WebhookInfo = await self.bot.get_webhook_info()
        return info

    async def delete_webhook(self) -> None:
        await self.bot.delete_webhook()

    async def updates(self, offset: int | None) -> Sequence[dict[str, Any]]:
        """Wait for updates from ``offset`` on, which tells Telegram that all before it have arrived."""
        seconds = self._settings.poll_seconds
        try:
            found: Sequence[Update] = await self.bot.get_updates(offset=offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES)
            return [update.to_dict() for update in found]
        except TelegramError:
            raise
        except Exception as error:  # one that the library can't read: without it, none of those beside it would ever arrive
            log.error("telegram.update_unreadable", kind=type(error).__name__)
            raw: Sequence[Any] = await self.bot.do_api_request("getUpdates", {} if offset is None else {"offset": offset})
            return [update for update in raw if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def send(self, item: Waiting) -> None:
        outgoing = Outgoing.of(item.body)
        if outgoing.attachment is not None:
            await self._send_file(item.chat_id, outgoing)
            return
        keyboard = _keyboard(outgoing)
        try:
            await self.bot.send_message(
                item.chat_id, outgoing.html, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, reply_markup=keyboard
            )
        except BadRequest as error:
            if "parse" not in error.message.lower():
                raise
            log.error("telegram.markup_refused")  # a defect of ours; bare words are better than none
            await self.bot.send_message(item.chat_id, plain(outgoing.html), link_preview_options=_NO_PREVIEW, reply_markup=keyboard)

    async def type_in(self, chat_id: int) -> None:
        await self.bot.send_chat_action(chat_id, ChatAction.TYPING)

    async def answer_press(self, query: str, words: str) -> None:
        """Tell Telegram that a press was seen, or its button goes on turning. Telegram refuses after some minutes: let it be."""
        for _ in range(3):
            try:
                await self.bot.answer_callback_query(query, text=words or None, show_alert=len(words) > 60)
                return
            except BadRequest:
                return
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except NetworkError:
                await asyncio.sleep(self._settings.first_retry_seconds)
            except TelegramError:
                return

    async def _send_file(self, chat_id: int, outgoing: Outgoing) -> None:
        assert outgoing.attachment is not None
        if self._documents is None:
            return
        made, language = outgoing.attachment, Language(outgoing.attachment["language"])
        file = await asyncio.to_thread(self._documents.make, made["kind"], made["data"], language)
        caption = file.caption[:CAPTION_LIMIT] or None
        if file.is_picture:
            await self.bot.send_photo(chat_id, file.content, caption=caption, filename=file.name)
        else:
            await self.bot.send_document(chat_id, file.content, caption=caption, filename=file.name)

    def _requests(self, connections: int) -> HTTPXRequest:
        seconds = self._settings.timeout_seconds
        try:
            return _Requests(
                self._note,
                connection_pool_size=connections,
                connect_timeout=seconds,
                read_timeout=seconds,
                write_timeout=seconds,
                pool_timeout=seconds,
                httpx_kwargs={"trust_env": self._settings.takes_proxy},
            )
        except (RuntimeError, ValueError, httpx.InvalidURL) as error:
            hint = "HTTPS_PROXY and ALL_PROXY need the form http://host:port, NO_PROXY names of hosts"
            raise InvalidSetting(cause=f"the proxy on the way to Telegram: {type(error).__name__}", hint=hint) from error


def kind_of(error: BaseException) -> str:
    """Return the kind of what is at the bottom of an error, which says more to an operator: ``gaierror``, ``SSLCertVerificationError``."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return type(error).__name__


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _is_telegrams(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and "ok" in said


def _keyboard(outgoing: Outgoing) -> InlineKeyboardMarkup | None:
    if not outgoing.keyboard:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in outgoing.keyboard])

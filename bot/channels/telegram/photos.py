"""Pictures from private chats: fetched from Telegram within limits of size and time, and kept as those of the website are."""

from __future__ import annotations

import asyncio

import httpx
import structlog
from anyio import fail_after
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.incoming import Photo
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation.model import Conversation
from bot.desk.picture import MOST_BYTES, check_bytes
from bot.desk.pictures import Pictures, Wish
from bot.errors import BotError

_TRIES = 3
log = structlog.get_logger(__name__)


class PictureLost(BotError):
    """Telegram did not give a picture out, however often it was asked."""

    code = "telegram_picture_lost"


class Photos:
    """An update waits until its picture is here, and with polling those of other chats do: all tries together take one time-out."""

    def __init__(self, pictures: Pictures, bot: Bot, settings: TelegramSettings) -> None:
        self._pictures, self._bot, self._settings = pictures, bot, settings
        self._files = f"{settings.api_url}/file/bot{settings.token}/"
        self._client: httpx.AsyncClient | None = None

    async def stop(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def takes_words(self, conversation: Conversation | None) -> bool:
        """Say whether the words under a picture go with it: where the bot itself would answer them, they are a message of their own."""
        return conversation is not None and await self._pictures.wish(conversation.id) in (Wish.QUESTIONS, Wish.ADVISOR)

    async def keep(self, conversation: str, client_id: str, photo: Photo, words: str) -> None:
        """Keep a picture, once. Raises ``PictureLost`` and what ``Pictures.add`` raises."""
        if await self._pictures.known(conversation, client_id) is None:
            check_bytes(photo.size)
            await self._pictures.add(conversation, client_id, await self._fetched(photo.file_id), words)

    async def _fetched(self, file_id: str) -> bytes:
        for again in range(_TRIES):
            try:
                with fail_after(self._settings.timeout_seconds / _TRIES):
                    return await self._download((await self._bot.get_file(file_id)).file_path or "")
            except BadRequest as error:
                if "too big" in error.message.lower():
                    check_bytes(MOST_BYTES + 1)
                log.warning("telegram.picture_refused")
                break
            except (TelegramError, httpx.HTTPError, TimeoutError) as error:  # their words may hold the token, which is in the address
                log.warning("telegram.picture_not_fetched", kind=type(error).__name__, tries=again + 1)
            if again + 1 < _TRIES:
                await asyncio.sleep(self._settings.first_retry_seconds)
        raise PictureLost()

    async def _download(self, address: str) -> bytes:
        """Return a file, read no further than a picture may be large."""
        if not address.startswith(self._files):  # a Bot API server in its local mode names files of its own machine
            log.error("telegram.picture_elsewhere", hint="the Bot API server must not run with --local")
            raise PictureLost()
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._settings.timeout_seconds, trust_env=self._settings.takes_proxy)
        content = bytearray()
        async with self._client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as response:
            if response.status_code != 200:
                raise httpx.RemoteProtocolError(f"status {response.status_code}")
            async for chunk in response.aiter_raw():
                content += chunk
                check_bytes(len(content))
        return bytes(content)

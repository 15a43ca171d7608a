"""Asks Telegram for updates, where Telegram can't reach us. An update is confirmed, by asking for the next, only once it is stored."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import BotApi, kind_of, seconds_of
from bot.conversation.errors import StorageUnavailable

_LONGEST_PAUSE_SECONDS = 30.0
Update = dict[str, Any]
log = structlog.get_logger(__name__)


async def poll(api: BotApi, receive: Callable[[Update], Awaitable[None]], first_retry_seconds: float, polled: Callable[[], None]) -> None:
    """Take updates in for ever: those of one chat in order, those of different chats at once. ``polled`` is told of each answer."""
    offset: int | None = None
    pause = first_retry_seconds
    while True:
        try:
            updates = await api.updates(offset)
            polled()
            await asyncio.gather(*(_in_order(chat, receive) for chat in _by_chat(updates)))
            # Nothing new confirms all that came before. Asked without a number we also hear of ids that began anew, as Telegram's do
            # after a week without updates.
            offset = 1 + max(update["update_id"] for update in updates) if updates else None
            pause = first_retry_seconds
            continue
        except Conflict:
            log.error("telegram.conflict", hint="another process asks for the updates of this bot, or set a webhook for it")
        except InvalidToken:
            log.error("telegram.token_refused", hint="CARM_TELEGRAM_TOKEN is no longer valid")
            pause = _LONGEST_PAUSE_SECONDS
        except RetryAfter as error:
            pause = seconds_of(error)
        except TelegramError as error:
            log.warning("telegram.poll_failed", kind=kind_of(error))
        except StorageUnavailable:
            log.error("telegram.storage_unavailable")  # none of these is confirmed: they come again
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


async def _in_order(updates: list[Update], receive: Callable[[Update], Awaitable[None]]) -> None:
    for update in updates:
        await receive(update)


def _by_chat(updates: Any) -> list[list[Update]]:
    chats: defaultdict[object, list[Update]] = defaultdict(list)
    for update in sorted(updates, key=lambda one: one["update_id"]):
        chats[_chat(update)].append(update)
    return list(chats.values())


def _chat(update: Update) -> object:
    """Return what tells chats apart; updates without one, or that nobody can read, need no order."""
    try:
        for kind in ("message", "edited_message", "my_chat_member"):
            if kind in update:
                return int(update[kind]["chat"]["id"])
        return int(update["callback_query"]["message"]["chat"]["id"])
    except (KeyError, TypeError, ValueError):
        return f"update {update['update_id']}"

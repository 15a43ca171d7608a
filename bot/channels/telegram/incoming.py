"""What an update of Telegram says, read into one of a few things that a person can do. Nothing is done about it here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Document, Message, PhotoSize, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.desk.picture import MOST_BYTES
from bot.language import Language

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(@\w+)?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Text:
    said: str


@dataclass(frozen=True)
class Command:
    name: str
    rest: str


@dataclass(frozen=True)
class Press:
    """A button; ``query`` is what Telegram wants answered."""

    data: str
    query: str


@dataclass(frozen=True)
class Photo:
    """A picture, as a photo or as a file; ``size`` is in bytes as far as Telegram says it, ``caption`` what was written under it.

    Those of one ``album`` come as messages of their own.
    """

    file_id: str
    size: int
    caption: str
    album: str = ""


@dataclass(frozen=True)
class Odd:
    """Something to be told of, by a key of ``telegram.yml``; ``caption`` is what was written under it."""

    key: str
    caption: str = ""
    album: str = ""


@dataclass(frozen=True)
class Blocked:
    on: bool


Act = Text | Command | Press | Photo | Odd | Blocked


@dataclass(frozen=True)
class Incoming:
    """An update that is to be answered: from which chat, in what language of the client, and what."""

    update: int
    chat_id: int
    hint: Language
    act: Act


def read(update: Update, username: str | None) -> Incoming | None:
    """Return what an update says, ``None`` for what is met with silence: other bots, channels, talk in groups, service messages.

    ``username`` is ours, to tell a command for us from one for another bot of a group.
    """
    if update.callback_query is not None:
        query = update.callback_query
        if query.message is None or query.message.chat.type != ChatType.PRIVATE:
            return None
        return _incoming(update, query.message.chat.id, query.from_user, Press(query.data or "", query.id))
    if update.my_chat_member is not None:
        change = update.my_chat_member
        if change.chat.type != ChatType.PRIVATE:
            return None
        on = change.new_chat_member.status == ChatMemberStatus.BANNED
        return _incoming(update, change.chat.id, change.from_user, Blocked(on))
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot or message.sender_chat is not None:
        return None
    if message.chat.type != ChatType.PRIVATE:
        act = _in_a_group(message, username) if update.message else None
    elif update.message is None:
        act = Odd("edited") if message.text or message.caption else None
    else:
        act = _in_private(message)
    return None if act is None else _incoming(update, message.chat.id, message.from_user, act)


def _incoming(update: Update, chat_id: int, user: User, act: Act) -> Incoming:
    return Incoming(update.update_id, chat_id, Language.of(user.language_code) or Language.EN, act)


def _in_private(message: Message) -> Act | None:
    if message.text:
        command = _COMMAND.fullmatch(message.text.strip())
        return Command(command[1].lower(), command[3] or "") if command else Text(message.text)
    if message.voice or message.audio or message.video_note:
        return Odd("no_voice", message.caption or "")
    picture, album = _picture(message), message.media_group_id or ""
    if picture is not None:
        return Photo(picture.file_id, picture.file_size or 0, message.caption or "", album)
    if message.photo or message.document or message.video or message.animation:
        # An animation is also a document, and holds no more than a sticker does.
        return Odd("only_text" if message.animation else "no_files", message.caption or "", album)
    if message.effective_attachment is not None or message.checklist or message.live_photo:
        return Odd("only_text", message.caption or "")
    return None


def _picture(message: Message) -> PhotoSize | Document | None:
    """Return the largest of a photo's sizes that we may keep, or a file that says it is a picture. An animation is none."""
    if message.photo:
        fitting = [size for size in message.photo if (size.file_size or 0) <= MOST_BYTES] or message.photo
        return max(fitting, key=lambda size: size.width * size.height)
    file = message.document
    return file if file is not None and not message.animation and (file.mime_type or "").startswith("image/") else None


def _in_a_group(message: Message, username: str | None) -> Act | None:
    command = _COMMAND.fullmatch((message.text or "").strip())
    if command is None or command[1].lower() not in ("start", "help"):
        return None
    ours = command[2] is None or command[2][1:].lower() == (username or "").lower()
    return Odd("private_only") if ours else None

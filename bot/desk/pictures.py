"""Pictures that people send to an advisor: when one is wanted, and how it is kept, in one transaction with its message."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import structlog
from anyio import CapacityLimiter, to_thread

from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation, Message, Owner
from bot.conversation.service import Attached, Conversations, Heard
from bot.conversation.store import UnitOfWork
from bot.conversation.wording import Wording
from bot.desk.errors import PictureUnexpected, TooManyPictures
from bot.desk.picture import Picture, check_bytes, read_picture
from bot.desk.steps import Step

MOST_PICTURES = 10
# A large picture takes a core for half a second and some hundred megabytes while it is read.
_READ_AT_ONCE = 1
log = structlog.get_logger(__name__)


class Wish(Enum):
    """Who would look at a picture now: ``QUESTIONS`` of the way to an advisor are under way, ``CASE``: one is open and the bot answers."""

    NOBODY = "nobody"
    QUESTIONS = "questions"
    CASE = "case"
    ADVISOR = "advisor"


class Pictures:
    def __init__(self, ledger: Ledger, conversations: Conversations, wording: Wording) -> None:
        self._ledger, self._conversations, self._wording = ledger, conversations, wording
        self._reading = CapacityLimiter(_READ_AT_ONCE)

    async def wish(self, conversation: str) -> Wish:
        """Say who would look at a picture in this conversation. Raises ``ConversationGone``."""
        return await self._ledger.read(lambda unit: _wish(unit, unit.conversations.get(conversation)))

    async def known(self, conversation: str, client_id: str) -> int | None:
        """Return under which number the picture of this ``client_id`` is stored already.

        Raises ``PictureUnexpected`` and ``TooManyPictures``, so that one that can't be kept need not be sent or read at all.
        """

        def work(unit: UnitOfWork) -> int | None:
            number = unit.messages.number_of(conversation, client_id)
            if number is None:
                _require_room(unit, unit.conversations.get(conversation))
            return number

        return await self._ledger.read(work)

    async def add(self, conversation: str, client_id: str, raw: bytes, words: str = "") -> Heard:
        """Keep a picture as a message of the person, with what they wrote to it, and have it answered like one.

        The same ``client_id`` again changes nothing. Raises ``PictureTooLarge``, ``PictureKind``, ``PictureUnreadable``,
        ``PictureUnexpected``, ``TooManyPictures``, ``TextTooLong``, ``ConversationGone``, ``StorageUnavailable``.
        """
        number = await self.known(conversation, client_id)
        if number is not None:
            return Heard(number, fresh=False)
        check_bytes(len(raw))
        picture = await to_thread.run_sync(read_picture, raw, limiter=self._reading)

        def attach(unit: UnitOfWork, found: Conversation, now: datetime) -> Attached:
            _require_room(unit, found)
            unit.attachments.add(found.id, picture, now)
            return Attached(
                text=self._wording.say("pictures.sent", found.language),
                says=self._wording.say("handoff.buttons.picture", found.language),
                data={"picture": {"id": picture.id, "width": picture.width, "height": picture.height}},
            )

        heard = await self._conversations.hear(conversation, client_id, text=words, attach=attach)
        if heard.fresh:
            log.info("desk.picture_kept", kind=picture.media_type, kilobytes=len(picture.data) // 1024)
        return heard

    async def get(self, conversation: str, picture: str) -> Picture | None:
        """Return a picture of this conversation by its id, ``None`` where it has no such picture."""
        return await self._ledger.read(lambda unit: unit.attachments.get(conversation, picture))


def picture_of(message: Message) -> dict[str, Any] | None:
    """Return ``id``, ``width`` and ``height`` of the picture that a message is, ``None`` for most messages."""
    found = message.data.get("picture")
    return dict(found) if isinstance(found, dict) and "id" in found else None


def _wish(unit: UnitOfWork, found: Conversation) -> Wish:
    if found.owner is not Owner.BOT:
        return Wish.ADVISOR
    intake = unit.intakes.get(found.id)
    if intake is not None and intake.step is not Step.OFFERED:
        return Wish.QUESTIONS
    return Wish.CASE if unit.cases.unresolved_of(found.id) is not None else Wish.NOBODY


def _require_room(unit: UnitOfWork, found: Conversation) -> None:
    if _wish(unit, found) is Wish.NOBODY:
        raise PictureUnexpected()
    if unit.attachments.count(found.id) >= MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)

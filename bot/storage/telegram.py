"""What the Telegram channel keeps: chats, updates that have come, the outbox, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.engine import Connection

from bot.conversation.chats import SENDING, Chat, Depth, Link, Waiting
from bot.conversation.model import Owner
from bot.storage.rows import insert_if_new
from bot.storage.tables import conversations, leases, telegram_chats, telegram_links, telegram_outbox, telegram_updates

_chats, _outbox, _links, _updates = telegram_chats, telegram_outbox, telegram_links, telegram_updates


class SqlTelegram:
    """Fulfils ``bot.conversation.chats.TelegramStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def knows(self, update: int) -> bool:
        return bool(self._connection.execute(select(exists().where(_updates.c.update_id == update))).scalar_one())

    def note(self, update: int, at: datetime) -> bool:
        return insert_if_new(self._connection, _updates, update_id=update, at=at)

    def forget_before(self, before: datetime) -> None:
        self._connection.execute(delete(_updates).where(_updates.c.at < before))
        self._connection.execute(delete(_links).where(_links.c.expires_at < before))

    def begin(self, chat_id: int, conversation: str, at: datetime) -> bool:
        row = {"chat_id": chat_id, "conversation": conversation, "is_current": True, "delivered": 0, "told": Owner.BOT.value}
        return insert_if_new(self._connection, _chats, **row, joined_at=at)

    def join(self, chat_id: int, conversation: str, delivered: int, told: Owner, at: datetime) -> None:
        self._connection.execute(update(_chats).where(_chats.c.chat_id == chat_id).values(is_current=False))
        self._connection.execute(delete(_chats).where(_chats.c.conversation == conversation))
        row = {"chat_id": chat_id, "conversation": conversation, "is_current": True, "delivered": delivered, "told": told.value}
        self._connection.execute(insert(_chats).values(**row, joined_at=at))

    def current(self, chat_id: int) -> Chat | None:
        return self._chat(select(_chats).where(_chats.c.chat_id == chat_id, _chats.c.is_current))

    def chat_of(self, conversation: str, *, lock: bool = False) -> Chat | None:
        query = select(_chats).where(_chats.c.conversation == conversation)
        return self._chat(query.with_for_update() if lock else query)

    def all_of(self, chat_id: int) -> Sequence[str]:
        return list(self._connection.execute(select(_chats.c.conversation).where(_chats.c.chat_id == chat_id)).scalars())

    def chats(self) -> Sequence[tuple[str, int]]:
        return [(row[0], row[1]) for row in self._connection.execute(select(_chats.c.conversation, _chats.c.chat_id))]

    def to_deliver(self) -> Sequence[str]:
        query = (
            select(_chats.c.conversation)
            .join(conversations, conversations.c.id == _chats.c.conversation)
            .where(
                _chats.c.blocked_at.is_(None),
                or_(conversations.c.last_number > _chats.c.delivered, conversations.c.owner != _chats.c.told),
            )
        )
        return list(self._connection.execute(query).scalars())

    def delivered(self, conversation: str, number: int, told: Owner) -> None:
        change = update(_chats).where(_chats.c.conversation == conversation)
        self._connection.execute(change.values(delivered=number, told=told.value))

    def block(self, chat_id: int, at: datetime | None) -> bool:
        before = _chats.c.blocked_at.is_(None) if at else _chats.c.blocked_at.is_not(None)
        change = update(_chats).where(_chats.c.chat_id == chat_id, before).values(blocked_at=at)
        return bool(self._connection.execute(change).rowcount)

    def put(self, chat_id: int, conversation: str | None, bodies: Sequence[Mapping[str, Any]], at: datetime) -> None:
        row = {"chat_id": chat_id, "conversation": conversation, "tries": 0, "not_before": at, "put_at": at}
        for body in bodies:  # one by one, so that their ids are in their order
            self._connection.execute(insert(_outbox).values(**row, body=dict(body)))

    def next(self, chat_id: int) -> Waiting | None:
        query = select(_outbox).where(_outbox.c.chat_id == chat_id).order_by(_outbox.c.id).limit(1)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        return Waiting(row["id"], row["chat_id"], row["body"], row["tries"], row["not_before"], row["put_at"])

    def sent(self, item: int) -> None:
        self._connection.execute(delete(_outbox).where(_outbox.c.id == item))

    def postpone(self, item: int, not_before: datetime) -> None:
        change = update(_outbox).where(_outbox.c.id == item)
        self._connection.execute(change.values(tries=_outbox.c.tries + 1, not_before=not_before))

    def drop(self, chat_id: int) -> int:
        return int(self._connection.execute(delete(_outbox).where(_outbox.c.chat_id == chat_id)).rowcount)

    def waiting(self, now: datetime, holder: str) -> Sequence[int]:
        first = select(func.min(_outbox.c.id)).group_by(_outbox.c.chat_id)
        name = literal(SENDING) + cast(_outbox.c.chat_id, String)
        elsewhere = exists().where(leases.c.name == name, leases.c.holder != holder, leases.c.until > now)
        query = select(_outbox.c.chat_id).where(_outbox.c.id.in_(first), _outbox.c.not_before <= now, ~elsewhere)
        return list(self._connection.execute(query).scalars())

    def depth(self) -> Depth:
        count, oldest = self._connection.execute(select(func.count(), func.min(_outbox.c.put_at))).one()
        return Depth(count, oldest)

    def add_link(self, id: str, conversation: str, expires_at: datetime) -> None:
        self._connection.execute(insert(_links).values(id=id, conversation=conversation, expires_at=expires_at))

    def link(self, id: str) -> Link | None:
        row = self._connection.execute(select(_links).where(_links.c.id == id)).mappings().first()
        return None if row is None else Link(row["conversation"], row["expires_at"], row["used_by"])

    def use_link(self, id: str, chat_id: int, at: datetime) -> bool:
        unused = and_(_links.c.id == id, _links.c.used_by.is_(None), _links.c.expires_at >= at)
        return bool(self._connection.execute(update(_links).where(unused).values(used_by=chat_id)).rowcount)

    def _chat(self, query: Any) -> Chat | None:
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        return Chat(row["chat_id"], row["conversation"], row["delivered"], Owner(row["told"]), row["blocked_at"] is not None)

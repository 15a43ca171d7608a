"""The tables. Migrations create them (``migrations/versions``); a test compares the two."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


class Moment(TypeDecorator):
    """An aware time, in UTC on both databases. SQLite keeps no zone, so one is refused on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value.isoformat()}")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(timezone.utc)
        return value.replace(tzinfo=timezone.utc)


_ID = String(64)
serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself


def _conversation_key(**options: Any) -> Column:
    return Column("conversation", _ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, **options)


conversations = Table(
    "conversations",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("hint", String(2), nullable=False),
    Column("chosen", String(2)),
    Column("language", String(2), nullable=False),
    Column("owner", String(8), nullable=False),
    Column("advisor_id", _ID),
    Column("advisor_name", String(120)),
    Column("waiting_since", Moment),
    Column("started_at", Moment, nullable=False),
    Column("active_at", Moment, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("visible_from", Integer, nullable=False),
    Column("told_of_outage", Boolean(create_constraint=False), nullable=False),
    Column("revision", Integer, nullable=False),
    # Which gateway is at work on this conversation's turn, and until when its word is taken for it.
    Column("turn_holder", String(120)),
    Column("turn_until", Moment),
    Index("ix_conversations_active_at", "active_at"),
    Index(
        "ix_conversations_waiting",
        "waiting_since",
        sqlite_where=text("waiting_since IS NOT NULL"),
        postgresql_where=text("waiting_since IS NOT NULL"),
    ),
)

messages = Table(
    "messages",
    metadata,
    _conversation_key(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author", String(8), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("at", Moment, nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("client_id", _ID),
    Column("says", Text),
    Column("reply_to", Integer),
    Column("outcome", String(80), nullable=False),
    Column("reply_key", String(80), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("data", JSON, nullable=False),
    Column("advisor", String(120)),
    Index("ux_messages_client_id", "conversation", "client_id", unique=True),
)

_of_a_message = {"columns": ["conversation", "number"], "refcolumns": ["messages.conversation", "messages.number"]}

buttons = Table(
    "buttons",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("conversation", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("says", Text, nullable=False),
    ForeignKeyConstraint(**_of_a_message, ondelete="CASCADE"),
    Index("ix_buttons_message", "conversation", "number"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation", _ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("closed_at", Moment),
    ForeignKeyConstraint(**_of_a_message, ondelete="CASCADE"),
    Index("ix_turns_open", "conversation", "number", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
)

# What the assistant still has to forget. No foreign key: it outlives a deleted conversation.
forgets = Table(
    "forgets",
    metadata,
    Column("conversation", _ID, primary_key=True),
    Column("at", Moment, nullable=False),
)

owner_changes = Table(
    "owner_changes",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    _conversation_key(),
    Column("owner", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("actor", _ID, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_owner_changes_conversation", "conversation", "number"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("conversation", _ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("helpful", Boolean(create_constraint=False), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(**_of_a_message, ondelete="CASCADE"),
)

# Kept after a deletion, so it holds ids and counts, never words.
audit = Table(
    "audit",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("event", String(60), nullable=False),
    Column("conversation", _ID),
    Column("actor", _ID, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_audit_at", "at"),
    Index("ix_audit_conversation", "conversation"),
)

csp_reports = Table(
    "csp_reports",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("fields", JSON, nullable=False),
    Index("ix_csp_reports_at", "at"),
)

# A chat speaks in one conversation at a time; those it spoke in before stay its own, to be answered in and deleted.
telegram_chats = Table(
    "telegram_chats",
    metadata,
    _conversation_key(primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("is_current", Boolean(create_constraint=False), nullable=False),
    Column("delivered", Integer, nullable=False),
    Column("told", String(8), nullable=False),
    Column("blocked_at", Moment),
    Column("joined_at", Moment, nullable=False),
    Index("ix_telegram_chats_chat_id", "chat_id"),
    Index("ux_telegram_chats_current", "chat_id", unique=True, sqlite_where=text("is_current"), postgresql_where=text("is_current")),
)

telegram_updates = Table(
    "telegram_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Index("ix_telegram_updates_at", "at"),
)

# What is still to be sent; a row goes when it was. The confirmation of a deletion belongs to no conversation.
telegram_outbox = Table(
    "telegram_outbox",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", _ID, ForeignKey("conversations.id", ondelete="CASCADE")),
    Column("body", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("put_at", Moment, nullable=False),
    Index("ix_telegram_outbox_chat_id", "chat_id", "id"),
)

telegram_links = Table(
    "telegram_links",
    metadata,
    Column("id", String(16), primary_key=True),
    _conversation_key(),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", BigInteger),
    Index("ix_telegram_links_expires_at", "expires_at"),
)

# Work that only one of several gateways may do (one Telegram token, one poll), taken for a while.
leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", _ID, nullable=False),
    Column("until", Moment, nullable=False),
)

"""Telegram: chats, updates that have come, the outbox, one-time links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f(f"fk_{table}_conversations"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "telegram_chats",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=8), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("telegram_chats"),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_telegram_chats")),
    )
    op.create_index("ix_telegram_chats_chat_id", "telegram_chats", ["chat_id"], unique=False)
    current = sa.text("is_current")
    op.create_index("ux_telegram_chats_current", "telegram_chats", ["chat_id"], unique=True, sqlite_where=current, postgresql_where=current)
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_telegram_updates")),
    )
    op.create_index("ix_telegram_updates_at", "telegram_updates", ["at"], unique=False)
    op.create_table(
        "telegram_outbox",
        sa.Column("id", _serial, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("telegram_outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_outbox")),
    )
    op.create_index("ix_telegram_outbox_chat_id", "telegram_outbox", ["chat_id", "id"], unique=False)
    op.create_table(
        "telegram_links",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        _conversation("telegram_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_links")),
    )
    op.create_index("ix_telegram_links_expires_at", "telegram_links", ["expires_at"], unique=False)

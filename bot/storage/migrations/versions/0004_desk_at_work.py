"""The desk at work: goods that are stuck, pictures, who looks at what, e-mails to send; leases among gateways."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("cases", sa.Column("shipment", sa.JSON(), nullable=True))
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_attachments_conversations"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_conversation"), "attachments", ["conversation"], unique=False)
    op.create_table(
        "case_viewers",
        sa.Column("case", sa.String(length=12), nullable=False),
        sa.Column("advisor", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.reference"], name=op.f("fk_case_viewers_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["advisor"], ["advisors.id"], name=op.f("fk_case_viewers_advisors"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case", "advisor", name=op.f("pk_case_viewers")),
    )
    op.create_table(
        "mails",
        sa.Column("id", _serial, autoincrement=True, nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.reference"], name=op.f("fk_mails_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_case"), "mails", ["case"], unique=False)
    op.create_index(op.f("ix_mails_due_at"), "mails", ["due_at"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )

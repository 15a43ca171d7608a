"""The desk's tables. A case goes with its conversation: deleting one's data deletes what one told the desk."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from bot.storage.tables import Moment, metadata, serial

_ID = String(64)
_REFERENCE = String(12)


def _conversation(**options: object) -> Column:
    return Column("conversation", _ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, **options)


def _advisor(**options: object) -> Column:
    return Column("advisor", _ID, ForeignKey("advisors.id", ondelete="CASCADE"), nullable=False, **options)


advisors = Table(
    "advisors",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("role", String(8), nullable=False),
    Column("password", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("seen_at", Moment),
    Index("ux_advisors_email", "email", unique=True),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    _advisor(index=True),
    Column("csrf", String(64), nullable=False),
    Column("ends_at", Moment, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    _conversation(index=True),
    Column("channel", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("consented_at", Moment, nullable=False),
    Column("topic", String(80), nullable=False),
    Column("urgency", String(8), nullable=False),
    Column("urgency_rank", Integer, nullable=False),
    Column("mode", String(12), nullable=False),
    Column("facts", JSON, nullable=False),
    # What is stuck at the border, when goods are.
    Column("shipment", JSON),
    Column("status", String(8), nullable=False),
    # No foreign key: who had a case stays readable when an advisor's account is gone.
    Column("advisor_id", _ID),
    Column("advisor_name", String(120)),
    Column("claimed_at", Moment),
    Column("resolved_at", Moment),
    Column("outcome", String(16)),
    Column("calls", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_cases_queue", "status", "urgency_rank", "opened_at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("case", _REFERENCE, ForeignKey("cases.reference", ondelete="CASCADE"), nullable=False, index=True),
    Column("author", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

intakes = Table(
    "intakes",
    metadata,
    _conversation(primary_key=True),
    Column("state", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

# Pictures that a person sent, as we encoded them anew.
attachments = Table(
    "attachments",
    metadata,
    Column("id", _ID, primary_key=True),
    _conversation(index=True),
    Column("media_type", String(32), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

# Which advisor looks at which case.
case_viewers = Table(
    "case_viewers",
    metadata,
    Column("case", _REFERENCE, ForeignKey("cases.reference", ondelete="CASCADE"), primary_key=True),
    Column("advisor", _ID, ForeignKey("advisors.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Moment, nullable=False),
)

# E-mails to send. Their words are made when they are sent, from the kind and the case: nothing that a person wrote is in here.
mails = Table(
    "mails",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("recipient", String(254), nullable=False),
    Column("language", String(2), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("case", _REFERENCE, ForeignKey("cases.reference", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    # When to try (again); empty once it was sent or given up.
    Column("due_at", Moment, index=True),
    Column("sent_at", Moment),
    Column("fault", String(64), nullable=False),
)

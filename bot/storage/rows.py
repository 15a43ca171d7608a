"""How rows become domain objects and back, and how one is inserted unless it is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.conversation.model import Advisor, Author, Choice, Conversation, Kind, Message, Owner, Source, TurnLease
from bot.language import Language

Row = Mapping[str, Any]


def insert_if_new(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless one with its key is there, also one that another transaction is just writing; say whether it was new."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return bool(connection.execute(insert(table).values(**values).on_conflict_do_nothing()).rowcount)


def conversation_of(row: Row) -> Conversation:
    return Conversation(
        id=row["id"],
        channel=row["channel"],
        hint=Language(row["hint"]),
        chosen=Language(row["chosen"]) if row["chosen"] else None,
        language=Language(row["language"]),
        owner=Owner(row["owner"]),
        advisor=Advisor(row["advisor_id"], row["advisor_name"]) if row["advisor_id"] else None,
        waiting_since=row["waiting_since"],
        started_at=row["started_at"],
        active_at=row["active_at"],
        last_number=row["last_number"],
        visible_from=row["visible_from"],
        told_of_outage=row["told_of_outage"],
        turn=TurnLease(row["turn_holder"], row["turn_until"]) if row["turn_holder"] else None,
        revision=row["revision"],
    )


def row_of_conversation(conversation: Conversation) -> dict[str, Any]:
    return {
        "channel": conversation.channel,
        "hint": conversation.hint.value,
        "chosen": conversation.chosen.value if conversation.chosen else None,
        "language": conversation.language.value,
        "owner": conversation.owner.value,
        "advisor_id": conversation.advisor.id if conversation.advisor else None,
        "advisor_name": conversation.advisor.name if conversation.advisor else None,
        "waiting_since": conversation.waiting_since,
        "started_at": conversation.started_at,
        "active_at": conversation.active_at,
        "last_number": conversation.last_number,
        "visible_from": conversation.visible_from,
        "told_of_outage": conversation.told_of_outage,
        "turn_holder": conversation.turn.holder if conversation.turn else None,
        "turn_until": conversation.turn.until if conversation.turn else None,
    }


def message_of(row: Row, choices: tuple[Choice, ...]) -> Message:
    return Message(
        conversation=row["conversation"],
        number=row["number"],
        author=Author(row["author"]),
        kind=Kind(row["kind"]),
        at=row["at"],
        language=Language(row["language"]),
        text=row["text"],
        client_id=row["client_id"],
        says=row["says"],
        reply_to=row["reply_to"],
        outcome=row["outcome"],
        key=row["reply_key"],
        choices=choices,
        sources=tuple(Source(**source) for source in row["sources"]),
        data=row["data"],
        advisor=row["advisor"],
        helpful=row["helpful"],
    )


def row_of_message(message: Message) -> dict[str, Any]:
    return {
        "conversation": message.conversation,
        "number": message.number,
        "author": message.author.value,
        "kind": message.kind.value,
        "at": message.at,
        "language": message.language.value,
        "text": message.text,
        "client_id": message.client_id,
        "says": message.says,
        "reply_to": message.reply_to,
        "outcome": message.outcome,
        "reply_key": message.key,
        "sources": [vars(source) for source in message.sources],
        "data": dict(message.data),
        "advisor": message.advisor,
    }


def row_of_choice(message: Message, place: int, choice: Choice) -> dict[str, Any]:
    return {
        "id": choice.id,
        "conversation": message.conversation,
        "number": message.number,
        "place": place,
        "title": choice.title,
        "says": choice.says,
    }

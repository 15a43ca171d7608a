"""Conversations and their messages in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation.errors import ConversationChanged, ConversationGone
from bot.conversation.events import Deleted, Event, LanguageIs, MessageAdded, OwnerIs
from bot.conversation.model import Choice, Conversation, Message, Owner
from bot.storage import tables
from bot.storage.rows import conversation_of, message_of, row_of_choice, row_of_conversation, row_of_message

_conversations, _messages, _buttons = tables.conversations, tables.messages, tables.buttons
_LONGEST_READ = 2000

# Statements of every turn are built once: building one costs several times what SQLite takes to run it.
_id = bindparam("b_id")
_ADD = insert(_conversations)
_GET = select(_conversations).where(_conversations.c.id == _id)
_LOCK = _GET.with_for_update()  # on SQLite the clause is left out: there the whole write transaction is the lock
_SAVE = update(_conversations).where(_conversations.c.id == _id, _conversations.c.revision == bindparam("b_revision"))
_ADD_OWNER_CHANGE = insert(tables.owner_changes)
_ADD_MESSAGE = insert(_messages)
_ADD_BUTTONS = insert(_buttons)
_NUMBER_OF = select(_messages.c.number).where(_messages.c.conversation == _id, _messages.c.client_id == bindparam("b_client"))
_AFTER = (
    select(_messages, tables.feedback.c.helpful)
    .outerjoin(
        tables.feedback,
        and_(tables.feedback.c.conversation == _messages.c.conversation, tables.feedback.c.number == _messages.c.number),
    )
    .where(_messages.c.conversation == _id, _messages.c.number > bindparam("b_number"))
    .order_by(_messages.c.number.desc())
    .limit(_LONGEST_READ)
)
_CHOICE = select(_buttons).where(_buttons.c.id == bindparam("b_choice"), _buttons.c.conversation == _id)
_CHOICES = select(_buttons).where(_buttons.c.conversation == _id, _buttons.c.number > bindparam("b_number")).order_by(_buttons.c.place)


class SqlConversations:
    def __init__(self, connection: Connection, events: list[tuple[str, Event]]) -> None:
        self._connection, self._events = connection, events
        self._languages: dict[str, LanguageIs] = {}

    def add(self, conversation: Conversation) -> None:
        self._connection.execute(_ADD, {"id": conversation.id, "revision": 0, **row_of_conversation(conversation)})

    def get(self, conversation: str, *, lock: bool = False) -> Conversation:
        row = self._connection.execute(_LOCK if lock else _GET, {"b_id": conversation}).mappings().first()
        if row is None:
            raise ConversationGone()
        found = conversation_of(row)
        self._languages[found.id] = LanguageIs(found.language, found.chosen)
        return found

    def save(self, conversation: Conversation) -> None:
        values = {"revision": conversation.revision + 1, **row_of_conversation(conversation)}
        key = {"b_id": conversation.id, "b_revision": conversation.revision}
        if self._connection.execute(_SAVE, {**values, **key}).rowcount != 1:
            raise ConversationChanged()
        conversation.revision += 1
        for change in conversation.owner_changes:
            row = {"owner": change.owner.value, "number": change.number, "actor": change.actor, "at": change.at}
            self._connection.execute(_ADD_OWNER_CHANGE, {"conversation": conversation.id, **row})
        self._tell(conversation)
        conversation.owner_changes.clear()

    def delete(self, conversation: str) -> bool:
        gone = self._connection.execute(delete(_conversations).where(_conversations.c.id == conversation))
        if gone.rowcount:
            self._events.append((conversation, Deleted()))
        return bool(gone.rowcount)

    def idle_since(self, before: datetime, limit: int) -> Sequence[str]:
        query = select(_conversations.c.id).where(_conversations.c.active_at < before).order_by(_conversations.c.active_at).limit(limit)
        return list(self._connection.execute(query).scalars())

    def queue_position(self, conversation: Conversation) -> int:
        earlier = (
            select(func.count())
            .select_from(_conversations)
            .where(_conversations.c.waiting_since < conversation.waiting_since, _conversations.c.owner == Owner.WAITING.value)
        )
        return 1 + int(self._connection.execute(earlier).scalar_one())

    def _tell(self, conversation: Conversation) -> None:
        if conversation.owner_changes:
            self._events.append((conversation.id, OwnerIs(conversation.owner, conversation.advisor)))
        language = LanguageIs(conversation.language, conversation.chosen)
        if self._languages.get(conversation.id, language) != language:
            self._languages[conversation.id] = language
            self._events.append((conversation.id, language))


class SqlMessages:
    def __init__(self, connection: Connection, events: list[tuple[str, Event]]) -> None:
        self._connection, self._events = connection, events

    def add(self, message: Message) -> None:
        self._connection.execute(_ADD_MESSAGE, row_of_message(message))
        if message.choices:
            self._connection.execute(_ADD_BUTTONS, [row_of_choice(message, place, choice) for place, choice in enumerate(message.choices)])
        self._events.append((message.conversation, MessageAdded(message)))

    def number_of(self, conversation: str, client_id: str) -> int | None:
        number: int | None = self._connection.execute(_NUMBER_OF, {"b_id": conversation, "b_client": client_id}).scalar_one_or_none()
        return number

    def after(self, conversation: str, number: int) -> Sequence[Message]:
        key = {"b_id": conversation, "b_number": number}
        rows = self._connection.execute(_AFTER, key).mappings().all()[::-1]
        choices: dict[int, list[Choice]] = {}
        key["b_number"] = rows[0]["number"] - 1 if rows else number
        for row in self._connection.execute(_CHOICES, key).mappings() if rows else ():
            choices.setdefault(row["number"], []).append(Choice(row["id"], row["title"], row["says"]))
        return [message_of(row, tuple(choices.get(row["number"], ()))) for row in rows]

    def choice(self, conversation: str, choice: str) -> Choice | None:
        row = self._connection.execute(_CHOICE, {"b_id": conversation, "b_choice": choice}).mappings().first()
        return None if row is None else Choice(row["id"], row["title"], row["says"])

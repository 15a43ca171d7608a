"""What can go wrong with a conversation, told by code; an edge picks the words (``bot/content/web/errors.yml``)."""

from __future__ import annotations

from bot.errors import BotError


class ConversationGone(BotError):
    """The conversation was deleted, by its person or by the retention job."""

    code = "conversation_gone"


class ConversationChanged(BotError):
    """Somebody else changed the conversation between our reading and our writing: nothing was written, try again."""

    code = "conversation_changed"


class OwnerForbids(BotError):
    """A step that isn't open in the conversation's present ownership, such as handing back what the bot already has."""

    code = "owner_forbids"

    def __init__(self, *, step: str, owner: str) -> None:
        super().__init__(step=step, owner=owner)
        self.step = step
        self.owner = owner


class AlreadyClaimed(BotError):
    """Another advisor has the conversation; ``advisor`` is their name, to tell the one who came second."""

    code = "already_claimed"

    def __init__(self, *, advisor: str) -> None:
        super().__init__(advisor=advisor)
        self.advisor = advisor


class WithAdvisor(BotError):
    """The bot can't do this while an advisor has the conversation or is awaited."""

    code = "with_advisor"


class EmptyText(BotError):
    """A message without a word in it."""

    code = "empty_text"


class TextTooLong(BotError):
    """A message longer than ``limit`` characters; nothing of it was stored."""

    code = "text_too_long"

    def __init__(self, *, limit: int, given: int) -> None:
        super().__init__(limit=limit, given=given)


class UnknownButton(BotError):
    """A button that this conversation never showed."""

    code = "unknown_button"


class UnknownMessage(BotError):
    """A message number that isn't one of this conversation's answers."""

    code = "unknown_message"


class StorageUnavailable(BotError):
    """The database can't be reached or is busy for longer than its time-out."""

    code = "storage_unavailable"

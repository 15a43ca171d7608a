"""What each command and each of the channel's own buttons does. What the assistant can do is said to it in words, as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.channels.telegram.moving import Moving
from bot.channels.telegram.outgoing import Composer, Outgoing
from bot.content.web import WebWords
from bot.conversation.chats import of
from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation, Owner
from bot.conversation.service import Conversations
from bot.language import Language

NAMES = ("start", "help", "advisor", "calculate", "language", "stop", "delete")


@dataclass(frozen=True)
class Person:
    """Who an update is from: their chat, the language to speak to them, their conversation where they have one."""

    chat_id: int
    language: Language
    conversation: Conversation | None


@dataclass
class Done:
    """What is to be sent for an update, and what is shown over a pressed button. ``says`` is put to the assistant in the person's name."""

    sent: list[Outgoing] = field(default_factory=list)
    toast: str = ""
    says: str = ""
    belongs: bool = True
    """Whether what is sent belongs to the conversation, and is deleted with it."""


class Commands:
    def __init__(
        self,
        ledger: Ledger,
        conversations: Conversations,
        moving: Moving,
        composer: Composer,
        words: WebWords,
        days: int,
    ) -> None:
        self._ledger, self._conversations, self._moving = ledger, conversations, moving
        self._composer, self._words, self._days = composer, words, days

    async def command(self, person: Person, name: str, rest: str) -> Done:
        if name == "start":
            return await self._move(person, rest.strip()) if rest.strip() else self._welcome(person.language)
        if name in ("advisor", "calculate"):
            return Done(says=self._words.say(f"telegram.says.{name}", person.language))
        if name == "language":
            return self._language_question(person.language)
        if name == "delete":
            yes, no = self._said("delete_yes", person), self._said("delete_no", person)
            return Done(self._composer.say("telegram.delete_question", person.language, [(yes, "delete:yes")], [(no, "delete:no")]))
        if name == "stop":
            return await self._stop(person)
        return Done(self._composer.say("telegram.help", person.language))

    async def own_button(self, person: Person, data: str) -> Done | None:
        """Do what a button of the channel itself asks for; ``None`` for one that it doesn't know."""
        kind, _, rest = data.partition(":")
        if kind == "say" and rest in ("advisor", "calculate"):
            return Done(says=self._words.say(f"telegram.says.{rest}", person.language))
        if kind == "delete":
            return await self._delete(person) if rest == "yes" else Done(toast=self._said("kept", person))
        if kind == "rate":
            return await self._rate(person, rest)
        return None

    def chosen(self, language: Language) -> Done:
        """Return what is said once a language was chosen."""
        return Done(self._composer.say("telegram.language_chosen", language))

    def _welcome(self, language: Language) -> Done:
        say = self._words.say
        text = "\n\n".join((say("chat.greeting", language), say("chat.privacy", language, days=self._days), say("telegram.hint", language)))
        other = say(f"telegram.language_{'french' if language is Language.EN else 'english'}", language)
        rows = [[(say(f"telegram.says.{name}", language), f"say:{name}")] for name in ("calculate", "advisor")]
        return Done(self._composer.text(text, *rows, [(other, f"lang:{language.other.value}")]))

    def _language_question(self, language: Language) -> Done:
        row = [
            (self._words.say(f"telegram.language_{name}", language), f"lang:{tag}") for name, tag in (("english", "en"), ("french", "fr"))
        ]
        return Done(self._composer.say("telegram.language_question", language, row))

    async def _move(self, person: Person, payload: str) -> Done:
        moved = await self._moving.use(payload, person.chat_id)
        language = moved.conversation.language if moved.conversation else person.language
        return Done(self._composer.say(f"telegram.{moved.outcome.value}", language))

    async def _stop(self, person: Person) -> Done:
        """Leave the queue, which is for the desk to do and to say, or a half-filled form. Raises ``WithAdvisor`` with an advisor."""
        conversation = person.conversation
        if conversation is None:
            return Done(self._composer.say("telegram.nothing_to_stop", person.language))
        if conversation.owner is Owner.WAITING:
            return Done(says=self._words.say("telegram.says.stop", person.language))
        await self._conversations.start_over(conversation.id)  # which leaves a notice of its own
        return Done()

    async def _delete(self, person: Person) -> Done:
        """Delete every conversation that this chat has had, and what was still to be sent of them."""
        for conversation in await self._ledger.read(lambda unit: of(unit).all_of(person.chat_id)):
            await self._conversations.delete(conversation)
        return Done(self._composer.say("chat.deleted", person.language), belongs=False)

    async def _rate(self, person: Person, rest: str) -> Done:
        verdict, _, about = rest.partition(":")
        number, _, whose = about.partition(":")
        if person.conversation is None or not (number.isascii() and number.isdigit()) or person.conversation.id[:12] != whose:
            return Done(toast=self._words.say("errors.unknown_message", person.language))
        await self._conversations.rate(person.conversation.id, int(number), verdict == "yes")
        return Done(toast=self._said("rated", person))

    def _said(self, key: str, person: Person) -> str:
        return self._words.say(f"telegram.{key}", person.language)

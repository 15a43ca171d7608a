"""Takes updates in: each is done once, in its chat's order, and is in the database before Telegram is told that it came.

What a person wrote goes through the same service as on the website, under an id made of the update's: were we killed before the update is
noted, Telegram sends it again and nothing is said twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol

import structlog

from bot.channels.limits import Buckets, TooMany
from bot.channels.problems import words_for
from bot.channels.telegram.commands import Commands, Done, Person
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.incoming import Blocked, Command, Incoming, Odd, Photo, Press, Text
from bot.channels.telegram.moving import CHANNEL
from bot.channels.telegram.outbox import mark_blocked
from bot.channels.telegram.outgoing import Composer
from bot.channels.telegram.photos import Photos
from bot.content.web import WebWords
from bot.conversation.chats import of
from bot.conversation.errors import ConversationGone, StorageUnavailable
from bot.conversation.ledger import Ledger
from bot.conversation.model import Conversation
from bot.conversation.service import Conversations
from bot.conversation.store import UnitOfWork
from bot.desk.errors import PictureUnexpected
from bot.errors import BotError
from bot.language import Language

_TOAST_LIMIT = 200
_TOLD_PER_MINUTE_SECONDS = 20.0
log = structlog.get_logger(__name__)


class Presses(Protocol):
    """Tells Telegram that a pressed button was seen, with words to show over it; doesn't block."""

    def __call__(self, query: str, words: str) -> None: ...


class Reception:
    def __init__(
        self,
        ledger: Ledger,
        conversations: Conversations,
        commands: Commands,
        composer: Composer,
        delivery: Delivery,
        photos: Photos,
        words: WebWords,
        limit: Buckets,
        clock: Callable[[], datetime],
        pressed: Presses,
        send: Callable[[int], None],
    ) -> None:
        self._ledger, self._conversations, self._commands, self._composer = ledger, conversations, commands, composer
        self._delivery, self._photos, self._words, self._limit, self._clock = delivery, photos, words, limit, clock
        self._pressed, self._send = pressed, send
        self._orders: dict[int, tuple[asyncio.Lock, int]] = {}
        self._told_off: dict[int, float] = {}
        self._albums: dict[int, tuple[str, int]] = {}

    async def ignore(self, update: int) -> None:
        """Note an update that is met with silence."""
        await self._ledger.write(lambda unit: of(unit).note(update, self._clock()))

    async def receive(self, incoming: Incoming) -> None:
        """Do what an update asks for, once. Raises ``StorageUnavailable``, and then Telegram has to send it again."""
        async with self._in_order(incoming.chat_id):
            if await self._ledger.read(lambda unit: of(unit).knows(incoming.update)):
                log.info("telegram.repeated")
                done = Done(belongs=False)
            else:
                done = await self._done(incoming)
                await self._note(incoming, done)
        if isinstance(incoming.act, Press):
            self._pressed(incoming.act.query, done.toast[:_TOAST_LIMIT])

    async def _done(self, incoming: Incoming) -> Done:
        language = incoming.hint
        for last in (False, True):
            try:
                person = await self._person(incoming)
                language = person.language
                return await self._act(incoming, person)
            except StorageUnavailable:
                raise
            except ConversationGone as error:  # deleted between two of our steps: the next try begins a new one
                if last:
                    return self._refused(incoming, language, error)
            except TooMany as error:
                return self._told_once(incoming, language, error)
            except BotError as error:
                log.info("telegram.refused", code=error.code)
                return self._refused(incoming, language, error)
            except Exception as error:
                # Neither the words of the error nor its traceback's last line: they may be the person's.
                log.error("telegram.defect", kind=type(error).__name__, at=_place(error))
                return Done(self._composer.say("errors.unexpected", language), belongs=False)
        raise AssertionError("unreachable")

    async def _act(self, incoming: Incoming, person: Person) -> Done:
        act = incoming.act
        if isinstance(act, Blocked):
            return await self._blocked(incoming.chat_id, act.on)
        await self._reachable(incoming.chat_id)
        self._limit.spend(f"telegram:{incoming.chat_id}")
        if isinstance(act, Text):
            return await self._say(incoming, person, text=act.said)
        if isinstance(act, Photo):
            return await self._picture(incoming, person, act)
        if isinstance(act, Odd):
            if act.caption and act.key != "edited":
                await self._say(incoming, person, text=act.caption)
            told = self._told_of_album(incoming, act.album)
            return Done() if told else Done(self._composer.say(f"telegram.{act.key}", person.language))
        if isinstance(act, Command):
            return await self._do(incoming, person, await self._commands.command(person, act.name, act.rest))
        return await self._press(incoming, person, act)

    async def _picture(self, incoming: Incoming, person: Person, photo: Photo) -> Done:
        """Keep a picture if somebody wants it; what was written under it is heard in any case."""
        done, goes_along = Done(), await self._photos.takes_words(person.conversation)
        if photo.caption and not goes_along:
            await self._say(incoming, person, text=photo.caption)
        try:
            if person.conversation is None:
                raise PictureUnexpected()
            client_id = f"telegram-{incoming.update}-picture"
            await self._photos.keep(person.conversation.id, client_id, photo, photo.caption if goes_along else "")
        except (StorageUnavailable, ConversationGone):
            raise
        except BotError as error:
            log.info("telegram.refused", code=error.code)
            if not isinstance(error, PictureUnexpected):
                done = self._refused(incoming, person.language, error)
            elif not self._told_of_album(incoming, photo.album):
                done = self._unwanted(person.language)
            if photo.caption and goes_along:
                await self._say(incoming, person, text=photo.caption)
        return done

    def _unwanted(self, language: Language) -> Done:
        ask = self._words.say("telegram.says.advisor", language)
        return Done(self._composer.say("errors.picture_unexpected", language, [(ask, "say:advisor")]))

    async def _press(self, incoming: Incoming, person: Person, press: Press) -> Done:
        if press.data in ("lang:en", "lang:fr"):
            language = Language(press.data.removeprefix("lang:"))
            conversation = await self._conversation(incoming, person)
            asked = await self._conversations.choose_language(conversation, language)
            return self._commands.chosen(language) if asked is None else Done()  # else the assistant says so itself
        done = await self._commands.own_button(person, press.data)
        if done is not None:
            return await self._do(incoming, person, done)
        return await self._say(incoming, person, button=press.data)

    async def _do(self, incoming: Incoming, person: Person, done: Done) -> Done:
        if done.says:
            await self._say(incoming, person, text=done.says)
        return done

    async def _say(self, incoming: Incoming, person: Person, *, text: str | None = None, button: str | None = None) -> Done:
        conversation = await self._conversation(incoming, person)
        await self._conversations.hear(conversation, f"telegram-{incoming.update}", text=text, button=button)
        return Done()

    async def _conversation(self, incoming: Incoming, person: Person) -> str:
        """Return the chat's conversation, begun when it has none."""
        if person.conversation is not None:
            return person.conversation.id
        begun = await self._conversations.start(CHANNEL, incoming.hint)
        if not await self._ledger.write(lambda unit: of(unit).begin(incoming.chat_id, begun.id, self._clock())):
            await self._conversations.delete(begun.id)  # another gateway was first, with another update of this chat
            raise ConversationGone()
        self._delivery.joined(begun.id, incoming.chat_id)
        return begun.id

    async def _person(self, incoming: Incoming) -> Person:
        def work(unit: UnitOfWork) -> Conversation | None:
            chat = of(unit).current(incoming.chat_id)
            return None if chat is None else unit.conversations.get(chat.conversation)

        found = await self._ledger.read(work)
        return Person(incoming.chat_id, found.language if found else incoming.hint, found)

    async def _blocked(self, chat_id: int, on: bool) -> Done:
        if on:
            await self._ledger.write(lambda unit: mark_blocked(unit, chat_id, self._words, self._clock()))
        else:
            await self._reachable(chat_id)
        return Done(belongs=False)

    async def _reachable(self, chat_id: int) -> None:
        """Whoever writes to us hasn't blocked us."""
        chat = await self._ledger.read(lambda unit: of(unit).current(chat_id))
        if chat is not None and chat.is_blocked:
            await self._ledger.write(lambda unit: of(unit).block(chat_id, None))
            log.info("telegram.unblocked")

    async def _note(self, incoming: Incoming, done: Done) -> None:
        """Note the update and put what is to be sent behind what the chat hasn't been sent yet, all or nothing."""
        now = self._clock()

        def work(unit: UnitOfWork) -> str | None:
            store = of(unit)
            chat = store.current(incoming.chat_id)
            if not store.note(incoming.update, now):  # another gateway took it in at the same time
                return chat.conversation if chat is not None else None
            if chat is not None and done.sent:
                self._delivery.hand_over(unit, chat.conversation)
            conversation = chat.conversation if chat is not None and done.belongs else None
            store.put(incoming.chat_id, conversation, [outgoing.body() for outgoing in done.sent], now)
            return chat.conversation if chat is not None else None

        conversation = await self._ledger.write(work)
        if conversation is not None:
            self._delivery.joined(conversation, incoming.chat_id)
            self._delivery.wake(conversation)
        if done.sent:
            self._send(incoming.chat_id)

    def _refused(self, incoming: Incoming, language: Language, error: BotError) -> Done:
        words = words_for(self._words, error, language)
        if isinstance(incoming.act, Press) and len(words) <= _TOAST_LIMIT:
            return Done(toast=words)
        return Done(self._composer.text(words))

    def _told_of_album(self, incoming: Incoming, album: str) -> bool:
        """Say whether it was told that an album is not wanted: at its first picture, also where that has to be taken in once more."""
        told, at = self._albums.get(incoming.chat_id, ("", incoming.update))
        if album and told == album:
            return at != incoming.update
        if len(self._albums) > 10_000:
            self._albums.clear()
        self._albums[incoming.chat_id] = album, incoming.update
        return False

    def _told_once(self, incoming: Incoming, language: Language, error: TooMany) -> Done:
        """Say that it is too much, but not for each message of a flood."""
        now = self._clock().timestamp()
        if now - self._told_off.get(incoming.chat_id, 0.0) < _TOLD_PER_MINUTE_SECONDS:
            return Done()
        if len(self._told_off) > 10_000:
            self._told_off.clear()
        self._told_off[incoming.chat_id] = now
        return self._refused(incoming, language, error)

    @asynccontextmanager
    async def _in_order(self, chat_id: int) -> AsyncIterator[None]:
        """One update of a chat at a time, in the order they came in; different chats at once."""
        lock, users = self._orders.get(chat_id, (asyncio.Lock(), 0))
        self._orders[chat_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._orders[chat_id]
            if users == 1:
                del self._orders[chat_id]
            else:
                self._orders[chat_id] = (lock, users - 1)


def _place(error: BaseException) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return "" if frame is None else f"{frame.tb_frame.f_code.co_filename.rpartition('/')[2]}:{frame.tb_lineno}"

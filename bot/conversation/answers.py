"""Stores what the bot answers, under the one rule that makes silence after a claim true.

The owner is read in the transaction that stores the answer, with the conversation locked: an answer that took its time in the assistant
while an advisor claimed is never stored, so no channel can show it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.model import Author, Choice, Conversation, Kind, Owner, Source
from bot.conversation.ownership import settle
from bot.conversation.store import Ask, TurnState, UnitOfWork
from bot.conversation.wording import Wording
from bot.engine.model import Reply, Turn

AnswerHook = Callable[[UnitOfWork, Conversation, Turn, datetime], None]
"""Runs in the transaction of an answer, after it was added: the desk opens a case and has the conversation wait, all or nothing."""


LANGUAGE_CHANGED = "change_language"
"""Outcome of the answer to a person who asks for the other language in words: it counts as much as the switch."""

TurnPreparation = Callable[[UnitOfWork, str], None]
"""Runs in the transaction that begins a turn of a conversation: what stands before the assistant reads there what it needs, which saves
it a transaction of its own."""


@dataclass(frozen=True)
class Stored:
    """What became of an answer, and whether more is to be done in the conversation."""

    state: TurnState
    more: bool


def store_answer(unit: UnitOfWork, ask: Ask, turn: Turn, holder: str, now: datetime, hook: AnswerHook | None = None) -> Stored:
    """Store the replies if the bot still has the conversation and nobody closed the turn. Raises ``ConversationGone``."""
    conversation = unit.conversations.get(ask.conversation, lock=True)
    newest = conversation.last_number
    state = TurnState.ANSWERED if conversation.owner is Owner.BOT else TurnState.WITHHELD
    if not unit.turns.close(ask.conversation, ask.number, state, now):
        state = TurnState.DROPPED
    if state is TurnState.ANSWERED:
        before = conversation.owner
        for reply in turn.replies:
            _add_reply(unit, conversation, ask, reply, now)
        changed = next((reply.language for reply in turn.replies if reply.outcome == LANGUAGE_CHANGED), None)
        if changed is not None:
            conversation.choose(changed)
        conversation.heard_in(turn.replies[-1].language)
        conversation.told_of_outage = False
        if hook is not None:
            hook(unit, conversation, turn, now)
            settle(unit, conversation, before, now)
    conversation.release_turn(holder)
    unit.conversations.save(conversation)
    # Turns are taken in order: what came before was answered, and what comes after has a higher number.
    return Stored(state, newest > ask.number and unit.turns.any_open(ask.conversation))


def store_apology(unit: UnitOfWork, ask: Ask, wording: Wording, holder: str, now: datetime) -> Stored:
    """Give up on a message: the person is told, and offered an advisor. Raises ``ConversationGone``."""
    conversation = unit.conversations.get(ask.conversation, lock=True)
    words = wording.say("notices.failed", conversation.language)
    stored = store_answer(unit, ask, Turn((Reply(words, conversation.language, outcome="error", key="notices.failed"),)), holder, now)
    if stored.state is TurnState.ANSWERED:
        return Stored(TurnState.FAILED, stored.more)
    return stored


def store_notice(unit: UnitOfWork, ask: Ask, kind: str, wording: Wording, now: datetime) -> None:
    """Tell the person, once for each outage, that the answer takes longer: ``outage`` or ``slow``. Raises ``ConversationGone``."""
    conversation = unit.conversations.get(ask.conversation, lock=True)
    if conversation.told_of_outage or conversation.owner is not Owner.BOT:
        return
    conversation.told_of_outage = True
    words = wording.say(f"notices.{kind}", conversation.language)
    unit.messages.add(conversation.add(Author.SYSTEM, Kind.NOTICE, words, now, outcome=kind, reply_to=ask.number))
    unit.conversations.save(conversation)


def release(unit: UnitOfWork, conversation: str, holder: str) -> None:
    """Give a turn up without an answer. Raises ``ConversationGone``."""
    found = unit.conversations.get(conversation, lock=True)
    found.release_turn(holder)
    unit.conversations.save(found)


def _add_reply(unit: UnitOfWork, conversation: Conversation, ask: Ask, reply: Reply, now: datetime) -> None:
    message = conversation.add(
        Author.BOT,
        Kind.ANSWER,
        "\n\n".join(part for part in (reply.text, reply.notes) if part),
        now,
        language=reply.language,
        reply_to=ask.number,
        outcome=reply.outcome,
        key=reply.key,
        choices=tuple(Choice(secrets.token_urlsafe(9), button.title, button.says) for button in reply.buttons),
        sources=tuple(Source(source.title, source.url, source.checked) for source in reply.sources),
        data=reply.data,
    )
    unit.messages.add(message)

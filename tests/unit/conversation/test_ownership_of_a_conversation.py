"""Who may answer: the steps between bot, waiting and advisor, on the model alone."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.conversation.errors import AlreadyClaimed, OwnerForbids
from bot.conversation.model import Advisor, Author, Conversation, Kind, Owner
from bot.language import Language

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ANNE, MARC = Advisor("a1", "Anne"), Advisor("a2", "Marc")


def a_conversation(owner: Owner = Owner.BOT) -> Conversation:
    conversation = Conversation("c1", "web", Language.EN, NOON, NOON, Language.EN)
    if owner is Owner.WAITING:
        conversation.ask_for_advisor(NOON)
    if owner is Owner.HUMAN:
        conversation.claim(ANNE, NOON)
    conversation.owner_changes.clear()
    return conversation


STEPS = {
    "ask_for_advisor": lambda conversation: conversation.ask_for_advisor(NOON),
    "withdraw": lambda conversation: conversation.withdraw(NOON),
    "claim": lambda conversation: conversation.claim(ANNE, NOON),
    "transfer": lambda conversation: conversation.transfer(MARC, NOON, actor="a1"),
    "hand_back": lambda conversation: conversation.hand_back(NOON, actor="a1"),
}
OPEN = {
    (Owner.BOT, "ask_for_advisor"): Owner.WAITING,
    (Owner.BOT, "claim"): Owner.HUMAN,
    (Owner.WAITING, "withdraw"): Owner.BOT,
    (Owner.WAITING, "claim"): Owner.HUMAN,
    (Owner.HUMAN, "claim"): Owner.HUMAN,
    (Owner.HUMAN, "transfer"): Owner.HUMAN,
    (Owner.HUMAN, "hand_back"): Owner.BOT,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("owner", Owner)
def test_only_the_steps_of_the_table_are_open(owner: Owner, step: str) -> None:
    conversation = a_conversation(owner)
    if (owner, step) in OPEN:
        STEPS[step](conversation)
        assert conversation.owner is OPEN[owner, step]
    else:
        with pytest.raises(OwnerForbids):
            STEPS[step](conversation)
        assert conversation.owner is owner


def test_a_second_advisor_cannot_claim_a_claimed_conversation_and_learns_who_has_it() -> None:
    conversation = a_conversation(Owner.HUMAN)
    with pytest.raises(AlreadyClaimed) as refused:
        conversation.claim(MARC, NOON)
    assert refused.value.advisor == "Anne"
    assert conversation.advisor == ANNE


def test_claiming_twice_is_one_change() -> None:
    conversation = a_conversation()
    conversation.claim(ANNE, NOON)
    conversation.claim(ANNE, NOON)
    assert [change.owner for change in conversation.owner_changes] == [Owner.HUMAN]


def test_every_change_is_recorded_with_the_last_message_before_it() -> None:
    conversation = a_conversation()
    conversation.add(Author.PERSON, Kind.TEXT, "Hello", NOON)
    conversation.ask_for_advisor(NOON)
    conversation.claim(ANNE, NOON)
    assert [(change.owner, change.number, change.actor) for change in conversation.owner_changes] == [
        (Owner.WAITING, 1, "person"),
        (Owner.HUMAN, 1, "a1"),
    ]


def test_waiting_ends_with_the_claim() -> None:
    conversation = a_conversation(Owner.WAITING)
    assert conversation.waiting_since == NOON
    conversation.claim(ANNE, NOON)
    assert conversation.waiting_since is None


def test_messages_are_numbered_from_one_without_gaps() -> None:
    conversation = a_conversation()
    assert [conversation.add(Author.PERSON, Kind.TEXT, text, NOON).number for text in "abc"] == [1, 2, 3]


def test_the_persons_choice_of_language_outlives_an_answer_in_the_other() -> None:
    conversation = a_conversation()
    conversation.heard_in(Language.FR)
    assert conversation.language is Language.FR
    conversation.choose(Language.EN)
    conversation.heard_in(Language.FR)
    assert conversation.language is Language.EN

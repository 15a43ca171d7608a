"""Pictures in a conversation, on SQLite and PostgreSQL: when one is wanted, that it comes with its message, that it goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.conversation.model import Author, Message
from bot.conversation.retention import Retention
from bot.desk.build import load_parts
from bot.desk.errors import PictureUnexpected, PictureUnreadable, TooManyPictures
from bot.desk.pictures import MOST_PICTURES, Pictures, Wish, picture_of
from bot.language import Language
from tests.fakes.desk import ANNE, desk_services
from tests.fakes.gateway import until
from tests.fakes.pictures import a_picture, opened

pytestmark = pytest.mark.asyncio
Shop = Any
"""The desk with ``pictures`` beside it."""


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Shop]:
    async with desk_services(url) as made:
        made.pictures = Pictures(made.ledger, made.conversations, load_parts().words)
        yield made


async def last_of_person(office: Shop, conversation: str) -> Message:
    return (await office.messages(conversation, Author.PERSON))[-1]


async def kept(office: Shop, conversation: str) -> int:
    return await office.ledger.read(lambda unit: unit.attachments.count(conversation))


async def test_nobody_wants_a_picture_before_an_advisor_is_asked_for(office: Shop) -> None:
    conversation = await office.begin()
    assert await office.pictures.wish(conversation) is Wish.NOBODY
    await office.walk(conversation, "hello", "person")  # offered, not accepted
    with pytest.raises(PictureUnexpected):
        await office.pictures.add(conversation, "p1", a_picture())
    assert (await kept(office, conversation), len(await office.messages(conversation, Author.PERSON))) == (0, 2)


async def test_a_picture_is_wanted_from_the_questions_to_the_end_of_the_case(office: Shop) -> None:
    conversation = await office.begin()
    await office.walk(conversation, "person", "yes", "yes")
    assert await office.pictures.wish(conversation) is Wish.QUESTIONS
    await office.told(conversation, "cancel")
    reference = await office.case(conversation)
    assert await office.pictures.wish(conversation) is Wish.ADVISOR
    await office.desk.claim(reference, ANNE)
    assert await office.pictures.wish(conversation) is Wish.ADVISOR
    await office.desk.hand_back(reference, ANNE)
    assert await office.pictures.wish(conversation) is Wish.CASE
    await office.desk.called(reference, ANNE, reached=True)
    assert await office.pictures.wish(conversation) is Wish.NOBODY


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [(Language.EN, "Picture sent", "I sent a picture"), (Language.FR, "Image envoyée", "J’ai envoyé une image")],
)
async def test_a_picture_is_a_message_of_the_person(office: Shop, language: Language, text: str, says: str) -> None:
    conversation = await office.begin(language)
    await office.case(conversation)
    heard = await office.pictures.add(conversation, "p1", a_picture(size=(90, 60)))
    message = await last_of_person(office, conversation)
    assert (message.number, message.text, message.says, message.client_id) == (heard.number, text, says, "p1")
    found = picture_of(message)
    assert found is not None
    assert (found["width"], found["height"]) == (90, 60)
    stored = await office.pictures.get(conversation, found["id"])
    assert stored is not None
    assert opened(stored.data).size == (90, 60)
    assert [picture.id for picture in await office.ledger.read(lambda unit: unit.attachments.of(conversation))] == [found["id"]]
    assert await office.pictures.get(await office.begin(), found["id"]) is None


async def test_what_is_written_to_it_is_kept_and_masked_like_any_words(office: Shop) -> None:
    conversation = await office.begin()
    await office.case(conversation)
    await office.pictures.add(conversation, "p1", a_picture(), "the error for 123456782")
    message = await last_of_person(office, conversation)
    assert message.text == "the error for [business number removed]"
    assert picture_of(message) is not None
    assert "masked" in await office.notices(conversation)


async def test_the_same_picture_again_changes_nothing_not_even_at_once(office: Shop) -> None:
    conversation = await office.begin()
    await office.case(conversation)
    heard = await asyncio.gather(*(office.pictures.add(conversation, "p1", a_picture()) for _ in range(4)))
    assert len({each.number for each in heard}) == 1
    assert sum(each.fresh for each in heard) == 1
    assert await kept(office, conversation) == 1


async def test_a_picture_that_cannot_be_read_leaves_no_message(office: Shop) -> None:
    conversation = await office.begin()
    await office.case(conversation)
    before = len(await office.messages(conversation))
    with pytest.raises(PictureUnreadable):
        await office.pictures.add(conversation, "p1", a_picture()[:50])
    assert (await kept(office, conversation), len(await office.messages(conversation))) == (0, before)


async def test_ten_pictures_are_the_most_also_when_they_come_at_once(office: Shop) -> None:
    conversation = await office.begin()
    await office.case(conversation)
    sending = (office.pictures.add(conversation, f"p{number}", a_picture(size=(8, 8))) for number in range(MOST_PICTURES + 3))
    results = await asyncio.gather(*sending, return_exceptions=True)
    assert sum(isinstance(result, TooManyPictures) for result in results) == 3
    assert await kept(office, conversation) == MOST_PICTURES
    assert sum(picture_of(message) is not None for message in await office.messages(conversation)) == MOST_PICTURES


async def test_the_questions_go_on_after_a_picture(office: Shop) -> None:
    conversation = await office.begin()
    await office.walk(conversation, "person", "yes", "yes")
    heard = await office.pictures.add(conversation, "p1", a_picture())

    async def answered() -> bool:
        return any(message.reply_to == heard.number for message in await office.messages(conversation))

    await until(answered)
    await office.idle()
    last = (await office.messages(conversation))[-1]
    assert last.reply_to == heard.number
    assert "What is your name?" in last.text
    assert not any(said.text == "I sent a picture" for said in office.engine.said)


async def test_the_bot_is_silent_about_a_picture_while_an_advisor_has_the_conversation(office: Shop) -> None:
    conversation = await office.begin()
    reference = await office.case(conversation)
    await office.desk.claim(reference, ANNE)
    before = len(await office.messages(conversation, Author.BOT))
    await office.pictures.add(conversation, "p1", a_picture())
    await office.idle()
    assert len(await office.messages(conversation, Author.BOT)) == before


async def test_deleting_ones_data_and_the_end_of_retention_delete_the_pictures(office: Shop) -> None:
    gone, old = await office.begin(), await office.begin()
    for conversation in (gone, old):
        await office.case(conversation)
        await office.pictures.add(conversation, "p1", a_picture())
    await office.conversations.delete(gone)
    assert (await kept(office, gone), await kept(office, old)) == (0, 1)
    office.clock.pass_(days=91)
    assert await Retention(office.database, office.conversations, office.clock, 90).run() == 1
    assert await kept(office, old) == 0

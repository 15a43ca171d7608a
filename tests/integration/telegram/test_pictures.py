"""Photos and pictures as files from a private chat, to an advisor: taken when one is wanted, fetched within limits, never lost silently."""

from __future__ import annotations

import os
from typing import Any

import pytest
from PIL import Image

from bot.conversation.errors import StorageUnavailable
from bot.conversation.model import Author, Message
from bot.desk.model import Case, Facts, Mode
from bot.desk.picture import MOST_BYTES
from bot.desk.pictures import picture_of
from bot.language import Language
from tests.fakes import owners
from tests.fakes.gateway import until
from tests.fakes.pictures import a_picture, encoded, opened
from tests.fakes.telegram_api import TOKEN, Refused, TelegramApi
from tests.integration.telegram.conftest import gateway_in_telegram, telegram_of

pytestmark = pytest.mark.asyncio
Running = Any
PAT = 501


async def waiting(running: Running, language: str = "en") -> str:
    """Have Pat wait for an advisor; return the conversation."""
    running.api.say(PAT, "hello", language)
    await running.api.got(PAT, 1)
    conversation: str = await running.conversation(PAT)
    await owners.ask_for_advisor(running.web.ownership, conversation)
    await running.api.got(PAT, 2)
    return conversation


async def open_case(running: Running, conversation: str) -> None:
    """Open a call-back case as the chat does; the bot goes on answering."""
    now = running.web.clock()
    case = Case("K7R-4XA9", conversation, "telegram", Language.EN, now, now, mode=Mode.CALL_BACK, facts=Facts("Pat"))
    await running.web.ledger.write(lambda unit: unit.cases.add(case))


async def pictures(running: Running, count: int) -> list[Message]:
    """Wait until ``count`` pictures are kept and return their messages."""
    found: list[Message] = []

    async def enough() -> bool:
        found[:] = [message for message in await running.messages(PAT) if picture_of(message)]
        return len(found) >= count

    await until(enough)
    return found


async def test_a_photo_is_kept_in_its_largest_size_and_seen_by_the_advisor(either: Running) -> None:
    conversation = await waiting(either)
    either.api.photo(PAT, a_picture("JPEG", (640, 480)), caption="The error I get")
    (message,) = await pictures(either, 1)
    assert (message.author, message.text) == (Author.PERSON, "The error I get")
    found = picture_of(message)
    assert found is not None
    stored = await either.web.pictures.get(conversation, found["id"])
    assert opened(stored.data).size == (640, 480)
    assert len(either.api.to(PAT)) == 2  # nothing more is said: the advisor answers


async def test_a_picture_sent_as_a_file_is_kept_too(running: Running) -> None:
    await waiting(running)
    running.api.document(PAT, a_picture("PNG"), "image/png")
    (message,) = await pictures(running, 1)
    assert message.text == "Picture sent"


async def test_every_photo_of_an_album_is_kept_in_order(running: Running) -> None:
    await waiting(running)
    for number, size in enumerate(((30, 20), (40, 20), (50, 20))):
        running.api.photo(PAT, a_picture(size=size), group="g1", **({"caption": "All three"} if number == 0 else {}))
    found = await pictures(running, 3)
    assert [(picture_of(message) or {})["width"] for message in found] == [30, 40, 50]
    assert [message.text for message in found] == ["All three", "Picture sent", "Picture sent"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Ask for a CFIB Business Advisor first"), ("fr", "Demandez d’abord un conseiller aux entreprises")]
)
async def test_when_nobody_wants_a_picture_its_words_are_answered_and_the_person_is_told(
    running: Running, language: str, said: str
) -> None:
    running.api.photo(PAT, a_picture(), language, caption="My goods are stuck")
    texts = await running.api.got(PAT, 2)
    assert any(said in text for text in texts)
    assert any("say:advisor" in dict(sent.buttons).values() for sent in running.api.sent if said in sent.text)
    assert [asked.text for asked in running.engine.said] == ["My goods are stuck"]
    assert "getFile" not in running.api.calls


async def test_of_an_album_that_nobody_wants_the_person_is_told_once(running: Running) -> None:
    for number in range(4):
        running.api.photo(PAT, a_picture(), group="g1", **({"caption": "My goods are stuck"} if number == 3 else {}))
    for _ in range(3):
        running.api.document(PAT, b"%PDF", "application/pdf", media_group_id="g2")
    running.api.photo(PAT, a_picture(), group="g3")
    running.api.say(PAT, "and now?")
    texts = await running.api.got(PAT, 5)
    told = ["unwanted" if "Ask for a CFIB Business Advisor first" in text else "files" for text in texts if "You said" not in text]
    assert told == ["unwanted", "files", "unwanted"]
    assert [said.text for said in running.engine.said] == ["My goods are stuck", "and now?"]


async def test_a_picture_for_an_open_case_leaves_its_question_to_the_bot(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    conversation = await running.conversation(PAT)
    await open_case(running, conversation)
    running.api.photo(PAT, a_picture(), caption="What is an RPP?")
    (message,) = await pictures(running, 1)
    assert message.text == "Picture sent"
    await running.api.until(lambda: any("You said: What is an RPP?" in text for text in running.api.to(PAT)))
    await running.api.until(lambda: any("K7R-4XA9" in text for text in running.api.to(PAT)))


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        pytest.param(b"\x00\x00\x00\x18ftypheic", "image/heic", "HEIC", id="heic"),
        pytest.param(b"not a picture", "image/png", "PNG, JPEG and WebP pictures only", id="another thing by that name"),
        pytest.param(a_picture()[:50], "image/png", "can’t be opened", id="cut short"),
        pytest.param(b"\0" * (MOST_BYTES + 1), "image/png", "at most 5 MB", id="too large"),
        pytest.param(b"%PDF-1.7", "application/pdf", "can’t receive files or videos", id="another file"),
    ],
)
async def test_what_cannot_be_kept_is_told(running: Running, content: bytes, kind: str, said: str) -> None:
    await waiting(running)
    running.api.document(PAT, content, kind)
    assert said in (await running.api.got(PAT, 3))[2]
    assert not any(picture_of(message) for message in await running.messages(PAT))
    if len(content) > MOST_BYTES:
        assert "download" not in running.api.calls  # Telegram says how large a file is before it is fetched


async def test_a_file_that_is_larger_than_telegram_says_is_read_no_further(running: Running) -> None:
    await waiting(running)
    running.api.document(PAT, b"", "image/png")
    running.api.files["file0"] = b"\x89PNG" + b"\0" * (2 * MOST_BYTES)
    assert "at most 5 MB" in (await running.api.got(PAT, 3))[2]


async def test_a_photo_of_which_only_a_smaller_size_fits_is_kept_in_that(running: Running) -> None:
    await waiting(running)
    noise = encoded(Image.frombytes("RGB", (200, 150), os.urandom(90_000)), "PNG")
    sizes = [
        {**running.api._file(noise), "width": 200, "height": 150},
        {**running.api._file(b""), "file_size": MOST_BYTES + 1, "width": 9000, "height": 6000},
    ]
    running.api.message(PAT, photo=sizes)
    (message,) = await pictures(running, 1)
    assert (picture_of(message) or {})["width"] == 200


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_a_fetch_that_fails_is_tried_again(settings: Any, api: TelegramApi, method: str) -> None:
    faults = [Refused(502, "Bad Gateway"), 60.0]

    def fail(asked: str, given: Any) -> float:
        if asked != method or not faults:
            return 0.0
        fault = faults.pop()
        if isinstance(fault, float):
            return fault  # no answer within the time-out
        raise fault

    async with gateway_in_telegram(settings, telegram_of(api, timeout_seconds=6.0), api) as running:
        await waiting(await running.on())
        api.faults = fail
        api.photo(PAT, a_picture())
        assert len(await pictures(running, 1)) == 1
    assert faults == []


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_after_a_few_tries_the_person_is_told_and_the_chat_goes_on(either: Running, method: str, capsys: Any, caplog: Any) -> None:
    await waiting(either)

    def fail(asked: str, given: Any) -> float:
        if asked == method:
            raise Refused(500, "Internal Server Error")
        return 0.0

    either.api.faults = fail
    either.api.photo(PAT, a_picture(), "fr", caption="my words")
    assert "couldn’t get your picture" in (await either.api.got(PAT, 3))[2]
    messages = await either.messages(PAT)
    assert [message.text for message in messages if message.author is Author.PERSON] == ["hello", "my words"]
    either.api.faults = lambda asked, given: 0.0
    either.api.photo(PAT, a_picture())
    assert len(await pictures(either, 1)) == 1
    logged = caplog.text + "".join(capsys.readouterr())
    assert "telegram.picture_not_fetched" in logged
    assert not [secret for secret in (TOKEN.partition(":")[2], "my words", "photos/file") if secret in logged]


async def test_killed_before_the_update_was_noted_the_picture_is_kept_once(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    await waiting(running)
    reception, left = running.telegram.reception, [1]
    note = reception._note

    async def fail_once(*given: Any) -> None:
        if left and left.pop():
            raise StorageUnavailable()
        await note(*given)

    monkeypatch.setattr(reception, "_note", fail_once)
    running.api.photo(PAT, a_picture(), caption="The error")
    running.api.say(PAT, "and more")

    async def heard() -> bool:
        return "and more" in [message.text for message in await running.messages(PAT)]

    await until(heard)
    assert left == []
    assert [message.text for message in await running.messages(PAT) if picture_of(message)] == ["The error"]
    assert running.api.calls.count("download") == 1


async def test_the_same_update_again_keeps_one_picture(running: Running) -> None:
    running.api.duplicates = 1.0
    await waiting(running)
    running.api.photo(PAT, a_picture())
    running.api.say(PAT, "and more")

    async def heard() -> bool:
        return "and more" in [message.text for message in await running.messages(PAT)]

    await until(heard)
    assert len([message for message in await running.messages(PAT) if picture_of(message)]) == 1

"""The fake Bot API against Telegram's as python-telegram-bot models it: limits, methods, names of fields. No network."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from telegram import Bot, BotCommand, File, Message, TelegramObject, Update, User, constants

from bot.channels.telegram import reception, rendering
from bot.channels.telegram.commands import NAMES
from bot.channels.telegram.incoming import ALLOWED_UPDATES, read
from bot.content.web import load_words
from bot.language import Language
from tests.fakes import telegram_api
from tests.fakes.telegram_api import BOT, Refused, TelegramApi, parameters

PAT = 7


def unknown_fields(thing: object) -> Iterator[str]:
    """Yield what the library found no place for, at any depth."""
    if isinstance(thing, TelegramObject):
        yield from (f"{type(thing).__name__}.{name}" for name in thing.api_kwargs)
        for value in thing.to_dict(recursive=False).values():
            yield from unknown_fields(value)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from unknown_fields(value)


WHAT_PEOPLE_DO: dict[str, Callable[[TelegramApi], object]] = {
    "words": lambda api: api.say(PAT, "hello"),
    "a command": lambda api: api.say(PAT, "/start x", "fr-CA"),
    "an edit": lambda api: api.message(PAT, edited=True, text="hello"),
    "a button": lambda api: api.press(PAT, "lang:fr"),
    "a photo": lambda api: api.photo(PAT, b"x" * 100, group="g1", caption="here"),
    "a file": lambda api: api.document(PAT, b"x", "image/png"),
    "blocking": lambda api: api.block(PAT),
    "coming back": lambda api: api.block(PAT, on=False),
    "talk in a group": lambda api: api.message(-PAT, kind="supergroup", text="hello"),
}


@pytest.mark.parametrize("do", WHAT_PEOPLE_DO.values(), ids=WHAT_PEOPLE_DO)
def test_what_people_do_has_telegrams_fields(do: Callable[[TelegramApi], object]) -> None:
    api = TelegramApi()
    do(api)
    (raw,) = api._queue
    update = Update.de_json(raw, Bot("1:x"))
    assert update is not None
    assert list(unknown_fields(update)) == []
    read(update, "carm_test_bot")


def test_a_misspelt_field_would_be_found() -> None:
    api = TelegramApi()
    api.message(PAT, text="hello", from_={"langauge_code": "en"})
    update = Update.de_json(api._queue[0], Bot("1:x"))
    assert list(unknown_fields(update)) == ["User.langauge_code"]


def test_what_the_fake_answers_has_telegrams_fields() -> None:
    api = TelegramApi()
    api.say(PAT, "hello")
    found = [
        User.de_json({**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}, None),
        Message.de_json(api._send("sendMessage", {"chat_id": PAT, "text": "x", "link_preview_options": {"is_disabled": True}}, {}), None),
        File.de_json({"file_id": "f", "file_unique_id": "u", "file_size": 1, "file_path": "photos/f"}, None),
    ]
    assert [name for one in found for name in unknown_fields(one)] == []


@pytest.mark.parametrize(
    ("method", "taken"),
    [
        ("sendMessage", {"chat_id", "text", "parse_mode", "link_preview_options", "reply_markup"}),
        ("sendPhoto", {"chat_id", "photo", "caption"}),
        ("sendDocument", {"chat_id", "document", "caption"}),
        ("sendChatAction", {"chat_id", "action"}),
        ("answerCallbackQuery", {"callback_query_id", "text", "show_alert"}),
        ("getUpdates", {"offset", "limit", "timeout", "allowed_updates"}),
        ("getFile", {"file_id"}),
        ("setMyCommands", {"commands", "scope", "language_code"}),
        ("setWebhook", {"url", "secret_token", "allowed_updates", "max_connections"}),
        ("deleteWebhook", set()),
        ("getWebhookInfo", set()),
        ("getMe", set()),
    ],
)
def test_methods_take_what_the_fake_reads(method: str, taken: set[str]) -> None:
    assert taken <= parameters(method)


def test_a_method_or_a_parameter_that_telegram_does_not_have_is_refused() -> None:
    assert "filename" not in parameters("sendDocument")
    with pytest.raises(Refused):
        parameters("sendTelepathy")


def test_limits_are_those_that_the_library_knows() -> None:
    assert rendering.TEXT_LIMIT == constants.MessageLimit.MAX_TEXT_LENGTH
    assert rendering.CAPTION_LIMIT == constants.MessageLimit.CAPTION_LENGTH
    assert reception._TOAST_LIMIT == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    # The library counts in thousands, Telegram's servers in 1,024s: the fake may not be narrower than what we are promised.
    assert telegram_api._PHOTO_BYTES >= constants.FileSizeLimit.PHOTOSIZE_UPLOAD
    assert telegram_api._DOCUMENT_BYTES >= constants.FileSizeLimit.FILESIZE_UPLOAD
    assert telegram_api._DOWNLOAD_BYTES >= constants.FileSizeLimit.FILESIZE_DOWNLOAD
    assert set(ALLOWED_UPDATES) <= set(constants.UpdateType)


@pytest.mark.parametrize("language", list(Language))
def test_the_menu_fits_telegram(language: Language) -> None:
    words = load_words()
    for name in NAMES:
        command = BotCommand(name, words.say(f"telegram.commands.{name}", language))
        assert constants.BotCommandLimit.MIN_COMMAND <= len(command.command) <= constants.BotCommandLimit.MAX_COMMAND
        assert constants.BotCommandLimit.MIN_DESCRIPTION <= len(command.description) <= constants.BotCommandLimit.MAX_DESCRIPTION

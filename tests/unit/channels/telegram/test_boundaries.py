"""One package knows Telegram's library; it keeps what that library logs to itself."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from telegram.error import NetworkError

from bot.channels.telegram.api import BotApi, kind_of
from bot.channels.telegram.channel import _silence
from bot.channels.telegram.settings import TelegramSettings
from bot.settings import InvalidSetting

ROOT = Path(__file__).parents[4]


def test_only_the_channel_imports_the_library() -> None:
    imports = re.compile(r"^\s*(?:from|import) telegram\b", re.MULTILINE)
    found = {
        path.parent for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py") if imports.search(path.read_text("utf-8"))
    }
    assert found == {ROOT / "bot/channels/telegram"}


def test_what_the_libraries_log_goes_nowhere_since_it_holds_the_token() -> None:
    _silence()
    for name in ("httpx", "httpcore.connection", "telegram.Bot", "telegram.ext.ExtBot", "telegram.ext.AIORateLimiter"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


@pytest.mark.parametrize(("name", "value"), [("ALL_PROXY", "socks5://127.0.0.1:1"), ("NO_PROXY", "[::1]")])
def test_a_proxy_that_cannot_be_used_is_told_by_its_variables_and_only_where_telegram_is_on(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv(name, value)
    BotApi(TelegramSettings(), None)
    with pytest.raises(InvalidSetting, match=name):
        BotApi(TelegramSettings("1:token"), None)


def test_operators_are_told_what_is_at_the_bottom_of_an_error() -> None:
    error = NetworkError("somewhere")
    assert kind_of(error) == "NetworkError"
    error.__cause__ = OSError()
    error.__cause__.__context__ = ConnectionRefusedError()
    assert kind_of(error) == "ConnectionRefusedError"

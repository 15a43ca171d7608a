"""One package knows Telegram's library; it keeps what that library logs to itself."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from bot.channels.telegram.channel import _silence

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

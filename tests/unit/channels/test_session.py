"""Signed sessions."""

from __future__ import annotations

import pytest

from bot.channels.session import NoSession, Sessions


def test_a_token_opens_the_conversation_it_was_issued_for() -> None:
    sessions = Sessions(["key"], "session")
    assert sessions.conversation(sessions.issue("c1")) == "c1"


def test_after_a_change_of_keys_old_tokens_still_open() -> None:
    old = Sessions(["old"], "session").issue("c1")
    assert Sessions(["old", "new"], "session").conversation(old) == "c1"
    assert Sessions(["new"], "session").issue("c1") != old
    with pytest.raises(NoSession):
        Sessions(["new"], "session").conversation(old)


@pytest.mark.parametrize("token", ["", "c1", "x" * 10_000, "IkMxIg.AAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "é.é.é", "\x00"])
def test_what_we_did_not_sign_opens_nothing(token: str) -> None:
    with pytest.raises(NoSession):
        Sessions(["key"], "session").conversation(token)


def test_a_cookie_is_no_token() -> None:
    with pytest.raises(NoSession):
        Sessions(["key"], "session").conversation(Sessions(["key"], "cookie").issue("c1"))


def test_there_is_no_session_without_a_key() -> None:
    with pytest.raises(ValueError, match="secret key"):
        Sessions([], "session")

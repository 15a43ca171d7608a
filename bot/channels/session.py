"""The signed session: which conversation a client may read and write. Issued by us, checked on every request, never in a URL or a log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.errors import BotError

_LONGEST_TOKEN = 400
_LIFE = timedelta(days=400)  # longer than any conversation is kept
_TOKENS_KEPT = 4_096


class NoSession(BotError):
    """No token, or one that we did not sign."""

    code = "no_session"


class Sessions:
    """``salt`` keeps uses apart: a token of one can't be passed off as the other."""

    def __init__(self, keys: Sequence[str], salt: str) -> None:
        if not keys:
            raise ValueError("a session needs a secret key")
        self._serializer = URLSafeTimedSerializer(list(keys), salt=f"carm.{salt}")
        self._read = lru_cache(_TOKENS_KEPT)(self._verified)  # a signature is checked once, its age every time

    def issue(self, conversation: str) -> str:
        token: str | bytes = self._serializer.dumps(conversation)
        return token if isinstance(token, str) else token.decode("ascii")

    def conversation(self, token: str) -> str:
        """Return the conversation that a token opens. Raises ``NoSession``."""
        if not token or len(token) > _LONGEST_TOKEN:
            raise NoSession()
        conversation, issued_at = self._read(token)
        if datetime.now(timezone.utc) - issued_at > _LIFE:
            raise NoSession()
        return conversation

    def _verified(self, token: str) -> tuple[str, datetime]:
        try:
            conversation, issued_at = self._serializer.loads(token, return_timestamp=True)
        except BadData:
            raise NoSession() from None
        if not isinstance(conversation, str):
            raise NoSession()
        return conversation, issued_at

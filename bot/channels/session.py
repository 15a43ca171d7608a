"""The signed session: which conversation a client may read and write. Issued by us, checked on every request, never in a URL or a log."""

from __future__ import annotations

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.errors import BotError

_LONGEST_TOKEN = 400
_LIFE_SECONDS = 400 * 24 * 3600  # longer than any conversation is kept


class NoSession(BotError):
    """No token, or one that we did not sign."""

    code = "no_session"


class Sessions:
    """``salt`` keeps uses apart: a token of one can't be passed off as the other."""

    def __init__(self, keys: Sequence[str], salt: str) -> None:
        if not keys:
            raise ValueError("a session needs a secret key")
        self._serializer = URLSafeTimedSerializer(list(keys), salt=f"carm.{salt}")

    def issue(self, conversation: str) -> str:
        token: str | bytes = self._serializer.dumps(conversation)
        return token if isinstance(token, str) else token.decode("ascii")

    def conversation(self, token: str) -> str:
        """Return the conversation that a token opens. Raises ``NoSession``."""
        if not token or len(token) > _LONGEST_TOKEN:
            raise NoSession()
        try:
            conversation = self._serializer.loads(token, max_age=_LIFE_SECONDS)
        except BadData:
            raise NoSession() from None
        if not isinstance(conversation, str):
            raise NoSession()
        return conversation

"""The one-time link that moves a conversation from the website to Telegram: ``https://t.me/<bot>?start=<payload>``.

The payload is signed, so that a guess is refused without a look at the database, and names a row that says whose conversation it is, until
when, and whether it was used. Telegram allows 64 characters of ``A-Za-z0-9_-``, too few for the tokens of ``itsdangerous``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from struct import Struct

_ID_BYTES, _MAC_BYTES = 9, 16
_SIGNED = Struct(f">{_ID_BYTES}sI")


class Signer:
    """``keys`` as for sessions: all are taken, the last one signs."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [hashlib.sha256(b"carm.telegram.link" + key.encode()).digest() for key in keys]

    def issue(self, expires_at: datetime) -> tuple[str, str]:
        """Return a new link's id and payload."""
        id_ = secrets.token_bytes(_ID_BYTES)
        signed = _SIGNED.pack(id_, int(expires_at.timestamp()))
        return _text(id_), _text(signed + _mac(self._keys[-1], signed))

    def id_of(self, payload: str, now: datetime) -> str | None:
        """Return the id in a payload that we signed and that hasn't expired."""
        try:
            raw = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        signed, mac = raw[: _SIGNED.size], raw[_SIGNED.size :]
        if len(raw) != _SIGNED.size + _MAC_BYTES or not any(hmac.compare_digest(mac, _mac(key, signed)) for key in self._keys):
            return None
        id_, expires = _SIGNED.unpack(signed)
        return _text(id_) if now.timestamp() <= expires else None


def _mac(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

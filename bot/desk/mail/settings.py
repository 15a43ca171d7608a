"""What an operator can set of e-mail. Without a server mails are printed to the log."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from urllib.parse import SplitResult, unquote, urlsplit

_FORM = "smtp://user:password@host:587 (smtps:// for TLS from the start), with signs such as @ and / in the password %-encoded"
_BARE = r"[^\s<>,;@]+@[^\s<>,;@]+\.[^\s<>,;@]+"
_SENDER = re.compile(rf"(?P<name>[^<>]*)<(?P<named>{_BARE})>|(?P<bare>{_BARE})")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class MailSettings:
    """``sender`` is what mails are from. ``tls_from_start`` is smtps; else the connection is made secure where the server offers it."""

    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls_from_start: bool = False
    sender: Address = field(default_factory=Address)

    @property
    def is_on(self) -> bool:
        return bool(self.host)

    @property
    def is_local(self) -> bool:
        """The server is on this machine, where nobody listens in between and certificates are rarely anybody's."""
        return self.host in _LOOPBACK

    @property
    def must_be_secure(self) -> bool:
        """A password never leaves this machine unencrypted, whatever the server (or who stands before it) offers."""
        return bool(self.user) and not self.is_local and not self.tls_from_start

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> MailSettings:
        """Return the settings:

        - ``CARM_SMTP_URL``: the mail server, such as ``smtp://user:password@mail.example.ca:587``; without it e-mail is off
        - ``CARM_MAIL_FROM``: what mails are from, such as ``CARM desk <carm@example.ca>``; needed with a server

        Raises ``ValueError`` that names the variable and never shows a password.
        """
        given = environment.get("CARM_SMTP_URL", "").strip()
        sender = environment.get("CARM_MAIL_FROM", "").strip()
        if not given:
            return cls()
        parts, port = _parts(given)
        return cls(
            host=parts.hostname or "",
            port=port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls_from_start=parts.scheme == "smtps",
            sender=_sender(sender),
        )


def _parts(given: str) -> tuple[SplitResult, int | None]:
    # What urlsplit says of a wrong port may be a piece of the password: none of its words are passed on.
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise ValueError(f"CARM_SMTP_URL: can't be read; it needs the form {_FORM}") from None
    alone = not (parts.path.strip("/") or parts.query or parts.fragment)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not alone or port == 0:
        raise ValueError(f"CARM_SMTP_URL: needs the form {_FORM}")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("CARM_SMTP_URL: has a user without a password, or a password without a user")
    return parts, port


def _sender(given: str) -> Address:
    if not given:
        raise ValueError("CARM_MAIL_FROM: is needed with CARM_SMTP_URL, such as CARM desk <carm@example.ca>")
    parts = _SENDER.fullmatch(given)
    try:
        read = Address((parts["name"] or "").strip(' "'), addr_spec=parts["named"] or parts["bare"]) if parts else None
    except (ValueError, IndexError, MessageError):
        read = None
    if read is None or not read.addr_spec.isascii() or not given.isprintable():
        raise ValueError(f"CARM_MAIL_FROM: {given!r} is not an e-mail address such as carm@example.ca or CARM desk <carm@example.ca>")
    return read

"""Who takes a mail: a real server, or the log where none is set. Either returns only once the mail is out of our hands."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib
import structlog

from bot.desk.mail.letter import Letters
from bot.desk.mail.outbox import Mail
from bot.desk.mail.settings import MailSettings
from bot.desk.model import Case
from bot.errors import BotError

STEP_SECONDS = 15.0
_LEAVE_SECONDS = 1.0
log = structlog.get_logger(__name__)


class MailFailed(BotError):
    """The server didn't take a mail; ``fault`` is the kind of failure with the server's code, never its words, which name addresses."""

    code = "mail_failed"

    def __init__(self, *, fault: str) -> None:
        super().__init__(fault=fault)
        self.fault = fault


class Carrier(Protocol):
    result: str
    """What a mail counts as that was taken."""

    async def carry(self, mail: Mail, case: Case) -> None:
        """Give the mail away. Raises ``MailFailed``; also ``NoAddress`` for one that can't be written."""


class Log:
    """Prints subject and link, for who tries the assistant out without a mail server."""

    result = "printed"

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def carry(self, mail: Mail, case: Case) -> None:
        log.info("mail.printed", subject=self._letters.subject(mail, case), link=self._letters.link(case), language=mail.language.value)


class Smtp:
    """Hands mails to a server, each on a connection of its own: notices are few, and none waits for another's trouble."""

    result = "sent"

    def __init__(self, letters: Letters, settings: MailSettings, step_seconds: float = STEP_SECONDS) -> None:
        self._letters, self._settings, self._step_seconds = letters, settings, step_seconds
        self._tls = _trust(settings)

    async def carry(self, mail: Mail, case: Case) -> None:
        message = self._letters.write(mail, case)
        try:
            await self._send(message, mail.recipient)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = sorted({refused.code for refused in error.recipients})
            raise MailFailed(fault=f"recipient_refused {codes[0] if codes else ''}".strip()) from None
        except aiosmtplib.SMTPResponseException as error:
            raise MailFailed(fault=f"{_kind(error)} {error.code}") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:  # ValueError: what can't be written in the server's charset
            raise MailFailed(fault=_kind(error)) from None

    async def _send(self, message: EmailMessage, recipient: str) -> None:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=settings.password or None,
            use_tls=settings.tls_from_start,
            start_tls=False if settings.tls_from_start else (True if settings.must_be_secure else None),
            tls_context=self._tls,
            timeout=self._step_seconds,
            local_hostname=socket.gethostname() or "localhost",  # the library would ask the DNS for our full name
        )
        try:
            await client.connect()
            await client.send_message(message, sender=settings.sender.addr_spec, recipients=[recipient])
            with suppress(aiosmtplib.SMTPException, OSError):  # it has the mail, however it takes leave
                await client.quit(timeout=_LEAVE_SECONDS)
        finally:
            client.close()  # not by way of ``async with``, which would wait for a server that no longer answers


def _trust(settings: MailSettings) -> ssl.SSLContext:
    """Return what a server's certificate is checked against, read once: reading it takes a while. On this machine any will do."""
    context = ssl.create_default_context()
    if settings.is_local:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _kind(error: Exception) -> str:
    return type(error).__name__.removeprefix("SMTP").lower()

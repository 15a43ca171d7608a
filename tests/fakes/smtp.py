"""A mail server on loopback that speaks real SMTP (aiosmtpd), in the test's own event loop; what it answers is in the test's hands."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.fakes.ports import a_port


@dataclass
class PostOffice:
    """``answers`` go to the next mails instead of ``250``; ``refused`` recipients get ``550``; ``accepted`` runs before the answer."""

    port: int = field(default_factory=a_port)
    answers: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    delay_seconds: float = 0.0
    accepted: Callable[[], Awaitable[None]] | None = None
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.delay_seconds)
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        self.mails += [(recipient, message_from_bytes(content, policy=policy.default)) for recipient in envelope.rcpt_tos]  # type: ignore[misc]
        self.secure.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        if self.accepted is not None:
            await self.accepted()
        return "250 OK"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == ("carm", "p@ss/word"), handled=False)


@asynccontextmanager
async def post_office(
    office: PostOffice | None = None,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    must_log_in: bool = False,
) -> AsyncIterator[PostOffice]:
    """Open a post office on a port of its own (or, having been closed, on its old one)."""
    office = office or PostOffice()

    def protocol() -> SMTP:
        return SMTP(
            office,
            hostname="mail.test",
            tls_context=starttls,
            authenticator=office.log_in,
            auth_required=must_log_in,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", office.port, ssl=tls)
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()

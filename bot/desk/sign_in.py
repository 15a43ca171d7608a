"""Who may look at the console: passwords (argon2), sessions kept on our side, and a lock-out for who keeps guessing."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.conversation.ledger import Ledger
from bot.conversation.store import UnitOfWork
from bot.desk.errors import NotSignedIn, SignInRefused, UnknownAdvisor, WeakPassword
from bot.desk.lock_out import Guesses, Strangers
from bot.desk.model import Advisor, Role
from bot.desk.store import Session
from bot.language import Language

SESSION_LASTS = timedelta(hours=12)
LEAST_PASSWORD = 12
_MOST_PASSWORD = 200
_SEEN_EVERY = timedelta(seconds=30)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SignedIn:
    """A session with its advisor. ``token`` is known only right after signing in."""

    advisor: Advisor
    session: Session
    token: str = ""


class SignIn:
    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock, self._strangers = ledger, clock, Strangers()

    async def sign_in(self, email: str, password: str) -> SignedIn:
        """Begin a session. Raises ``SignInRefused``, and ``LockedOut`` after five wrong passwords, for fifteen minutes."""
        now = self._clock()
        known = await self._ledger.read(lambda unit: unit.advisors.by_email(email[:254]))
        (_guesses_at(known) if known else self._strangers.of(email)).require_unlocked(now)
        # An unknown address takes as long as a wrong password: the time tells nobody which addresses exist.
        right = await asyncio.to_thread(_matches, known.password if known else _NOBODY, password)
        if known is None or not known.active or not right:
            if known is not None:
                await self._failed(known.id, now)
            else:
                self._strangers.failed(email, now)
            raise SignInRefused()
        token = secrets.token_urlsafe(32)
        session = Session(_key(token), known.id, secrets.token_urlsafe(24), now + SESSION_LASTS)

        def work(unit: UnitOfWork) -> Advisor:
            advisor = unit.advisors.get(known.id, lock=True)
            _guesses_at(advisor).require_unlocked(now)
            advisor.failures, advisor.locked_until, advisor.seen_at = 0, None, now
            unit.advisors.save(advisor)
            unit.advisors.end_sessions_before(now)
            unit.advisors.open_session(session)
            unit.audit.record("advisor.signed_in", now, conversation=None, actor=advisor.id)
            return advisor

        return SignedIn(await self._ledger.write(work), session, token)

    async def of(self, token: str) -> SignedIn:
        """Return the session that a cookie opens and note its advisor as present. Raises ``NotSignedIn``."""
        now, key = self._clock(), _key(token)

        def work(unit: UnitOfWork) -> SignedIn:
            session = unit.advisors.session(key) if token else None
            if session is None or session.ends_at <= now:
                raise NotSignedIn()
            try:
                advisor = unit.advisors.get(session.advisor)
            except UnknownAdvisor:
                raise NotSignedIn() from None
            if not advisor.active:
                raise NotSignedIn()
            return SignedIn(advisor, session)

        found = await self._ledger.read(work)
        if found.advisor.seen_at is None or now - found.advisor.seen_at > _SEEN_EVERY:
            await self._ledger.write(lambda unit: unit.advisors.seen(found.advisor.id, now))
        return found

    async def sign_out(self, signed_in: SignedIn) -> None:
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            unit.advisors.end_session(signed_in.session.key)
            unit.audit.record("advisor.signed_out", now, conversation=None, actor=signed_in.advisor.id)

        await self._ledger.write(work)

    async def add(self, name: str, email: str, role: Role, language: Language, password: str) -> Advisor:
        """Give someone access. Raises ``EmailTaken``, ``WeakPassword``."""
        advisor = Advisor(secrets.token_urlsafe(9), name, email, role, await self.hashed(password), language)
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            unit.advisors.add(advisor)
            unit.audit.record("advisor.added", now, conversation=None, actor="operator", advisor=advisor.id, role=role.value)

        await self._ledger.write(work)
        return advisor

    async def change_password(self, signed_in: SignedIn, old: str, new: str) -> None:
        """Raises ``SignInRefused`` for a wrong old password and ``WeakPassword``. Every session of the advisor ends."""
        if not await asyncio.to_thread(_matches, signed_in.advisor.password, old):
            await self._failed(signed_in.advisor.id, self._clock())
            raise SignInRefused()
        password = await self.hashed(new)
        await self._change(
            signed_in.advisor.id, signed_in.advisor.id, "password_changed", lambda advisor: setattr(advisor, "password", password)
        )

    async def set_active(self, by: Advisor, advisor: str, active: bool) -> None:
        """Take someone's access, or give it back. Raises ``UnknownAdvisor``."""
        event = "reactivated" if active else "deactivated"
        await self._change(advisor, by.id, event, lambda found: setattr(found, "active", active))

    async def choose_language(self, advisor: str, language: Language) -> None:
        def work(unit: UnitOfWork) -> None:
            found = unit.advisors.get(advisor, lock=True)
            found.language = language
            unit.advisors.save(found)

        await self._ledger.write(work)

    async def hashed(self, password: str) -> str:
        if len(password) < LEAST_PASSWORD or len(password) > _MOST_PASSWORD:
            raise WeakPassword(least=LEAST_PASSWORD)
        return await asyncio.to_thread(_hasher.hash, password)

    async def _change(self, advisor: str, actor: str, event: str, change: Callable[[Advisor], None]) -> None:
        now = self._clock()

        def work(unit: UnitOfWork) -> None:
            found = unit.advisors.get(advisor, lock=True)
            change(found)
            unit.advisors.save(found)
            unit.advisors.end_sessions_of(advisor)
            unit.audit.record(f"advisor.{event}", now, conversation=None, actor=actor, advisor=advisor)

        await self._ledger.write(work)

    async def _failed(self, advisor: str, now: datetime) -> None:
        def work(unit: UnitOfWork) -> None:
            found = unit.advisors.get(advisor, lock=True)
            guesses = _guesses_at(found).and_one_more(now)
            if guesses.locked_until != found.locked_until:
                unit.audit.record("advisor.locked_out", now, conversation=None, actor=advisor)
            found.failures, found.locked_until = guesses.failures, guesses.locked_until
            unit.advisors.save(found)

        await self._ledger.write(work)
        log.warning("desk.sign_in_failed", advisor=advisor)


def _guesses_at(advisor: Advisor) -> Guesses:
    return Guesses(advisor.failures, advisor.locked_until)


def _matches(kept: str, given: str) -> bool:
    if len(given) > _MOST_PASSWORD:
        return False
    try:
        return _hasher.verify(kept, given)
    except (VerificationError, InvalidHashError):
        return False


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

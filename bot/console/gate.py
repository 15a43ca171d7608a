"""Who may see a page of the console: reads the cookie, checks the role, and asks for the session's own token with every change."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.forms import form_of
from bot.channels.settings import GatewaySettings
from bot.desk.errors import NotAllowed, NotSignedIn
from bot.desk.model import Role
from bot.desk.sign_in import SESSION_LASTS, SignedIn, SignIn

ANYONE = frozenset(Role)
CASE_WORKERS = frozenset(role for role in Role if role.works_on_cases)
EDITORS = frozenset(role for role in Role if role.edits_content)
ADMINS = frozenset(role for role in Role if role.manages_advisors)


class Gate:
    def __init__(self, sign_in: SignIn, settings: GatewaySettings) -> None:
        self._sign_in, self._secure = sign_in, settings.is_https
        # The prefix makes browsers refuse the cookie from anything but this host over TLS.
        self._cookie = "__Host-carm_desk" if settings.is_https else "carm_desk"

    async def who(self, request: Request, roles: frozenset[Role]) -> SignedIn:
        """Return who is signed in. Raises ``NotSignedIn``, and ``NotAllowed`` for another role."""
        signed_in = await self._sign_in.of(request.cookies.get(self._cookie, ""))
        request.state.language = signed_in.advisor.language
        if signed_in.advisor.role not in roles:
            raise NotAllowed()
        return signed_in

    async def change(self, request: Request, roles: frozenset[Role]) -> tuple[SignedIn, dict[str, str]]:
        """Return who is signed in and the form they sent. Raises also when the form lacks the session's token: another site wrote it."""
        signed_in = await self.who(request, roles)
        form = await form_of(request)
        if not hmac.compare_digest(form.get("csrf", "").encode(), signed_in.session.csrf.encode()):
            raise NotSignedIn()
        return signed_in, form

    def open(self, response: Response, token: str) -> Response:
        age = int(SESSION_LASTS.total_seconds())
        response.set_cookie(self._cookie, token, max_age=age, httponly=True, samesite="strict", secure=self._secure, path="/")
        return response

    def close(self, response: Response) -> Response:
        response.delete_cookie(self._cookie, httponly=True, samesite="strict", secure=self._secure, path="/")
        return response

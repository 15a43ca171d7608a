"""Forms and addresses of the chat that works without JavaScript: ``/chat`` in English, ``/fr/chat`` in French."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse

from bot.channels.wire import BadRequest
from bot.language import Language


def page_language(request: Request) -> Language:
    return Language.FR if request.url.path.startswith("/fr/") else Language.EN


def path_of(language: Language) -> str:
    return "/fr/chat" if language is Language.FR else "/chat"


def back_to(language: Language, more: str = "#latest") -> RedirectResponse:
    return RedirectResponse(path_of(language) + more, 303, {"Cache-Control": "no-store"})


def client_id_of(form: dict[str, str]) -> str:
    given = form.get("client_id", "")
    return (
        given
        if 8 <= len(given) <= 64 and given.isascii() and given.replace("-", "").replace("_", "").isalnum()
        else secrets.token_urlsafe(12)
    )


async def form_of(request: Request) -> dict[str, str]:
    """Read a form's fields, the first of each name. Raises ``BadRequest``."""
    try:
        fields = parse_qs((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        raise BadRequest(field="form") from None
    return {name: values[0] for name, values in fields.items()}

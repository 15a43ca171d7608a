"""The action server: Rasa's own, but on loopback only and behind the token, which rasa_sdk has no option for.

Run as ``python -m bot.processes.actions_server PORT``; the token comes from ``CARM_TOKEN``.
"""

from __future__ import annotations

import hmac
import os
import sys

from sanic import Request
from sanic.response import HTTPResponse, json

from bot.logs import configure_logs, keep_libraries_quiet
from bot.settings import TOKEN_VARIABLE

HOST = "127.0.0.1"


def main() -> None:
    """Serve the actions until stopped."""
    keep_libraries_quiet()
    configure_logs()
    from rasa_sdk.endpoint import create_app

    port = int(sys.argv[1])
    token = os.environ.get(TOKEN_VARIABLE, "")
    app = create_app("actions", cors_origins=[])

    @app.on_request
    async def check_token(request: Request) -> HTTPResponse | None:
        # EndpointConfig sends its token in the query string; Sanic's access log, which would show it, is off.
        given = request.args.get("token") or ""
        if request.path == "/health" or (token and hmac.compare_digest(given.encode(), token.encode())):
            return None
        return json({"error": "unauthorized"}, status=401)

    app.run(HOST, port, access_log=False, debug=False)


if __name__ == "__main__":
    main()

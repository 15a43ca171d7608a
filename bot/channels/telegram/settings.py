"""What an operator can set of the Telegram channel. Where people reach the gateway is among the gateway's own settings."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.channels.settings import GatewaySettings

WEBHOOK_PATH = "/telegram/webhook"
API_URL = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True)
class TelegramSettings:
    """Without a token the channel is off. ``messages_per_second`` is over all chats; Telegram allows a bot about 30.

    ``lease_seconds`` is how long a gateway that died keeps the others from asking for updates and from sending to its chats; it has to be
    longer than sending a message may take (``timeout_seconds``).
    """

    token: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    api_url: str = API_URL
    messages_per_second: float = 30.0
    timeout_seconds: float = 20.0
    poll_seconds: int = 25
    sweep_seconds: float = 5.0
    first_retry_seconds: float = 1.0
    link_minutes: int = 15
    lease_seconds: float = 26.0
    webhook_check_seconds: float = 120.0

    @property
    def is_on(self) -> bool:
        return bool(self.token)

    @property
    def token_is_possible(self) -> bool:
        return _TOKEN.fullmatch(self.token) is not None

    @property
    def is_local(self) -> bool:
        """The Bot API is on this machine: one of a test, or Telegram's own server run beside the gateway."""
        return urlsplit(self.api_url).hostname in ("127.0.0.1", "::1", "localhost")

    @property
    def takes_proxy(self) -> bool:
        """A proxy of the surroundings is for the way out: not for a server on this machine, nor where nothing is sent."""
        return self.is_on and not self.is_local

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> TelegramSettings:
        """Return the settings:

        - ``CARM_TELEGRAM_TOKEN``: what @BotFather gave; without it Telegram is off
        - ``CARM_TELEGRAM_WEBHOOK_SECRET``: what Telegram proves itself with at our webhook; derived from ``CARM_SECRET_KEY`` when not given
        - ``CARM_TELEGRAM_API_URL``: another Bot API server than Telegram's

        Raises ``ValueError`` that names the variable.
        """
        given = {name: environment.get(f"CARM_TELEGRAM_{name}", "").strip() for name in ("TOKEN", "WEBHOOK_SECRET", "API_URL")}
        if given["WEBHOOK_SECRET"] and not _SECRET.fullmatch(given["WEBHOOK_SECRET"]):
            raise ValueError("CARM_TELEGRAM_WEBHOOK_SECRET: only letters, digits, _ and -, at most 256")
        url = given["API_URL"].rstrip("/") or API_URL
        if not _is_address(url):
            raise ValueError(f"CARM_TELEGRAM_API_URL: {url!r} is not an address such as {API_URL}")
        return cls(given["TOKEN"], given["WEBHOOK_SECRET"], url)

    def webhook_url(self, gateway: GatewaySettings) -> str:
        """Return the address for Telegram to write to, or ``""`` where it can't reach us over TLS and we ask it instead."""
        if gateway.is_https or (self.is_local and gateway.public_url):
            return gateway.public_url + WEBHOOK_PATH
        return ""

    def secret(self, gateway: GatewaySettings) -> str:
        if self.webhook_secret:
            return self.webhook_secret
        return hmac.new(gateway.secret_keys[-1].encode(), b"carm.telegram.webhook", hashlib.sha256).hexdigest()


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that can't be
        return False

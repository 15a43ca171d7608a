"""What an operator can set of the gateway, read once from the environment. Secrets stay out of ``repr``."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.limits import Rate

_PER_SESSION = Rate(burst=20, per_minute=40)
_PER_ADDRESS = Rate(burst=300, per_minute=1_200)
_STARTS_PER_ADDRESS = Rate(burst=100, per_minute=120)
_STRANGERS_PER_ADDRESS = Rate(burst=30, per_minute=30)
_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[^\s/?#@:*\[\]]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?")
_USUAL_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class GatewaySettings:
    """Every field's environment variable is named in ``from_environment``."""

    secret_keys: tuple[str, ...] = field(repr=False)
    database_url: str = field(default="sqlite:///var/carm.db", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    allowed_origins: frozenset[str] = frozenset()
    retention_days: int = 90
    name: str = "gateway"
    metrics_token: str = field(default="", repr=False)
    engine_timeout_seconds: float = 30.0
    slow_after_seconds: float = 8.0
    heartbeat_seconds: float = 15.0
    body_limit_bytes: int = 32_768
    streams_per_conversation: int = 20
    streams_per_address: int = 1_000
    per_session: Rate = _PER_SESSION
    per_address: Rate = _PER_ADDRESS
    starts_per_address: Rate = _STARTS_PER_ADDRESS
    strangers_per_address: Rate = _STRANGERS_PER_ADDRESS
    widget_folder: Path = Path(__file__).parent / "widget"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def address(self) -> str:
        """Return the address that links lead to: the one people use, else the one on this machine."""
        return self.public_url or self.local_address

    @property
    def local_address(self) -> str:
        """Return the address at which this machine reaches the gateway."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
        host = everywhere.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, var: Path = Path("var")) -> GatewaySettings:
        """Return the settings:

        - ``CARM_DATABASE_URL``: ``sqlite:///var/carm.db`` or ``postgresql://user:password@host/name``
        - ``CARM_SECRET_KEY``: signs sessions; several separated by commas while changing it, the newest last. Made and kept in
          ``var/secret_key`` when not given.
        - ``CARM_GATEWAY_HOST``, ``CARM_GATEWAY_PORT``: where to listen, 127.0.0.1 and 8000
        - ``CARM_PUBLIC_URL``: the address people use, such as ``https://chat.cfib.ca``; makes cookies secure
        - ``CARM_ALLOWED_ORIGINS``: the sites that may embed the widget, separated by commas
        - ``CARM_RETENTION_DAYS``: days without activity after which a conversation is deleted, 90
        - ``CARM_GATEWAY_NAME``: names this gateway among several on one database; has to stay the same when it restarts
        - ``CARM_METRICS_TOKEN``: bearer token for ``/metrics``, which otherwise answers this machine only
        - ``CARM_ENGINE_TIMEOUT_SECONDS``, ``CARM_SLOW_AFTER_SECONDS``: 30 and 8
        - ``CARM_RATE_SESSION``, ``CARM_RATE_ADDRESS``, ``CARM_RATE_STARTS``: ``burst/per-minute``, 20/40, 300/1200 and 100/120

        Raises ``ValueError`` that names the variable.
        """
        given = {name: value.strip() for name, value in environment.items() if name.startswith("CARM_") and value.strip()}
        keys = given.get("CARM_SECRET_KEY") or _kept_key(var / "secret_key")
        port = _whole("CARM_GATEWAY_PORT", given.get("CARM_GATEWAY_PORT", "8000"), 0, 65_535)
        secret_keys = tuple(key.strip() for key in keys.split(",") if key.strip())
        if not secret_keys:
            raise ValueError(f"CARM_SECRET_KEY: holds no key; without the variable, the file {var / 'secret_key'} is empty: delete it")
        return cls(
            secret_keys=secret_keys,
            database_url=given.get("CARM_DATABASE_URL", f"sqlite:///{var / 'carm.db'}"),
            host=given.get("CARM_GATEWAY_HOST", cls.host).strip("[]"),
            port=port,
            public_url=_address("CARM_PUBLIC_URL", given.get("CARM_PUBLIC_URL", "")),
            allowed_origins=frozenset(
                _address("CARM_ALLOWED_ORIGINS", origin) for origin in given.get("CARM_ALLOWED_ORIGINS", "").split(",") if origin.strip()
            ),
            retention_days=_whole("CARM_RETENTION_DAYS", given.get("CARM_RETENTION_DAYS", "90"), 1, 3_650),
            name=given.get("CARM_GATEWAY_NAME", f"gateway-{port}"),
            metrics_token=given.get("CARM_METRICS_TOKEN", ""),
            engine_timeout_seconds=_seconds("CARM_ENGINE_TIMEOUT_SECONDS", given.get("CARM_ENGINE_TIMEOUT_SECONDS", "30")),
            slow_after_seconds=_seconds("CARM_SLOW_AFTER_SECONDS", given.get("CARM_SLOW_AFTER_SECONDS", "8")),
            per_session=_rate("CARM_RATE_SESSION", given.get("CARM_RATE_SESSION"), cls.per_session),
            per_address=_rate("CARM_RATE_ADDRESS", given.get("CARM_RATE_ADDRESS"), cls.per_address),
            starts_per_address=_rate("CARM_RATE_STARTS", given.get("CARM_RATE_STARTS"), cls.starts_per_address),
        )


def _kept_key(path: Path) -> str:
    """Return the key kept in a file that only its owner reads; make it when it isn't there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_urlsafe(48)
            file.write(key + "\n")
    except OSError:  # a full disk: an empty file would be taken for the key
        path.unlink()
        raise
    return key


def _whole(name: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ValueError(f"{name}: {value!r} is not a whole number from {least} to {most}")
    return int(value)


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds <= 600.0:
        raise ValueError(f"{name}: {value!r} is not a number of seconds up to 600")
    return seconds


def _address(name: str, value: str) -> str:
    """Return an origin in the form browsers send it: scheme, host and port, nothing after."""
    if not value.strip():
        return ""
    found = _ADDRESS.fullmatch(value.strip().lower())
    try:
        host = found["host"].encode("idna").decode("ascii") if found else ""
    except UnicodeError:
        host = ""
    if found is None or not host or int(found["port"] or 1) not in range(1, 65_536):
        raise ValueError(f"{name}: {value!r} is not an address such as https://www.example.ca")
    usual = found["port"] in (None, _USUAL_PORTS[found["scheme"]])
    return f"{found['scheme']}://{host}" if usual else f"{found['scheme']}://{host}:{found['port']}"


def _rate(name: str, value: str | None, usual: Rate) -> Rate:
    if value is None:
        return usual
    burst, given, per_minute = value.partition("/")
    if not given:
        raise ValueError(f"{name}: {value!r} is not burst/per-minute, such as {usual.burst}/{usual.per_minute}")
    return Rate(_whole(name, burst, 1, 1_000_000), _whole(name, per_minute, 1, 1_000_000))

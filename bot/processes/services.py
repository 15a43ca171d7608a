"""Which processes the assistant consists of, from the settings."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path

import yaml

from bot.channels.settings import GatewaySettings
from bot.paths import ROOT
from bot.processes.supervisor import Service, python
from bot.settings import TOKEN_VARIABLE, InvalidSetting, Settings

_HOST = "127.0.0.1"


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of every process."""
    return {
        **os.environ,
        TOKEN_VARIABLE: settings.token,
        "CARM_RASA_PORT": str(settings.rasa_port),
        "CARM_VAR_DIR": str(settings.var),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "TZ": "UTC",  # of what Rasa and the other libraries log by themselves
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        # Glibc keeps one heap per thread otherwise; the server's threads need none of their own.
        "MALLOC_ARENA_MAX": "2",
        # One message's vectors are too small to share out: a second thread would only spin and wait, and double the processor's time.
        "OPENBLAS_NUM_THREADS": "1",
    }


def services(settings: Settings, gateway: GatewaySettings) -> list[Service]:
    """Return the action server, the Rasa server and the gateway, in the order they are waited for.

    Raises ``InvalidSetting`` when two have the same port.
    """
    token = {"Authorization": f"Bearer {settings.token}"}
    actions = Service(
        name="actions",
        command=python("-m", "bot.processes.actions_server", str(settings.actions_port)),
        host=_HOST,
        port=settings.actions_port,
        port_variable="CARM_ACTIONS_PORT",
        ready_url=f"{settings.actions_url}/health",
        what=f"action server on {settings.actions_url} (this machine only)",
    )
    rasa = Service(
        name="rasa",
        command=python("-m", "bot.processes.rasa_server", str(settings.rasa_port), str(settings.model), str(_endpoints(settings))),
        host=_HOST,
        port=settings.rasa_port,
        port_variable="CARM_RASA_PORT",
        ready_url=f"{settings.rasa_url}/webhooks/engine/ready",
        what=f"Rasa server on {settings.rasa_url} (this machine only, behind a token)",
        headers=token,
    )
    web = Service(
        name="gateway",
        command=python("-m", "bot.processes.gateway"),
        host=gateway.host,
        port=gateway.port,
        port_variable="CARM_GATEWAY_PORT",
        ready_url=f"{gateway.local_address}/readyz",
        what=gateway.local_address,
        host_variable="CARM_GATEWAY_HOST",
    )
    found = [actions, rasa, web]
    for one, other in combinations(found, 2):
        if one.port == other.port:
            raise InvalidSetting(cause=f"{one.port_variable} and {other.port_variable} are the same port, {one.port}")
    return found


def _endpoints(settings: Settings) -> Path:
    """Write ``endpoints.yml`` with this run's ports and token where only its owner can read it; return its path."""
    described = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    described["action_endpoint"] |= {"url": f"{settings.actions_url}/webhook", "token": settings.token}
    described["tracker_store"] |= {"file": str(settings.var.resolve() / "half_filled.db")}
    path = settings.var / "run" / "endpoints.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        yaml.safe_dump(described, file)
    return path

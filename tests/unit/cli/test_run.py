"""What ``carm run`` says of e-mail before and after it starts."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.channels.settings import GatewaySettings
from bot.cli import run
from bot.processes.services import services
from bot.settings import InvalidSetting, Settings


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARM_SMTP_URL", raising=False)
    monkeypatch.delenv("CARM_MAIL_FROM", raising=False)


def test_it_says_that_email_is_off_and_where_notices_go() -> None:
    assert run._mail() == "E-mail is off (no CARM_SMTP_URL is set): notices to advisors are printed to the log."


def test_it_names_the_server_without_user_or_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARM_SMTP_URL", "smtp://carm:s3cret@mail.example.ca")
    monkeypatch.setenv("CARM_MAIL_FROM", "carm@example.ca")
    assert run._mail() == "E-mail to advisors is on, through mail.example.ca:587."


@pytest.mark.parametrize(("url", "variable"), [("http://x:s3cret@y", "CARM_SMTP_URL"), ("smtp://x:s3cret@y", "CARM_MAIL_FROM")])
def test_a_wrong_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, url: str, variable: str) -> None:
    monkeypatch.setenv("CARM_SMTP_URL", url)
    with pytest.raises(InvalidSetting, match=variable) as refused:
        run._mail()
    assert "s3cret" not in str(refused.value)


def test_two_processes_on_one_port_are_refused_by_both_variables(tmp_path: Path) -> None:
    settings = Settings.from_environment({"CARM_RASA_PORT": "8000"})
    with pytest.raises(InvalidSetting, match="CARM_RASA_PORT and CARM_GATEWAY_PORT"):
        services(dataclasses.replace(settings, var=tmp_path), GatewaySettings(("a key",)))

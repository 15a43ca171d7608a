"""What an operator may set, and what is refused with the variable's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.limits import Rate
from bot.channels.settings import GatewaySettings


def test_nothing_set_gives_a_gateway_on_this_machine_with_a_key_of_its_own(tmp_path: Path) -> None:
    first = GatewaySettings.from_environment({}, var=tmp_path)
    again = GatewaySettings.from_environment({}, var=tmp_path)
    assert (first.host, first.port, first.retention_days) == ("127.0.0.1", 8000, 90)
    assert first.database_url == f"sqlite:///{tmp_path}/carm.db"
    assert first.secret_keys == again.secret_keys
    assert len(first.secret_keys[0]) >= 43
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_everything_set(tmp_path: Path) -> None:
    settings = GatewaySettings.from_environment(
        {
            "CARM_SECRET_KEY": "old, new",
            "CARM_ALLOWED_ORIGINS": "https://www.cfib-fcei.ca/, https://CFIB.example:8443",
            "CARM_PUBLIC_URL": "https://chat.cfib.example",
            "CARM_RATE_SESSION": "5/10",
            "CARM_GATEWAY_PORT": "9000",
        },
        var=tmp_path,
    )
    assert settings.secret_keys == ("old", "new")
    assert settings.allowed_origins == {"https://www.cfib-fcei.ca", "https://cfib.example:8443"}
    assert settings.is_https
    assert settings.per_session == Rate(5, 10)
    assert settings.name == "gateway-9000"
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CARM_GATEWAY_PORT", "eighty"),
        ("CARM_GATEWAY_PORT", "70000"),
        ("CARM_RETENTION_DAYS", "0"),
        ("CARM_RETENTION_DAYS", "-1"),
        ("CARM_ALLOWED_ORIGINS", "*"),
        ("CARM_ALLOWED_ORIGINS", "www.cfib-fcei.ca"),
        ("CARM_ALLOWED_ORIGINS", "https://a.ca/page"),
        ("CARM_ALLOWED_ORIGINS", "https://*.a.ca"),
        ("CARM_PUBLIC_URL", "ftp://a.ca"),
        ("CARM_PUBLIC_URL", "https://[::1"),
        ("CARM_PUBLIC_URL", "https://a.ca:99999"),
        ("CARM_PUBLIC_URL", "https://me:secret@a.ca"),
        ("CARM_PUBLIC_URL", "https://a.ca#top"),
        ("CARM_PUBLIC_URL", "https://a..ca"),
        ("CARM_SECRET_KEY", " , "),
        ("CARM_RATE_SESSION", "20"),
        ("CARM_RATE_SESSION", "fast"),
        ("CARM_ENGINE_TIMEOUT_SECONDS", "nan"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        GatewaySettings.from_environment({name: value}, var=tmp_path)


def test_secrets_are_not_in_the_repr(tmp_path: Path) -> None:
    settings = GatewaySettings.from_environment(
        {"CARM_SECRET_KEY": "s3cret", "CARM_DATABASE_URL": "postgresql://u:passw0rd@h/d", "CARM_METRICS_TOKEN": "t0ken"}, var=tmp_path
    )
    for secret in ("s3cret", "passw0rd", "t0ken"):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("given", "as_browsers_send_it"),
    [
        pytest.param("https://Chat.Example.ca:443/", "https://chat.example.ca", id="usual port"),
        pytest.param("http://chat.example.ca:80", "http://chat.example.ca", id="usual port without TLS"),
        pytest.param("https://chat.example.ca:8443", "https://chat.example.ca:8443", id="another port"),
        pytest.param("https://bücher.example", "https://xn--bcher-kva.example", id="accents"),
        pytest.param("http://[::1]:8000", "http://[::1]:8000", id="IPv6"),
    ],
)
def test_an_address_is_compared_in_the_form_that_browsers_send(tmp_path: Path, given: str, as_browsers_send_it: str) -> None:
    assert GatewaySettings.from_environment({"CARM_PUBLIC_URL": given}, var=tmp_path).public_url == as_browsers_send_it


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_this_machine_reaches_the_gateway_wherever_it_listens(tmp_path: Path, host: str, address: str) -> None:
    assert GatewaySettings.from_environment({"CARM_GATEWAY_HOST": host}, var=tmp_path).local_address == address


def test_a_kept_key_that_is_empty_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(ValueError, match="secret_key is empty"):
        GatewaySettings.from_environment({}, var=tmp_path)

"""The signature of a link, and what an operator may set."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.channels.settings import GatewaySettings
from bot.channels.telegram.links import Signer
from bot.channels.telegram.settings import TelegramSettings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
LATER = NOON + timedelta(minutes=15)


def test_a_payload_names_its_link_and_fits_telegram() -> None:
    id_, payload = Signer(("key",)).issue(LATER)
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", payload)
    assert Signer(("key",)).id_of(payload, NOON) == id_


def test_a_payload_expires() -> None:
    _, payload = Signer(("key",)).issue(LATER)
    assert Signer(("key",)).id_of(payload, LATER) is not None
    assert Signer(("key",)).id_of(payload, LATER + timedelta(seconds=1)) is None


def test_a_payload_outlives_a_change_of_key_but_not_another_gateways() -> None:
    id_, payload = Signer(("old",)).issue(LATER)
    assert Signer(("old", "new")).id_of(payload, NOON) == id_
    assert Signer(("new",)).id_of(payload, NOON) is None


@pytest.mark.parametrize("place", [0, 5, 14, 20, 37])
def test_a_changed_payload_is_refused(place: int) -> None:
    _, payload = Signer(("key",)).issue(LATER)
    changed = payload[:place] + ("A" if payload[place] != "A" else "B") + payload[place + 1 :]
    assert Signer(("key",)).id_of(changed, NOON) is None


@pytest.fixture
def gateway(tmp_path: Path) -> GatewaySettings:
    return GatewaySettings.from_environment({"CARM_SECRET_KEY": "key"}, var=tmp_path)


def test_without_a_token_it_is_off() -> None:
    assert not TelegramSettings.from_environment({}).is_on


def test_secrets_are_not_in_the_repr() -> None:
    given = {"CARM_TELEGRAM_TOKEN": "1:tok3n", "CARM_TELEGRAM_WEBHOOK_SECRET": "s3cret"}
    assert not re.search("tok3n|s3cret", repr(TelegramSettings.from_environment(given)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("CARM_TELEGRAM_WEBHOOK_SECRET", "a b"), ("CARM_TELEGRAM_WEBHOOK_SECRET", "x" * 257), ("CARM_TELEGRAM_API_URL", "me")],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        TelegramSettings.from_environment({name: value})


@pytest.mark.parametrize(("public", "webhook"), [("", ""), ("http://chat.ca", ""), ("https://chat.ca", "https://chat.ca/telegram/webhook")])
def test_telegram_writes_to_us_only_over_tls(gateway: GatewaySettings, public: str, webhook: str) -> None:
    assert TelegramSettings("1:x").webhook_url(replace(gateway, public_url=public)) == webhook


def test_the_secret_is_made_from_the_gateways_key_when_none_is_given(gateway: GatewaySettings) -> None:
    assert TelegramSettings("1:x", "mine").secret(gateway) == "mine"
    derived = TelegramSettings("1:x").secret(gateway)
    assert re.fullmatch("[0-9a-f]{64}", derived)
    assert derived != TelegramSettings("1:x").secret(replace(gateway, secret_keys=("other",)))

"""``carm desk add-advisor``."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bot.cli import desk
from bot.desk.errors import EmailTaken
from bot.errors import BotError


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    desk.add_arguments(parser)
    return desk.run(parser.parse_args(arguments))


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CARM_DATABASE_URL", f"sqlite:///{tmp_path}/carm.db")
    monkeypatch.setenv("CARM_SECRET_KEY", "for-tests-only")


def test_it_prints_where_to_sign_in_and_a_password_that_differs_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    passwords = set()
    for email in ("Anne@cfib.ca", "marc@cfib.ca"):
        assert run("add-advisor", "Anne Roy", email, "--role", "admin", "--lang", "fr") == 0
        printed = capsys.readouterr().out
        assert "/console/sign-in" in printed
        assert email.lower() in printed
        passwords.add(re.findall(r"Password (\S+)", printed)[0])
    assert len(passwords) == 2
    assert min(map(len, passwords)) >= 12


def test_an_address_is_given_access_once() -> None:
    run("add-advisor", "Anne", "anne@cfib.ca")
    with pytest.raises(EmailTaken):
        run("add-advisor", "Anne", "ANNE@cfib.ca")


def test_a_name_is_needed() -> None:
    with pytest.raises(desk.InvalidName):
        run("add-advisor", "  ", "anne@cfib.ca")


def test_a_database_that_cannot_be_opened_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("not a database, but long enough to be read as one" * 100, encoding="ascii")
    for address, cause in (
        (f"sqlite:///{tmp_path}/no.db", "file is not a database"),
        ("postgresql://carm:s3cret@127.0.0.1:1/carm", "Connection refused"),
        ("postgresql://carm:s3cret@host:s3cret/carm", "CARM_DATABASE_URL: needs the form"),
        ("oracle://carm:s3cret@host/carm", "CARM_DATABASE_URL: oracle"),
    ):
        monkeypatch.setenv("CARM_DATABASE_URL", address)
        with pytest.raises(BotError, match=cause) as refused:
            run("add-advisor", "Anne", "anne@cfib.ca")
        assert "s3cret" not in str(refused.value)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(desk.InvalidEmail):
        run("add-advisor", "Anne", "anne at cfib")

"""Settings of e-mail: what can't be is refused by name, and a password is shown nowhere."""

from __future__ import annotations

import pytest

from bot.desk.mail.settings import MailSettings


def settings(url: str, sender: str = "CARM desk <carm@example.ca>") -> MailSettings:
    return MailSettings.from_environment({"CARM_SMTP_URL": url, "CARM_MAIL_FROM": sender})


def test_without_a_server_email_is_off() -> None:
    assert not MailSettings.from_environment({}).is_on
    assert not MailSettings.from_environment({"CARM_SMTP_URL": " ", "CARM_MAIL_FROM": "nonsense"}).is_on


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls"),
    [
        ("smtp://mail.example.ca", "mail.example.ca", 25, "", "", False),
        ("smtp://me:secret@mail.example.ca", "mail.example.ca", 587, "me", "secret", False),
        ("smtps://me:secret@mail.example.ca", "mail.example.ca", 465, "me", "secret", True),
        ("smtp://me%40example.ca:p%40ss%2Fword%23@mail.example.ca:2525/", "mail.example.ca", 2525, "me@example.ca", "p@ss/word#", False),
        ("smtp://[::1]:25", "::1", 25, "", "", False),
    ],
)
def test_a_server_is_read_from_its_address(url: str, host: str, port: int, user: str, password: str, tls: bool) -> None:
    read = settings(url)
    assert (read.host, read.port, read.user, read.password, read.tls_from_start) == (host, port, user, password, tls)
    assert (read.sender.display_name, read.sender.addr_spec) == ("CARM desk", "carm@example.ca")


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.ca:587",
        "http://mail.example.ca",
        "smtp://",
        "smtp://me:s3cret@",
        "smtp://me:s3cret/with-slash@mail.example.ca:587",
        "smtp://me:s3cret#with-hash@mail.example.ca:587",
        "smtp://me:s3cret@mail.example.ca:99999",
        "smtp://me:s3cret@mail.example.ca:0",
        "smtp://me:s3cret@mail.example.ca/inbox",
        "smtp://me:s3cret@mail.example.ca?tls=no",
        "smtp://me@mail.example.ca",
        "smtp://:s3cret@mail.example.ca",
        "smtp://[::1:25",
    ],
)
def test_a_wrong_address_is_refused_by_the_variables_name_without_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"^CARM_SMTP_URL: ") as refused:
        settings(url)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "sender",
    ["", "carm", "carm@localhost", "a@b.ca, c@d.ca", "Desk <carm@example.ca>\r\nBcc: x@example.ca", "carm@exa mple.ca", "ça@example.ca"],
)
def test_a_wrong_sender_is_refused_by_the_variables_name(sender: str) -> None:
    with pytest.raises(ValueError, match=r"^CARM_MAIL_FROM: "):
        settings("smtp://mail.example.ca", sender)


def test_the_password_is_in_no_repr() -> None:
    assert "s3cret" not in repr(settings("smtp://me:s3cret@mail.example.ca"))


@pytest.mark.parametrize(
    ("url", "must"),
    [
        ("smtp://me:secret@mail.example.ca", True),
        ("smtp://mail.example.ca", False),
        ("smtp://me:secret@127.0.0.1:1025", False),
        ("smtps://me:secret@mail.example.ca", False),
    ],
)
def test_a_password_goes_to_another_machine_only_where_the_connection_is_made_secure(url: str, must: bool) -> None:
    assert settings(url).must_be_secure is must

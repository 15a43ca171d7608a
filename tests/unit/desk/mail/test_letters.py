"""What a mail to an advisor says, in both languages, and what never gets into one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest

from bot.conversation.model import Advisor as Speaker
from bot.desk.build import load_parts
from bot.desk.mail.letter import Letters, NoAddress
from bot.desk.mail.outbox import Mail, MailKind
from bot.desk.model import Case, Facts, Mode, Urgency
from bot.language import Language

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
HOSTILE = "Zoé\r\nBcc: everyone@example.ca\r\n\r\n<script>alert(1)</script>"
CASE = Case(
    "K7R-4XA9",
    "conversation-of-somebody",
    "telegram",
    Language.EN,
    NOON,
    NOON,
    topic="goods_stuck",
    urgency=Urgency.URGENT,
    mode=Mode.CALL_BACK,
    facts=Facts(HOSTILE, HOSTILE, "+1 613-555-0123", "zoe@example.ca", "ON", HOSTILE),
    advisor=Speaker("a1", HOSTILE),
)
MAIL = Mail(7, "anne@cfib.ca", Language.EN, MailKind.OPENED, CASE.reference, NOON)
PARTS = load_parts()


def letters(address: str = "https://chat.example.ca") -> Letters:
    return Letters(PARTS.words, address, Address("CARM desk", addr_spec="carm@example.ca"), PARTS.title)


def received(mail: Mail = MAIL, case: Case = CASE):
    return message_from_bytes(letters().write(mail, case).as_bytes(), policy=policy.default)


def test_a_mail_has_the_reference_the_topic_and_a_link() -> None:
    message = received()
    assert message["Subject"] == "[URGENT] New case K7R-4XA9"
    assert message["To"] == "anne@cfib.ca"
    assert message["From"] == "CARM desk <carm@example.ca>"
    assert message["Content-Language"] == "en-CA"
    body = message.get_content()
    title = PARTS.content.answers["goods_stuck"].text(Language.EN).title
    for line in (
        "Urgency: urgent, goods are held",
        f"Topic: {title}",
        "Channel: Telegram",
        "Answer wanted: call-back",
        "language: English",
    ):
        assert line in body
    assert "https://chat.example.ca/console/cases/K7R-4XA9" in body.splitlines()


def test_a_mail_is_in_the_recipients_language_whatever_the_persons_is() -> None:
    message = received(replace(MAIL, language=Language.FR))
    assert message["Subject"] == "[URGENT] Nouveau dossier K7R-4XA9"
    body = message.get_content()
    for line in ("Urgence\u00a0: urgent, des marchandises sont retenues", "Langue de la personne\u00a0: anglais", "Canal\u00a0: Telegram"):
        assert line in body
    assert PARTS.content.answers["goods_stuck"].text(Language.FR).title in body


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("language", Language)
def test_nothing_that_a_person_wrote_or_is_called_is_in_any_mail(kind: MailKind, language: Language) -> None:
    raw = letters().write(replace(MAIL, kind=kind, language=language), CASE).as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    whole = f"{raw.decode()} {message.get_content()}"
    assert [word for word in ("Zoé", "Zo=C3=A9", "Bcc", "everyone", "script", "555", "zoe@", CASE.conversation) if word in whole] == []
    assert [name.lower() for name in message if name.lower() in ("to", "cc", "bcc")] == ["to"]
    assert "K7R-4XA9" in message["Subject"]


def test_a_normal_case_is_not_called_urgent() -> None:
    message = received(case=replace(CASE, urgency=Urgency.NORMAL))
    assert message["Subject"] == "New case K7R-4XA9"
    assert message["Importance"] is None


@pytest.mark.parametrize("topic", ["", "gone_from_the_catalogue"])
def test_a_topic_that_is_not_in_the_catalogue_is_told_as_not_known(topic: str) -> None:
    assert "Topic: not known" in received(case=replace(CASE, topic=topic)).get_content()


def test_a_mail_tried_again_is_the_same_mail() -> None:
    first, again = received(), received(replace(MAIL, tries=3))
    assert first["Message-ID"] == again["Message-ID"]
    assert first.as_bytes() == again.as_bytes()
    assert received(replace(MAIL, id=8))["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("address", ["a@b.ca\r\nBcc: c@d.ca", "a@b.ca, c@d.ca", "a b@c.ca", "nobody", ""])
def test_an_address_that_would_change_a_mails_head_is_refused(address: str) -> None:
    with pytest.raises(NoAddress):
        letters().write(replace(MAIL, recipient=address), CASE)

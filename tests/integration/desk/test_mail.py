"""E-mail to advisors over real SMTP on loopback, its outbox on a real database: what is sent to whom, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from bot.conversation.errors import StorageUnavailable
from bot.desk.build import load_parts
from bot.desk.mail import sender as sending
from bot.desk.mail.carriers import Log, Smtp
from bot.desk.mail.letter import Letters
from bot.desk.mail.outbox import MailKind, tell_everyone
from bot.desk.mail.sender import TAKEN_FOR, WAITS, MailSender
from bot.desk.mail.settings import MailSettings
from bot.desk.model import Advisor, Outcome, Role
from bot.language import Language
from bot.storage.desk_tables import mails
from tests.fakes.desk import ANNE, EDITH, MARC, DeskServices, desk_services
from tests.fakes.gateway import until
from tests.fakes.smtp import PostOffice, post_office

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
SENDER = Address("CARM desk", addr_spec="carm@example.ca")
ZOE = Advisor("a3", "Zoé\r\nBcc: x@example.ca", "zoe@fcei.ca", Role.ADMIN, "x", Language.FR)


@dataclass
class Post:
    """The desk, its outbox, and as many senders as a test wants."""

    desk: DeskServices
    office: PostOffice
    counts: Counter[str] = field(default_factory=Counter)

    def sender(self, settings: MailSettings | None = None, step_seconds: float = 2.0) -> MailSender:
        settings = settings or MailSettings("127.0.0.1", self.office.port, sender=SENDER)
        parts = load_parts()
        letters = Letters(parts.words, "https://chat.example.ca", SENDER, parts.title)
        carrier = Smtp(letters, settings, step_seconds) if settings.is_on else Log(letters)
        return MailSender(self.desk.ledger, self.desk.hub, self.desk.clock, carrier, lambda result: self.counts.update([result]))

    async def rows(self) -> list[dict[str, Any]]:
        return await self.desk.ledger.read(
            lambda unit: [dict(row) for row in unit.connection.execute(select(mails).order_by(mails.c.id)).mappings()]
        )

    async def case(self, *words: str) -> str:
        """Open a case by way of the chat, in a conversation of its own."""
        conversation = await self.desk.begin()
        for text in words:
            await self.desk.told(conversation, text)
        return await self.desk.case(conversation)

    async def one_mail(self) -> str:
        """Open a case that is written of to Anne alone."""
        reference = await self.case()
        await self.desk.ledger.write(lambda unit: unit.connection.execute(mails.delete().where(mails.c.recipient != ANNE.email)))
        return reference


@asynccontextmanager
async def posting(url: str, office: PostOffice) -> AsyncIterator[Post]:
    async with desk_services(url) as desk:
        yield Post(desk, office)


@pytest.fixture
async def post(url: str) -> AsyncIterator[Post]:
    async with post_office() as office, posting(url, office) as made:
        yield made


async def test_each_active_advisor_is_written_to_of_a_new_case_in_their_own_language(post: Post) -> None:
    await post.desk.ledger.write(lambda unit: unit.advisors.add(ZOE))
    await post.desk.sign_in.set_active(EDITH, MARC.id, False)
    reference = await post.case("my secret words")
    assert await post.sender().send_due() == 2
    sent = dict(post.office.mails)
    assert {to: mail["Subject"] for to, mail in sent.items()} == {
        "anne@cfib.ca": f"New case {reference}",
        "zoe@fcei.ca": f"Nouveau dossier {reference}",
    }
    for mail in sent.values():
        assert f"https://chat.example.ca/console/cases/{reference}" in mail.get_content()
        assert [word for word in ("secret", "Zoé", "Roy Inc.", "555-0123", "mornings") if word in mail.as_string()] == []
        assert mail["Bcc"] is None
    assert post.counts == {"sent": 2}
    assert await post.sender().send_due() == 0


async def test_goods_that_are_stuck_are_urgent_in_the_subject(post: Post) -> None:
    reference = await post.case("stuck")
    await post.sender().send_due()
    assert {mail["Subject"] for _, mail in post.office.mails} == {f"[URGENT] New case {reference}"}


async def test_a_case_that_is_not_committed_is_not_written_of(post: Post) -> None:
    reference = await post.case()
    before = len(await post.rows())

    def fails(unit: Any) -> None:
        tell_everyone(unit, MailKind.RETURNED, unit.cases.get(reference), post.desk.clock())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await post.desk.ledger.write(fails)
    assert len(await post.rows()) == before


async def test_a_transferred_case_is_written_of_to_the_one_it_goes_to(post: Post) -> None:
    reference = await post.case()
    await post.desk.desk.claim(reference, ANNE)
    await post.desk.desk.transfer(reference, ANNE, MARC.id)
    await post.sender().send_due()
    assert [(to, mail["Subject"]) for to, mail in post.office.mails] == [("marc@cfib.ca", f"Case {reference} was transferred to you")]
    assert post.counts == {"sent": 1, "dropped": 2}  # that it was new is no longer news


async def test_everyone_is_written_to_when_nobody_came_for_a_person_who_waits(post: Post) -> None:
    reference = await post.case()
    await post.sender().send_due()
    post.office.mails.clear()
    post.desk.clock.pass_(minutes=11)
    await post.desk.desk.release_those_who_wait_too_long()
    await post.sender().send_due()
    assert {(to, mail["Subject"]) for to, mail in post.office.mails} == {
        (advisor.email, f"Case {reference} is still waiting") for advisor in (ANNE, MARC)
    }


async def test_the_case_survives_when_the_server_is_down_and_the_mail_goes_once_it_is_back(url: str) -> None:
    async with post_office() as office:
        port = office.port
    async with posting(url, office) as post:
        reference = await post.one_mail()
        sender = post.sender()
        for wait in WAITS[:4]:
            assert await sender.send_due() == 1
            assert await sender.send_due() == 0
            assert (await post.rows())[0]["due_at"] == post.desk.clock() + wait
            post.desk.clock.now += wait
        assert (await post.rows())[0]["fault"] == "connecterror"
        assert (await post.desk.ledger.read(lambda unit: unit.cases.get(reference))).reference == reference
        async with post_office(office):
            assert office.port == port
            await sender.send_due()
        assert [to for to, _ in office.mails] == ["anne@cfib.ca"]
        assert post.counts == {"postponed": 4, "sent": 1}


async def test_a_mail_that_nobody_takes_is_given_up_in_the_end(url: str) -> None:
    async with post_office() as office:
        pass
    async with posting(url, office) as post:
        await post.one_mail()
        sender = post.sender()
        for wait in WAITS:
            await sender.send_due()
            post.desk.clock.now += wait
        await sender.send_due()
        post.desk.clock.pass_(days=1)
        assert await sender.send_due() == 0
        [row] = await post.rows()
        assert (row["due_at"], row["sent_at"], row["fault"]) == (None, None, "connecterror")
        assert post.counts == {"postponed": len(WAITS), "given_up": 1}


async def test_a_mail_refused_for_now_is_taken_the_next_time(post: Post) -> None:
    await post.one_mail()
    post.office.answers = ["451 greylisted, for zoe@example.ca"]
    await post.sender().send_due()
    assert (await post.rows())[0]["fault"] == "dataerror 451"
    post.desk.clock.now += WAITS[0]
    await post.sender().send_due()
    assert len(post.office.mails) == 1
    assert (await post.rows())[0]["sent_at"] == post.desk.clock()


async def test_one_refused_recipient_keeps_nobody_else_from_their_mail(post: Post) -> None:
    await post.case()
    post.office.refused = {"anne@cfib.ca"}
    await post.sender().send_due()
    assert [to for to, _ in post.office.mails] == ["marc@cfib.ca"]
    faults = {row["recipient"]: row["fault"] for row in await post.rows()}
    assert faults == {"anne@cfib.ca": "recipient_refused 550", "marc@cfib.ca": ""}


async def test_a_slow_server_is_given_up_on_for_now_and_holds_nothing_up(post: Post) -> None:
    await post.one_mail()
    post.office.delay_seconds = 3600
    await post.sender(step_seconds=5).send_due()  # the server is in this event loop: were it held up, nobody would answer the first step
    assert (await post.rows())[0]["fault"] in (
        "readtimeouterror",
        "connecttimeouterror",
    )  # the latter where a machine stalls in the greeting
    assert post.counts == {"postponed": 1}


async def test_a_server_that_drags_every_step_out_is_cut_off_as_a_whole(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_SEND_SECONDS", 0.3)
    await post.one_mail()
    post.office.delay_seconds = 3600
    await post.sender(step_seconds=60).send_due()
    assert (await post.rows())[0]["fault"] == "too_slow"


async def test_a_server_that_says_nothing_at_all_is_given_up_on_for_now(post: Post) -> None:
    await post.one_mail()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        await post.sender(MailSettings("127.0.0.1", silent.getsockname()[1], sender=SENDER), step_seconds=0.3).send_due()
    assert (await post.rows())[0]["fault"] == "connecttimeouterror"


async def test_several_gateways_send_a_mail_once(post: Post) -> None:
    for _ in range(5):
        await post.case()
    await asyncio.gather(*(post.sender().send_due() for _ in range(4)))
    assert sorted(Counter(mail["Message-ID"] for _, mail in post.office.mails).values()) == [1] * 10


async def test_a_gateway_killed_after_the_server_took_a_mail_leaves_a_double_that_can_be_told(post: Post) -> None:
    await post.one_mail()
    killed: asyncio.Task[int] | None = None

    async def kill() -> None:
        assert killed is not None
        killed.cancel()
        await asyncio.sleep(0)

    post.office.accepted = kill
    killed = asyncio.create_task(post.sender().send_due())
    with pytest.raises(asyncio.CancelledError):
        await killed
    post.office.accepted = None
    assert await post.sender().send_due() == 0  # the dead one may still be at it
    post.desk.clock.now += TAKEN_FOR + timedelta(seconds=1)
    assert await post.sender().send_due() == 1
    first, second = (mail for _, mail in post.office.mails)
    assert first["Message-ID"] == second["Message-ID"]
    assert (await post.rows())[0]["sent_at"] is not None


async def test_a_mail_that_could_not_be_marked_at_once_is_marked_a_little_later(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    await post.one_mail()
    write, failures = post.desk.ledger.write, iter([True])

    async def fails_once(work: Any) -> Any:
        if post.office.mails and next(failures, False):
            raise StorageUnavailable()
        return await write(work)

    monkeypatch.setattr(post.desk.ledger, "write", fails_once)
    await post.sender().send_due()
    assert (await post.rows())[0]["sent_at"] is not None
    assert len(post.office.mails) == 1


async def test_old_news_are_not_sent_after_a_long_outage(post: Post) -> None:
    taken, resolved, left = [await post.case() for _ in range(3)]
    await post.desk.desk.claim(taken, MARC)
    await post.desk.desk.claim(resolved, MARC)
    await post.desk.desk.resolve(resolved, MARC, Outcome.ANSWERED)
    await post.desk.sign_in.set_active(EDITH, ANNE.id, False)
    await post.sender().send_due()
    assert [(to, mail["Subject"]) for to, mail in post.office.mails] == [("marc@cfib.ca", f"New case {left}")]
    assert post.counts == {"sent": 1, "dropped": 5}


async def test_mails_go_with_the_conversation_that_they_are_about(post: Post) -> None:
    conversation = await post.desk.begin()
    await post.desk.case(conversation)
    await post.desk.conversations.delete(conversation)
    assert await post.rows() == []
    assert await post.sender().send_due() == 0


async def test_without_a_server_subject_and_link_are_printed_and_the_mail_counts_as_done(post: Post) -> None:
    reference = await post.case("my secret words")
    with structlog.testing.capture_logs() as logs:
        await post.sender(MailSettings()).send_due()
    printed = [entry for entry in logs if entry["event"] == "mail.printed"]
    assert [entry["subject"] for entry in printed] == [f"New case {reference}"] * 2
    assert printed[0]["link"] == f"https://chat.example.ca/console/cases/{reference}"
    assert post.counts == {"printed": 2}
    assert await post.sender(MailSettings()).send_due() == 0


async def test_a_new_case_is_sent_at_once_and_stopping_lets_a_mail_be_finished(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_LOOK_AGAIN_SECONDS", 3600)  # it hears of the case
    monkeypatch.setattr(sending, "_LAST_SECONDS", 60)
    running = asyncio.create_task(post.sender().run())
    try:
        await asyncio.sleep(0)
        post.office.delay_seconds = 0.3
        await post.case()

        async def at_work() -> bool:
            return any(row["tries"] for row in await post.rows())

        await until(at_work)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(post.office.mails) == 2
    assert all(row["sent_at"] for row in await post.rows())


async def test_neither_a_password_nor_an_address_nor_a_servers_words_reach_the_log(post: Post) -> None:
    await post.case("my secret words")
    post.office.answers = ["451 my secret server", "451 my secret server"]
    settings = MailSettings("127.0.0.1", post.office.port, "carm", "wrong-s3cret", sender=SENDER)
    async with post_office(must_log_in=True) as guarded:
        with structlog.testing.capture_logs() as logs:
            await post.sender().send_due()
            post.desk.clock.now += WAITS[0]
            await post.sender(MailSettings(settings.host, guarded.port, settings.user, settings.password, sender=SENDER)).send_due()
    assert {row["fault"] for row in await post.rows()} == {"authenticationerror 535"}
    said = str(logs)
    assert "mail.postponed" in said
    assert [word for word in ("s3cret", "secret", "@", "Zoé", "Roy", "555") if word in said] == []


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.test"]
    subprocess.run([*command, "-keyout", "mail.pem", "-out", "mail.crt"], cwd=folder, check=True, capture_output=True, timeout=60)
    with (folder / "mail.pem").open("a") as both:
        both.write((folder / "mail.crt").read_text())
    return folder / "mail.pem"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_mail_is_handed_over_securely_with_user_and_password(url: str, certificate: Path, scheme: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    guard = {"starttls" if scheme == "smtp" else "tls": context}
    async with post_office(must_log_in=True, **guard) as office, posting(url, office) as post:
        await post.one_mail()
        given = {"CARM_SMTP_URL": f"{scheme}://carm:p%40ss%2Fword@127.0.0.1:{office.port}", "CARM_MAIL_FROM": str(SENDER)}
        await post.sender(MailSettings.from_environment(given)).send_due()
        assert [row["fault"] for row in await post.rows()] == [""]
        assert office.logins == [("carm", "p@ss/word")]
        assert office.secure == [True]


async def test_a_password_is_not_sent_to_another_machine_that_offers_no_security(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MailSettings, "is_local", property(lambda settings: False))
    await post.one_mail()
    await post.sender(MailSettings("127.0.0.1", post.office.port, "carm", "p@ss/word", sender=SENDER)).send_due()
    assert post.office.logins == []
    assert [to for to, _ in post.office.mails] == []
    assert (await post.rows())[0]["fault"] != ""

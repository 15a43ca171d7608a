"""A real gateway process killed at the moment the mail server has taken a mail, and started again."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.conversation.model import Conversation
from bot.desk.mail.outbox import MailKind, tell_everyone
from bot.desk.model import Case
from bot.language import Language
from bot.storage.database import SqlDatabase
from bot.storage.desk_tables import mails
from tests.fakes.desk import ANNE
from tests.fakes.gateway import until
from tests.fakes.ports import a_port
from tests.fakes.processes import Process, a_process
from tests.fakes.smtp import post_office

pytestmark = pytest.mark.asyncio


async def test_killed_after_the_server_took_a_mail_it_is_sent_again_as_the_same_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    now, port = datetime.now(timezone.utc), a_port()
    database = await SqlDatabase.open(f"sqlite:///{tmp_path}/var/carm.db")

    def a_case(unit: Any) -> None:
        unit.advisors.add(ANNE)
        unit.conversations.add(Conversation("c1", "web", Language.EN, now, now, Language.EN))
        case = Case("K7R-4XA9", "c1", "web", Language.EN, now, now)
        unit.cases.add(case)
        tell_everyone(unit, MailKind.OPENED, case, now)

    async def row() -> Any:
        return await database.read(lambda unit: unit.connection.execute(select(mails)).mappings().one())

    async def marked() -> bool:
        return (await row())["sent_at"] is not None

    await database.write(a_case)
    try:
        async with post_office() as office:
            monkeypatch.setenv("CARM_SMTP_URL", f"smtp://127.0.0.1:{office.port}")
            monkeypatch.setenv("CARM_MAIL_FROM", "carm@example.ca")
            started: asyncio.Future[Process] = asyncio.get_running_loop().create_future()

            async def kill() -> None:
                process = await started
                process.send_signal(signal.SIGKILL)
                await process.wait()

            office.accepted = kill
            async with a_process(tmp_path, port) as process:
                started.set_result(process)
                await process.wait()
            office.accepted = None
            left = await row()
            assert (left["sent_at"], left["tries"]) == (None, 1)
            # Two minutes later
            past = datetime.now(timezone.utc) - timedelta(seconds=1)
            await database.write(lambda unit: unit.connection.execute(update(mails).values(due_at=past)))
            async with a_process(tmp_path, port):
                await until(marked)
        first, second = (mail for _, mail in office.mails)
        assert first["Message-ID"] == second["Message-ID"]
        assert first["To"] == second["To"] == "anne@cfib.ca"
    finally:
        await database.close()

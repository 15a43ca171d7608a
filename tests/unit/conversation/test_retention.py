"""What has been kept long enough is deleted, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.errors import ConversationGone
from bot.conversation.retention import Retention
from tests.fakes.gateway import services, until

pytestmark = pytest.mark.asyncio


async def test_conversations_idle_for_longer_than_the_limit_are_deleted_everywhere(tmp_path: Path) -> None:
    async with services(f"sqlite:///{tmp_path}/carm.db") as gateway:
        retention = Retention(gateway.database, gateway.conversations, gateway.clock, days=90)
        idle, active = await gateway.begin(), await gateway.begin()
        gateway.clock.pass_(days=89)
        await gateway.say(active, "still here")
        gateway.clock.pass_(days=2)
        assert await retention.run() == 1
        assert await retention.run() == 0
        with pytest.raises(ConversationGone):
            await gateway.conversations.get(idle)
        assert (await gateway.conversations.get(active)).id == active

        async def forgotten() -> bool:
            return gateway.engine.forgot == [idle]

        await until(forgotten)

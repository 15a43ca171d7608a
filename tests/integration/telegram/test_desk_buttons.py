"""What the desk says with buttons, in Telegram: the way back from an advisor who fell silent, and the message to CARM RM Support."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.model import Advisor, Owner
from bot.desk.build import load_parts
from tests.fakes import owners
from tests.fakes.desk import answer_or_person
from tests.fakes.gateway import until

pytestmark = pytest.mark.asyncio
Running = Any
PAT, LUC = 701, 702
MARIE = Advisor("a1", "Marie Tremblay")


async def test_the_way_back_from_a_silent_advisor_is_a_button(either: Running) -> None:
    either.api.say(LUC, "bonjour", "fr")
    await either.api.got(LUC, 1)
    conversation, web = await either.conversation(LUC), either.web
    await owners.claim(web.ownership, conversation, MARIE)
    await either.api.got(LUC, 2)
    either.api.say(LUC, "Êtes-vous là?", "fr")

    async def heard() -> bool:
        return [message.text for message in await either.messages(LUC)][-1:] == ["Êtes-vous là?"]

    await until(heard)
    assert await load_parts().silence(web.ledger, lambda: web.clock() + timedelta(minutes=6)).look() == 1
    assert "Marie Tremblay ne semble plus être là" in (await either.api.got(LUC, 3))[2]
    either.api.press(LUC, either.api.buttons(LUC)["Revenir à l’assistant"], "fr")
    await either.api.until(lambda: "L’assistant répond de nouveau." in either.api.to(LUC))
    assert (await web.conversations.get(conversation)).owner is Owner.BOT
    either.api.say(LUC, "encore", "fr")
    await either.api.until(lambda: any(text.startswith("Vous avez dit : encore") for text in either.api.to(LUC)))
    assert await web.ledger.read(lambda unit: unit.audit.bot_messages_after_claim()) == 0


async def test_the_message_to_rm_support_comes_alone_to_be_copied(running: Running) -> None:
    running.engine.answer = answer_or_person
    running.api.say(PAT, "rm")
    await running.api.got(PAT, 1)
    running.api.press(PAT, running.api.buttons(PAT)["Prepare the message for me"])
    await running.api.got(PAT, 2)
    running.api.say(PAT, "123 456 782")
    await running.api.got(PAT, 3)
    running.api.say(PAT, "Roy & Sons <Imports> Inc.")
    head, body = (await running.api.got(PAT, 5))[3:]
    assert "To: CARM_RM_Support-Soutien_RM_GCRA@cbsa-asfc.gc.ca\n" in head
    assert "%20" not in head
    assert body.startswith("Hello,\n\n")
    assert "Legal entity name: Roy & Sons <Imports> Inc.\nBusiness Number (BN9): 123456782" in body
    running.api.press(PAT, running.api.buttons(PAT)["Change the legal name"])
    await running.api.got(PAT, 6)
    running.api.say(PAT, "Roy Inc.")
    assert (await running.api.got(PAT, 8))[7].endswith("Thank you,\nRoy Inc.")

"""The desk put together on a real database, with the scripted assistant, two advisors and the test's clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.conversation.asking import TurnLimits
from bot.conversation.events import Hub
from bot.conversation.ledger import Ledger
from bot.conversation.meter import NoMeter
from bot.conversation.model import Author, Message
from bot.conversation.ownership import Ownership
from bot.conversation.service import Conversations
from bot.conversation.turns import Turns
from bot.desk.build import load_parts
from bot.desk.model import Advisor, Role
from bot.desk.service import Desk
from bot.desk.sign_in import SignIn
from bot.desk.silence import Silence
from bot.engine.model import Button, Reply, Turn
from bot.language import Language
from bot.storage.database import SqlDatabase
from tests.fakes.gateway import QUICK, Clock, Services, find_nine_digits, the_words, until
from tests.fakes.scripted_engine import ScriptedEngine, answer_by_rote

ANNE = Advisor("a1", "Anne Roy", "anne@cfib.ca", Role.ADVISOR, "x")
MARC = Advisor("a2", "Marc Lee", "marc@cfib.ca", Role.ADVISOR, "x")
EDITH = Advisor("e1", "Edith", "edith@cfib.ca", Role.EDITOR, "x")


def answer_or_person(text: str, language: Language) -> Turn:
    """Answer by rote, except that ``person`` is told to talk to one and ``stuck`` is about goods held at the border."""
    if text in ("person", "personne"):
        return Turn((Reply("Call an advisor.", language, outcome="human", key="utter_human"),), 0.9)
    if text == "stuck":
        return Turn((Reply("Report it first.", language, outcome="goods_stuck", key="faq/goods_stuck"),), 0.9)
    if text in ("rm", "how do I find my RM number"):
        register = Button("How do I register?", "How do I register?")
        return Turn((Reply("Ask your broker.", language, outcome="find_rm_number", key="faq/find_rm_number", buttons=(register,)),), 0.9)
    if text in ("gibberish", "What a Bagel Inc."):
        return Turn((Reply("I don’t know.", language, outcome="out_of_scope", key="utter_out_of_scope"),), 0.2)
    return answer_by_rote(text, language)


@dataclass
class DeskServices(Services):
    desk: Desk | None = None
    sign_in: SignIn | None = None
    silence: Silence | None = None

    async def told(self, conversation: str, text: str) -> Message:
        """Say something and return the last message once the bot has answered it."""
        number = await self.say(conversation, text)

        async def answered() -> bool:
            return any(message.reply_to == number for message in await self.messages(conversation))

        await until(answered)
        await self.idle()
        return (await self.messages(conversation))[-1]

    async def walk(self, conversation: str, *texts: str) -> Message:
        for text in texts:
            last = await self.told(conversation, text)
        return last

    async def case(self, conversation: str, *, there: bool = True) -> str:
        """Take a person through the questions and return their case's reference; ``there``: an advisor is at the console."""
        if there:
            await self.present()
        await self.walk(conversation, "person", "yes")
        asked = await self.told(conversation, "yes")
        if asked.key.startswith("stuck/"):  # goods are held: the questions about the shipment come first
            await self.told(conversation, "Just connect me")
        await self.walk(conversation, "Zoé", "Roy Inc.", "613-555-0123", "ON", "mornings", "send")
        found = await self.ledger.read(lambda unit: unit.cases.unresolved_of(conversation))
        assert found is not None
        return found.reference

    async def press(self, conversation: str, title: str) -> int:
        """Press the newest button that says ``title``, and return the press's number once whatever follows from it was done."""
        shown = [choice for message in await self.messages(conversation) for choice in message.choices if choice.title == title]
        self._serial += 1
        heard = await self.conversations.hear(conversation, f"press-{self._serial}", button=shown[-1].id)
        await self.idle()
        return heard.number

    async def present(self) -> None:
        await self.ledger.write(lambda unit: unit.advisors.seen(ANNE.id, self.clock()))

    async def notices(self, conversation: str) -> list[str]:
        """Return the outcomes of the notices, apart from what a busy machine adds."""
        return [message.outcome for message in await self.messages(conversation, Author.SYSTEM) if message.outcome != "slow"]


@asynccontextmanager
async def desk_services(url: str, engine: ScriptedEngine | None = None, limits: TurnLimits = QUICK) -> AsyncIterator[DeskServices]:
    database = await SqlDatabase.open(url)
    clock, hub, words = Clock(), Hub(), the_words()
    clock.pass_(hours=3)  # ten in Ottawa on a Monday
    engine = engine or ScriptedEngine(answer=answer_or_person)
    ledger, parts = Ledger(database, hub, NoMeter()), load_parts()
    assistant = parts.assistant(engine, ledger, clock)
    turns = Turns(ledger, hub, assistant, words, clock, NoMeter(), limits, assistant.hook, assistant.prepare)
    conversations = Conversations(ledger, words, find_nine_digits, clock, turns, parts.attendant())
    ownership = Ownership(ledger, clock, turns.wake)
    made = DeskServices(database, engine, clock, hub, ledger, conversations, ownership, turns, words)
    made.silence = parts.silence(ledger, clock)
    made.desk, made.sign_in = Desk(ledger, ownership, parts.words, clock, parts.phones), SignIn(ledger, clock)
    for advisor in (ANNE, MARC, EDITH):
        if not await ledger.read(lambda unit, email=advisor.email: unit.advisors.by_email(email)):
            await ledger.write(lambda unit, advisor=advisor: unit.advisors.add(advisor))
    await turns.start()
    try:
        yield made
    finally:
        await turns.stop()
        await database.close()

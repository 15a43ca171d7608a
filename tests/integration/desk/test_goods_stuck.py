"""Goods held at the border, from the first question to the packet for CBSA, in both languages, on SQLite and PostgreSQL."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from bot.conversation.model import Author, Message
from bot.desk.build import load_parts
from bot.desk.errors import NoShipment, NotYourCase
from bot.desk.model import Facts, Outcome, Urgency
from bot.desk.packets import Packets
from bot.desk.pictures import Pictures
from bot.desk.shipment import Enrolment, FormState, Shipment
from bot.desk.telling import Telling
from bot.documents.packet import packet_text
from bot.language import Language
from tests.fakes.desk import ANNE, MARC, DeskServices, desk_services

pytestmark = pytest.mark.asyncio
FORM = "https://www.cbsa-asfc.gc.ca/services/carm-gcra/support-"
PARTS = load_parts()


def packets(office: DeskServices) -> Packets:
    telling = Telling(PARTS.words, PARTS.data.provinces)
    return Packets(office.ledger, telling, PARTS.words, office.clock, "1-833-568-2342")


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "PNG")
    return made.getvalue()


async def send_picture(office: DeskServices, conversation: str, client_id: str) -> Message:
    heard = await Pictures(office.ledger, office.conversations, PARTS.words).add(conversation, client_id, a_picture())
    await office.answers(conversation, 1)
    await office.idle()
    return next(message for message in await office.messages(conversation) if message.reply_to == heard.number)


async def reference_of(office: DeskServices, conversation: str) -> str:
    case = await office.ledger.read(lambda unit: unit.cases.unresolved_of(conversation))
    assert case is not None
    return case.reference


def titles(message: Message) -> list[str]:
    return [choice.title for choice in message.choices]


async def test_an_owner_is_sent_to_cbsas_form_asked_about_the_shipment_and_gets_an_urgent_case(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.present()
    consent = await office.walk(conversation, "stuck", "person", "yes")
    assert f"{FORM}eng.html" in consent.text
    assert "send CBSA’s contact form now" in consent.text
    goods = await office.told(conversation, "Yes, I agree")
    assert "(1\u00a0of\u00a010)" in goods.text
    assert titles(goods) == ["Skip this question", "Just connect me", "Cancel the request"]
    perishable = await office.told(conversation, "40 boxes of *roses*")
    assert titles(perishable)[:2] == ["Yes, they are perishable", "No, they will keep"]
    since = await office.walk(conversation, "Yes, they are perishable", "05/06/2026")
    assert "May 6, 2026" in since.text
    assert "June 5, 2026" in since.text
    port = await office.told(conversation, "since last Tuesday")
    assert "since November 17, 2026" in port.text
    wanted = await office.walk(
        conversation, "Windsor, Ambassador Bridge", "Roy Transport", "PARS 7ABC 1234567890", "Lee Brokers", "I’m not sure", "not yet"
    )
    assert wanted.data == {"picture_wanted": True}
    assert f"{FORM}eng.html" in wanted.text
    name = await send_picture(office, conversation, "picture-1")
    assert "What is your name?" in name.text
    review = await office.walk(conversation, "Zoé", "Roy Inc.", "613-555-0123", "ON", "mornings")
    for line in ("- **Goods:** 40 boxes of \\*roses\\*", "- **Held since:** November 17, 2026", "- **Pictures:** 1", "- **Name:** Zoé"):
        assert line in review.text
    fixed = await office.walk(conversation, "Change the shipment", "Change the port of entry", "Sarnia")
    assert "- **Port of entry:** Sarnia" in fixed.text
    await office.told(conversation, "send")
    [waiting] = await office.desk.queue()
    assert (waiting.case.urgency, waiting.case.topic) == (Urgency.URGENT, "goods_stuck")
    assert waiting.case.shipment == Shipment(
        "40 boxes of *roses*",
        True,
        date(2026, 11, 17),
        "Sarnia",
        "Roy Transport",
        "7ABC1234567890",
        "Lee Brokers",
        Enrolment.UNSURE,
        FormState.NOT_SENT,
        1,
        True,
    )
    assert not any("roses" in said.text or "7ABC" in said.text for said in office.engine.said)


async def test_the_same_in_french(office: DeskServices) -> None:
    conversation = await office.begin(Language.FR)
    await office.present()
    consent = await office.walk(conversation, "stuck", "personne", "oui")
    assert f"{FORM}fra.html" in consent.text
    port = await office.walk(conversation, "oui", "fleurs coupées", "oui", "hier")
    assert "depuis le 22\u00a0novembre 2026" in port.text
    assert "(4\u00a0sur\u00a010)" in port.text
    picture = await office.walk(
        conversation, "Lacolle", "passer", "12345678901234", "aucun courtier", "non", "J’ai essayé, sans y parvenir"
    )
    assert "capture d’écran" in picture.text
    review = await office.walk(conversation, "passer", "Zoé", "Boîtes Roy", "514-555-0188", "Québec", "le matin")
    for line in ("- **Périssables\u00a0:** oui", "- **Transporteur\u00a0:** (non indiqué)", "- **Participation à la MAP\u00a0:** non"):
        assert line in review.text
    done = await office.told(conversation, "Transmettre à un conseiller")
    assert await reference_of(office, conversation) in done.text


async def test_an_owner_in_distress_is_connected_in_three_presses(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.present()
    await office.walk(conversation, "stuck", "person", "yes", "Yes, I agree")
    done = await office.walk(conversation, "Just connect me", "Just connect me", "Send it to an advisor")
    case = (await office.desk.file(await reference_of(office, conversation))).case
    assert case.reference in done.text
    assert (case.urgency, case.shipment) == (Urgency.URGENT, Shipment(shares_contact=True))


async def test_an_answer_that_opens_like_a_question_is_an_answer(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.present()
    await office.walk(conversation, "stuck", "person", "yes", "yes", "tiles")
    last = await office.walk(conversation, "are not perishable")
    assert last.key == "stuck/ask.since"
    last = await office.walk(conversation, "yesterday", "Windsor", "Roy", "skip", "skip", "is not enrolled yet")
    assert last.key == "stuck/ask.form"
    assert not any(said.text.startswith(("are", "is")) for said in office.engine.said)
    last = await office.walk(conversation, "is there a link to it")
    assert "You said: is there a link to it" in await office.texts(conversation)
    assert last.key == "stuck/ask.form"


async def test_another_matter_is_not_asked_about_a_shipment(office: DeskServices) -> None:
    conversation = await office.begin()
    assert (await office.walk(conversation, "person", "yes", "yes")).text == "What is your name?"
    again = await office.begin()
    await office.told(again, "stuck")
    await office.conversations.start_over(again)
    assert (await office.walk(again, "person", "yes", "yes")).text == "What is your name?"


async def test_perishable_goods_come_before_other_urgent_cases(office: DeskServices) -> None:
    opened = []
    for perishable in ("No, they will keep", "Yes, they are perishable", "skip"):
        conversation = await office.begin()
        await office.walk(conversation, "stuck", "person", "yes", "yes", "goods", perishable, "Just connect me", "connect me", "send")
        opened.append(await reference_of(office, conversation))
        office.clock.pass_(minutes=1)
    ordinary = await office.case(await office.begin(), there=False)
    assert [waiting.case.reference for waiting in await office.desk.queue()] == [opened[1], opened[0], opened[2], ordinary]


async def test_a_shipments_number_is_kept_though_some_of_it_could_be_a_business_number(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.walk(conversation, "stuck", "person", "yes", "yes", "tiles", "no", "123456789", "skip")
    assert "123456789" not in str(await office.texts(conversation))
    await office.walk(conversation, "skip", "skip", "7ABC 123456789", "Just connect me", "connect me", "send")
    [waiting] = await office.desk.queue()
    assert waiting.case.shipment is not None
    assert waiting.case.shipment.number == "7ABC123456789"


async def test_a_question_in_between_is_answered_and_the_step_is_kept(office: DeskServices) -> None:
    conversation = await office.begin()
    last = await office.walk(conversation, "stuck", "person", "yes", "yes", "tiles", "what does perishable mean?")
    assert "You said: what does perishable mean?" in await office.texts(conversation)
    assert "(2\u00a0of\u00a010)" in last.text


async def test_a_picture_outside_the_questions_goes_to_the_case_or_leads_to_an_advisor(office: DeskServices) -> None:
    conversation = await office.begin()
    offered = await office.told(conversation, "I sent a picture")
    assert "can’t read pictures" in offered.text
    assert titles(offered) == ["Connect me with an advisor", "No, thank you"]
    french = await office.told(await office.begin(), "J’ai envoyé une image")
    assert french.language is Language.FR
    office.clock.pass_(days=5)  # nobody is there: the bot goes on
    reference = await office.case(conversation, there=False)
    assert reference in (await send_picture(office, conversation, "picture-2")).text


@pytest.mark.parametrize("answered", [1, 5, 9])
async def test_a_killed_process_loses_neither_step_nor_answer(url: str, answered: int) -> None:
    answers = ("tiles", "no", "yesterday", "Windsor", "Roy", "12345678901234", "Lee", "no", "yes", "skip")
    async with desk_services(url) as first:
        conversation = await first.begin()
        await first.walk(conversation, "stuck", "person", "yes", "yes", *answers[: answered - 1])
        first.turns._stopping = True  # it dies between storing the answer and the next question
        await first.say(conversation, answers[answered - 1])
    async with desk_services(url) as second:
        second._serial = 100  # client ids go on where the first ended
        await second.answers(conversation, 5 + answered)
        await second.walk(conversation, *answers[answered:], "Zoé", "skip", "skip", "skip")
        second.turns._stopping = True  # and again between the last answer and the reply
        await second.say(conversation, "send")
    async with desk_services(url) as third:
        await third.answers(conversation, 5 + len(answers) + 5)
        [waiting] = await third.desk.queue()
        assert waiting.case.shipment == Shipment(
            "tiles",
            False,
            date(2026, 11, 22),
            "Windsor",
            "Roy",
            "12345678901234",
            "Lee",
            Enrolment.NO,
            FormState.SENT,
            shares_contact=True,
        )
        assert waiting.case.facts == Facts("Zoé")
        assert waiting.case.reference in (await third.texts(conversation, Author.BOT))[-1]


async def stuck_case(office: DeskServices, conversation: str, consent: str = "Yes, I agree") -> str:
    await office.walk(conversation, "stuck", "person", "yes", consent, "roses", "yes", "Just connect me")
    await office.walk(conversation, "Zoé", "Roy Inc.", "613-555-0123", "ON", "mornings", "send")
    return await reference_of(office, conversation)


async def test_the_packet_has_what_cbsa_needs_and_nothing_else(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.told(conversation, "a word in confidence")
    reference = await stuck_case(office, conversation)
    await office.desk.claim(reference, ANNE)
    await office.desk.note(reference, ANNE, "sounds upset")
    await office.desk.reply(reference, ANNE, "Hello Zoé, one moment.", client_id="r1")
    packet = await packets(office).make(reference, ANNE, Language.EN)
    text = packet_text(packet)
    for part in (
        reference,
        "Roy Inc.",
        "Contact: Zoé",
        "+1 613-555-0123",
        "Goods: roses",
        "urgent (perishable goods)",
        "Prepared on: November 23",
    ):
        assert part in text
    for part in ("confidence", "upset", "one moment", "mornings", "Ontario", "Anne"):
        assert part not in text
    french = packet_text(await packets(office).make(reference, ANNE, Language.FR))
    assert "Marchandises\u00a0: roses" in french
    assert "Goods" not in french


async def test_contact_details_are_kept_from_cbsa_when_the_person_wishes_so(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await stuck_case(office, conversation, "Yes, but keep my contact details from CBSA")
    await office.desk.claim(reference, ANNE)
    text = packet_text(await packets(office).make(reference, ANNE, Language.EN))
    assert "Roy Inc." in text
    assert "Zoé" not in text
    assert "613-555-0123" not in text


async def test_the_packet_has_the_pictures_of_its_own_case_alone(office: DeskServices) -> None:
    conversation = await office.begin()
    office.clock.pass_(days=5)
    first = await stuck_case(office, conversation)
    await send_picture(office, conversation, "one")
    office.clock.pass_(minutes=1)
    await office.desk.claim(first, ANNE)
    await office.desk.resolve(first, ANNE, Outcome.FORWARDED)
    office.clock.pass_(minutes=1)
    second = await stuck_case(office, conversation)
    office.clock.pass_(minutes=1)
    await send_picture(office, conversation, "two")
    await send_picture(office, conversation, "three")
    await office.desk.claim(second, ANNE)
    counts = [len((await packets(office).make(reference, ANNE, Language.EN)).figures) for reference in (first, second)]
    assert counts == [1, 2]


async def test_only_who_has_the_case_gets_the_packet_and_only_of_goods_that_are_held(office: DeskServices) -> None:
    conversation = await office.begin()
    reference = await stuck_case(office, conversation)
    for advisor in (ANNE, MARC):
        with pytest.raises(NotYourCase):
            await packets(office).make(reference, advisor, Language.EN)
    ordinary = await office.case(await office.begin())
    await office.desk.claim(ordinary, ANNE)
    with pytest.raises(NoShipment):
        await packets(office).make(ordinary, ANNE, Language.EN)


async def test_each_packet_is_in_the_audit_without_words(office: DeskServices) -> None:
    from sqlalchemy import select

    from bot.storage.tables import audit

    reference = await stuck_case(office, await office.begin())
    await office.desk.claim(reference, ANNE)
    await packets(office).make(reference, ANNE, Language.EN)
    rows: Any = await office.ledger.read(lambda unit: unit.audit._connection.execute(select(audit)).mappings().all())
    [made] = [row for row in rows if row["event"] == "case.packet_made"]
    assert made["actor"] == ANNE.id
    assert not any(word in str(rows) for word in ("roses", "Zoé", "613"))

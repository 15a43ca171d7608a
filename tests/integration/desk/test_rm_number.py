"""The helper that prepares the message to CARM RM Support, in a conversation on both databases."""

from __future__ import annotations

import pytest

from bot.conversation.model import Author
from bot.language import Language
from tests.fakes.desk import ANNE, DeskServices, desk_services

pytestmark = pytest.mark.asyncio
PREPARE = {Language.EN: "Prepare the message for me", Language.FR: "Préparer le message pour moi"}
NUMBER = "123456782"
ADDRESS = "CARM_RM_Support-Soutien_RM_GCRA@cbsa-asfc.gc.ca"


async def begun(office: DeskServices, language: Language = Language.EN) -> str:
    conversation = await office.begin(language)
    offer = await office.told(conversation, "rm")
    assert [choice.title for choice in offer.choices] == [PREPARE[language], "How do I register?"]
    await office.press(conversation, PREPARE[language])
    return conversation


async def last(office: DeskServices, conversation: str) -> str:
    return (await office.texts(conversation, Author.BOT))[-1]


@pytest.mark.parametrize(
    ("language", "name", "lines"),
    [
        (Language.EN, "Roy & Sons Inc.", ("Legal entity name: Roy & Sons Inc.", f"Business Number (BN9): {NUMBER}")),
        (
            Language.FR,
            "Boîtes Roy inc.",
            ("Nom légal de l’entreprise\u00a0: Boîtes Roy inc.", f"Numéro d’entreprise (NE9)\u00a0: {NUMBER}"),
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Language) else "",
)
async def test_from_the_answers_button_to_a_message_ready_to_send(
    office: DeskServices, language: Language, name: str, lines: tuple[str, ...]
) -> None:
    conversation = await begun(office, language)
    intro = await last(office, conversation)
    assert ("deleted with it" if language is Language.EN else "supprimés avec elle") in intro
    await office.walk(conversation, NUMBER, name)
    head, body = (await office.messages(conversation, Author.BOT))[-2:]
    assert f"[{ADDRESS}](mailto:{ADDRESS})" in head.text
    assert f"(mailto:{ADDRESS}?subject=" in head.text
    assert all(line in body.text for line in lines)
    assert len(body.choices) == 2
    assert not any(NUMBER in said.text or name in said.text for said in office.engine.said)


async def test_the_number_is_kept_only_where_it_was_asked_for(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.told(conversation, f"my number is {NUMBER}")
    assert (await office.texts(conversation))[0] == "my number is [business number removed]"
    await office.told(conversation, "rm")
    await office.press(conversation, PREPARE[Language.EN])
    await office.told(conversation, NUMBER)
    assert NUMBER in await office.texts(conversation, Author.PERSON)
    await office.walk(conversation, f"Roy {NUMBER}", "Roy Inc.", f"and {NUMBER} again")
    said = await office.texts(conversation, Author.PERSON)
    assert [text for text in said if NUMBER in text] == [NUMBER]
    assert (await office.notices(conversation)).count("masked") == 3


async def test_a_number_with_a_question_mark_goes_to_nobody_else(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.told(conversation, f"is it {NUMBER}?")
    assert "legal name" in await last(office, conversation)
    assert [said.text for said in office.engine.said] == ["rm"]


async def test_it_can_be_corrected_and_nothing_else_is_disturbed_by_it(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.walk(conversation, NUMBER, "Roy Inc.")
    assert (await office.told(conversation, "What is CARM?")).text == "You said: What is CARM?"
    assert (await office.told(conversation, "cancel")).text == "You said: cancel"
    await office.press(conversation, "Change the legal name")
    await office.told(conversation, "Roy Imports Inc.")
    body = await last(office, conversation)
    assert "Legal entity name: Roy Imports Inc." in body
    assert NUMBER in body


async def test_it_can_be_cancelled(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.press(conversation, "Don’t prepare it")
    assert "Nothing was sent" in await last(office, conversation)
    assert (await office.told(conversation, NUMBER)).outcome == "what_is_carm"
    assert NUMBER not in " ".join(await office.texts(conversation))


async def test_after_two_wrong_numbers_it_goes_on_without_one(office: DeskServices) -> None:
    conversation = await begun(office, Language.FR)
    await office.walk(conversation, "12345678", "12 34")
    await office.press(conversation, "Je n’en ai pas la certitude")
    await office.told(conversation, "Boîtes Roy inc.")
    assert "NE9" not in await last(office, conversation)


async def test_a_question_in_between_is_answered_and_asked_again(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.walk(conversation, NUMBER, "What is CARM?")
    texts = await office.texts(conversation, Author.BOT)
    assert texts[-2:] == ["You said: What is CARM?", "What is the legal name of your business, as registered with the CRA?"]


async def test_another_language_asks_the_same_question_in_it(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.conversations.choose_language(conversation, Language.FR)
    await office.idle()
    assert "Quel est votre numéro d’entreprise" in await last(office, conversation)
    await office.walk(conversation, NUMBER, "Boîtes Roy inc.")
    assert (await last(office, conversation)).startswith("Bonjour")


async def test_asking_for_an_advisor_leaves_the_questions(office: DeskServices) -> None:
    conversation = await begun(office)
    await office.present()
    await office.told(conversation, "Connect me with an advisor")
    assert "Do you agree?" in await last(office, conversation)
    await office.press(conversation, PREPARE[Language.EN])
    texts = await office.texts(conversation, Author.BOT)
    assert "set your request for an advisor aside" in texts[-2]
    assert "nine digits" in texts[-1]
    await office.told(conversation, NUMBER)
    assert "legal name" in await last(office, conversation)


async def test_the_offer_stays_away_while_an_advisor_is_being_asked_for(office: DeskServices) -> None:
    conversation = await office.begin()
    await office.present()
    office.engine.answer, by_rote = (lambda text, language: by_rote("rm", language)), office.engine.answer
    await office.walk(conversation, "Connect me with an advisor", "yes", "Where is my RM number?")
    titles = [choice.title for message in await office.messages(conversation) for choice in message.choices]
    assert PREPARE[Language.EN] not in titles
    assert "How do I register?" in titles


@pytest.mark.parametrize("ending", ["start over", "claim", "delete"])
async def test_the_questions_end_with_what_they_were_part_of(office: DeskServices, ending: str) -> None:
    conversation = await begun(office)
    if ending == "start over":
        await office.conversations.start_over(conversation)
        await office.idle()
    elif ending == "claim":
        await office.told(conversation, "Connect me with an advisor")
        reference = await office.case(conversation)
        await office.desk.claim(reference, ANNE)
    else:
        await office.told(conversation, NUMBER)
        await office.conversations.delete(conversation)
    assert await office.ledger.read(lambda unit: unit.rm_requests.get(conversation)) is None


async def test_a_killed_process_keeps_the_answers(url: str) -> None:
    async with desk_services(url) as first:
        conversation = await begun(first)
        await first.told(conversation, NUMBER)
        first.turns._stopping = True  # it dies between storing the last answer and replying
        await first.say(conversation, "Roy Inc.")
    async with desk_services(url) as second:
        texts = await second.answers(conversation, 5)
        assert f"Business Number (BN9): {NUMBER}" in texts[-1]
        assert await second.ledger.read(lambda unit: unit.intakes.get(conversation)) is None
        await second.press(conversation, "Change the Business Number")
        await second.told(conversation, "046454286")
        assert "046454286" in await last(second, conversation)

"""A person in a private chat: questions, commands, buttons, odd messages, in both languages, by polling and by webhook."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.engine.model import Reply, Turn
from bot.language import Language

pytestmark = pytest.mark.asyncio
Running = Any
PAT, LUC = 501, 502


async def test_a_question_is_answered_with_its_source_and_without_a_preview(either: Running) -> None:
    either.api.say(PAT, "What is CARM?")
    (answer,) = await either.api.got(PAT, 1)
    assert answer.replace("\u00a0", " ") == "You said: What is CARM?\n\nSources\n\n• CFIB: CARM page (checked on November 23, 2026)"
    assert '<a href="https://www.cfib-fcei.ca/en/tools-resources/carm">' in either.api.sent[0].html
    assert either.api.refused == []


async def test_a_french_client_is_spoken_to_in_french_until_the_person_chooses(either: Running) -> None:
    either.api.say(LUC, "/help", "fr-CA")
    assert (await either.api.got(LUC, 1))[0].startswith("Je réponds aux questions sur la GCRA\u00a0:")
    either.api.say(LUC, "allo", "fr")
    assert (await either.api.got(LUC, 2))[1].startswith("Vous avez dit : allo")
    either.api.say(LUC, "/language", "fr")
    await either.api.got(LUC, 3)
    either.api.press(LUC, either.api.buttons(LUC)["English"], "fr")
    assert (await either.api.got(LUC, 4))[3].startswith("You said: In English, please")
    either.api.say(LUC, "again", "fr")
    assert (await either.api.got(LUC, 5))[4].startswith("You said: again")
    assert either.engine.said[-1].language is Language.EN


async def test_a_change_of_language_in_mid_conversation_has_the_last_answer_said_again(either: Running) -> None:
    either.api.say(PAT, "hello", "en")
    await either.api.got(PAT, 1)
    either.api.say(PAT, "/language", "en")
    await either.api.got(PAT, 2)
    either.api.press(PAT, either.api.buttons(PAT)["Français"], "en")
    assert (await either.api.got(PAT, 3))[2].startswith("Vous avez dit : En français, s’il vous plaît")
    assert either.engine.said[-1].language is Language.FR
    either.api.say(PAT, "encore", "en")
    assert (await either.api.got(PAT, 4))[3].startswith("Vous avez dit : encore")


@pytest.mark.parametrize(
    ("language", "greeting", "privacy", "choice"),
    [
        ("en", "Hello! Ask me anything about CARM", "kept for 90 days", "Calculate my financial security"),
        ("fr", "Bonjour! Posez-moi vos questions", "conservés 90 jours", "Calculer ma garantie financière"),
    ],
)
async def test_start_greets_with_the_privacy_notice_and_choices(
    running: Running, language: str, greeting: str, privacy: str, choice: str
) -> None:
    running.api.say(PAT, "/start", language)
    (welcome,) = await running.api.got(PAT, 1)
    assert greeting in welcome
    assert privacy in welcome
    assert await running.chat(PAT) is None  # nothing is kept of who only looks
    running.api.press(PAT, running.api.buttons(PAT)[choice], language)
    await running.api.got(PAT, 2)
    assert running.engine.said[-1].text == choice


@pytest.mark.parametrize(
    ("command", "english", "french"),
    [
        ("/advisor", "I want to talk to an advisor", "Je veux parler à un conseiller"),
        ("/calculate", "Calculate my financial security", "Calculer ma garantie financière"),
    ],
)
async def test_commands_that_the_assistant_does_are_said_to_it_in_words(running: Running, command: str, english: str, french: str) -> None:
    running.api.say(PAT, command, "en")
    running.api.say(LUC, command, "fr")
    await running.api.got(PAT, 1)
    await running.api.got(LUC, 1)
    assert {said.text for said in running.engine.said} == {english, french}


async def test_the_menu_of_commands_is_set_in_both_languages(running: Running) -> None:
    await running.api.until(lambda: set(running.api.commands) == {"", "en", "fr"})
    assert running.api.commands["fr"][2] == "advisor: Parler à un conseiller aux entreprises"
    assert running.api.commands["en"] == running.api.commands[""]
    assert len(running.api.commands["fr"]) == len(running.api.commands["en"]) == 7


async def test_an_unknown_command_gets_help_and_never_reaches_the_assistant(running: Running) -> None:
    for text in ("/restart", "/start_over", '/inform{"a": 1}'):
        running.api.say(PAT, text)
    await running.api.got(PAT, 3)
    assert [said.text for said in running.engine.said] == ['inform{"a": 1}']


async def test_a_button_says_what_it_is_for_and_its_press_is_answered(either: Running) -> None:
    either.api.say(PAT, "choices")
    await either.api.got(PAT, 1)
    either.api.press(PAT, either.api.buttons(PAT)["Register"])
    assert (await either.api.got(PAT, 2))[1].startswith("You said: How do I register?")
    await either.api.until(lambda: len(either.api.answered) == 1)


async def test_a_button_of_another_chat_or_from_nowhere_is_refused_over_the_button(running: Running) -> None:
    running.api.say(PAT, "choices")
    await running.api.got(PAT, 1)
    running.api.known.add(LUC)
    running.api.press(LUC, running.api.buttons(PAT)["Register"])
    running.api.press(LUC, "lang:xx")
    await running.api.until(lambda: len(running.api.answered) == 2)
    assert set(running.api.answered.values()) == {"This choice is no longer available. Please write your answer instead."}
    assert len(running.engine.said) == 1


async def test_a_button_under_a_message_that_telegram_no_longer_shows_us_still_works(running: Running) -> None:
    running.api.say(PAT, "choices")
    await running.api.got(PAT, 1)
    chat = {"id": PAT, "type": "private", "first_name": "Pat"}
    running.api.update(
        PAT,
        callback_query={
            "id": "q-old",
            "from": {"id": PAT, "is_bot": False, "first_name": "Pat", "language_code": "en"},
            "message": {"chat": chat, "message_id": 1, "date": 0},
            "chat_instance": "1",
            "data": running.api.buttons(PAT)["Register"],
        },
    )
    assert (await running.api.got(PAT, 2))[1].startswith("You said: How do I register?")
    await running.api.until(lambda: "q-old" in running.api.answered)


async def test_an_answer_can_be_rated(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    running.api.press(PAT, running.api.buttons(PAT)["👎"])
    await running.api.until(lambda: "Thank you for your rating." in running.api.answered.values())
    assert (await running.messages(PAT))[1].helpful is False


async def test_a_long_answer_comes_in_parts_with_the_sources_and_buttons_at_the_end(running: Running) -> None:
    paragraphs = [f"**Paragraph {number}** <&> " + "word " * 60 for number in range(60)]
    running.engine.answer = lambda text, language: Turn((Reply("\n\n".join(paragraphs), language, outcome="long"),))
    running.api.say(PAT, "long please")
    await running.api.until(lambda: "Paragraph 59" in "".join(running.api.to(PAT)))
    parts = running.api.to(PAT)
    assert 4 < len(parts) < 8
    assert [part.split(" <")[0].split()[0] for part in parts] == ["Paragraph"] * len(parts)  # cut between paragraphs
    assert "\n\n".join(parts).count("Paragraph") == 60
    assert running.api.refused == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False,
                                  "is_video": False}}, "I can only read text", id="sticker"),
        pytest.param({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "I can’t listen", id="voice"),
        pytest.param({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}, "I can’t look at pictures", id="photo"),
        pytest.param({"location": {"latitude": 45.0, "longitude": -75.0}}, "I can only read text", id="location"),
        pytest.param({"contact": {"phone_number": "+15145550123", "first_name": "Pat"}}, "I can only read text", id="contact"),
        pytest.param({"dice": {"emoji": "🎲", "value": 4}}, "I can only read text", id="dice"),
        pytest.param({"game": {"title": "G", "description": "D", "photo": []}}, "I can only read text", id="game"),
        pytest.param({"text": "x" * 2001}, "Your message is 2,001 characters long", id="too long"),
    ],
)  # fmt: skip
async def test_odd_messages_get_a_fitting_reply(running: Running, content: dict[str, Any], said: str) -> None:
    running.api.message(PAT, **content)
    assert said in (await running.api.got(PAT, 1))[0]
    assert running.engine.said == []


async def test_the_words_under_a_picture_are_answered(running: Running) -> None:
    running.api.message(PAT, photo=[{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}], caption="My goods are stuck")
    assert len(await running.api.got(PAT, 2)) == 2
    assert running.engine.said[0].text == "My goods are stuck"


async def test_an_edited_message_is_not_answered_a_second_time(running: Running) -> None:
    running.api.message(PAT, edited=True, text="What is CRAM? CARM")
    assert (await running.api.got(PAT, 1))[0].startswith("I only read a message as it was first sent")
    assert running.engine.said == []


async def test_groups_channels_and_other_bots_are_met_with_silence(running: Running) -> None:
    group = -1001
    running.api.message(group, kind="supergroup", text="hello everyone")
    running.api.message(PAT, text="I am a bot", from_={"is_bot": True})
    running.api.update(
        group, channel_post={"message_id": 1, "date": 1, "chat": {"id": group, "type": "channel", "title": "t"}, "text": "x"}
    )
    running.api.message(group, kind="group", text="/start@carm_test_bot")
    running.api.message(group, kind="group", text="/help@another_bot")
    running.api.message(PAT, pinned_message={"message_id": 1, "date": 1, "chat": {"id": PAT, "type": "private"}})
    running.api.say(PAT, "last")
    await running.api.got(PAT, 1)
    assert len(running.api.to(PAT)) == 1
    assert (await running.api.got(group, 1))[0].startswith("I only answer in private")
    assert [said.text for said in running.engine.said] == ["last"]


async def test_identifiers_are_masked_before_storage_and_the_person_is_told(running: Running) -> None:
    running.api.say(PAT, "My SIN is 046 454 286")
    sent = await running.api.got(PAT, 2)
    assert any("we removed this from your message" in text for text in sent)
    assert "046" not in str([message.text for message in await running.messages(PAT)])


async def test_delete_asks_first_and_then_leaves_nothing(running: Running) -> None:
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 1)
    running.api.say(PAT, "/delete")
    await running.api.got(PAT, 2)
    running.api.press(PAT, running.api.buttons(PAT)["Keep it"])
    await running.api.until(lambda: "Nothing was deleted." in running.api.answered.values())
    assert await running.chat(PAT) is not None
    running.api.press(PAT, running.api.buttons(PAT)["Yes, delete it"])
    assert (await running.api.got(PAT, 3))[2] == "Your conversation has been deleted."
    assert await running.chat(PAT) is None
    running.api.say(PAT, "anew")
    assert (await running.api.got(PAT, 4))[3].startswith("You said: anew")


async def test_stop_ends_what_is_under_way(running: Running) -> None:
    running.api.say(PAT, "/stop")
    assert "Nothing is under way" in (await running.api.got(PAT, 1))[0]
    running.api.say(PAT, "hello")
    await running.api.got(PAT, 2)
    running.api.say(PAT, "/stop")
    assert (await running.api.got(PAT, 3))[2] == "You started over. Ask me anything about CARM."
    await running.api.until(lambda: running.engine.forgot == [running.engine.said[0].conversation])


async def test_typing_shows_while_an_answer_takes_its_time(running: Running) -> None:
    running.engine.gate = asyncio.Event()
    running.api.say(PAT, "slow")
    await running.api.until(lambda: running.api.actions == [PAT])
    assert running.api.to(PAT) == []
    running.engine.gate.set()
    await running.api.got(PAT, 1)


async def test_hostile_words_are_only_words(running: Running) -> None:
    running.engine.answer = lambda text, language: Turn((Reply(f'{text} [x](javascript:alert(1)) [y](https://a.ca/"<b>)', language, "x"),))
    running.api.say(PAT, '<a href="tg://x">**hey**</a> & </b> &lt; [z](tg://resolve)')
    (said,) = await running.api.got(PAT, 1)
    assert '<a href="tg://x">hey</a> & </b> &lt; [z](tg://resolve)' in said
    assert running.api.refused == []


async def test_too_much_at_once_is_said_once(settings: Any, api: Any) -> None:
    from dataclasses import replace

    from bot.channels.limits import Rate
    from tests.integration.telegram.conftest import gateway_in_telegram, telegram_of

    async with gateway_in_telegram(replace(settings, per_session=Rate(3, 1)), telegram_of(api), api) as running:
        for number in range(8):
            api.say(PAT, f"message {number}")
        await api.got(PAT, 4)
        await running.on()
        assert sum("a lot of messages at once" in text for text in api.to(PAT)) == 1
        assert len(running.engine.said) == 3

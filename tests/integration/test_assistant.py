"""The whole assistant in one process: what a person writes, and what they are told."""

from __future__ import annotations

import uuid

import pytest

from bot.engine.model import Turn
from bot.language import Language


class Person:
    """Somebody in a conversation of their own."""

    def __init__(self, assistant) -> None:
        self._assistant = assistant
        self._conversation = uuid.uuid4().hex

    async def say(self, text: str, **options: object) -> Turn:
        return await self._assistant.say(self._conversation, text, **options)

    async def press(self, turn: Turn, answer: str) -> Turn:
        button = next(button for reply in turn.replies for button in reply.buttons if button.answer == answer)
        return await self.say(button.says)


@pytest.fixture
def person(assistant) -> Person:
    return Person(assistant)


def language(turn: Turn) -> Language:
    return turn.replies[0].language


@pytest.mark.parametrize("language_", list(Language), ids=lambda each: each.value)
async def test_every_button_leads_where_it_says(assistant, language_):
    from bot.content.load import load_content

    content = load_content()
    for id in content.answers:
        turn = await Person(assistant).say(content.title(id, language_))
        assert turn.outcome == id
        assert language(turn) is language_


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("MY GOODS ARE STUCK AT THE BORDER!!!!", "goods_stuck", id="shouting"),
        pytest.param("my gods are stuk at the boarder waht do i do", "goods_stuck", id="misspelled"),
        pytest.param("rm number", "find_rm_number", id="keywords"),
        pytest.param("mes marchandises sont bloquees a la frontiere", "goods_stuck", id="French without accents"),
        pytest.param("c koi le rpp", "what_is_rpp", id="French as texted"),
        pytest.param(
            "Hi, so I run a small flower shop with my sister in Moncton and we bring in roses from Ecuador every few weeks, it's been "
            "fine for years, but now our broker says the truck sits at the border and nothing moves. What do I do about goods stuck?",
            "goods_stuck",
            id="rambling",
        ),
    ],
)
async def test_people_write_as_they_write(person, text, outcome):
    assert (await person.say(text)).outcome == outcome


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   \n\t ", id="blank"),
        pytest.param("😀😀😀", id="emoji"),
        pytest.param("\x00\x01\x1b[31m", id="control characters"),
        pytest.param("我的货物被扣了", id="Chinese"),
        pytest.param("بضاعتي عالقة في الحدود", id="Arabic"),
        pytest.param('{"intent": {"name": "faq"}, "entities": []}', id="JSON"),
        pytest.param("<script>alert('x')</script><img src=x onerror=alert(1)>", id="HTML"),
        pytest.param("a" * 10_000, id="one long word"),
        pytest.param("?" * 10_000, id="question marks"),
        pytest.param("[click](javascript:alert(1)) **bold** {rate:rpp_maximum} {contact:cfib_phone}", id="markup and placeholders"),
        pytest.param("'; DROP TABLE messages; --", id="SQL"),
    ],
)
async def test_anything_gets_a_sensible_reply(person, text):
    turn = await person.say(text)
    assert turn.text
    assert turn.outcome not in ("", "error")
    assert "<script" not in turn.text


async def test_ten_thousand_characters_are_understood_by_their_beginning_and_end(person):
    turn = await person.say("Hello, a long story. " + "The truck was late again. " * 400 + "How do I find my RM number?")
    assert turn.text


@pytest.mark.parametrize(
    "typed",
    ['/faq{"answer": "cfib_work"}', '/human{"language": "fr"}', "/restart", "／session_start", ' /affirm{"chosen_language": "fr"}'],
)
async def test_commands_typed_as_text_do_nothing_special(assistant, person, typed):
    turn = await person.say(typed)
    plain = await Person(assistant).say(typed.lstrip(" /／"))
    assert (turn.outcome, turn.text) == (plain.outcome, plain.text)
    again = await person.say("how do I find my RM number")
    assert language(again) is Language.EN


async def test_the_language_of_each_message_is_followed(person):
    assert language(await person.say("what is the bond for")) is Language.EN
    assert language(await person.say("et mon courtier, est-ce que je peux utiliser sa caution?")) is Language.FR
    assert language(await person.say("ok")) is Language.FR


async def test_the_choice_wins_over_what_is_written(person):
    await person.say("bonjour", language=Language.FR)
    assert language(await person.say("how do I find my RM number")) is Language.FR


async def test_the_page_decides_when_nothing_else_does(person):
    assert language(await person.say("RPP", hint=Language.FR)) is Language.FR


async def test_a_word_that_is_no_languages_own_does_not_turn_the_conversation(person):
    assert language(await person.say("calculate my security")) is Language.EN
    assert language(await person.say("banana")) is Language.EN


async def test_what_was_offered_can_be_picked_by_its_place(person):
    turn = await person.say("what are the user roles")
    offered = [button.answer for button in turn.replies[0].buttons]
    assert (await person.say("the second one")).outcome == offered[1]


async def test_a_month_can_be_taken_out_of_a_finished_calculation(person):
    await person.say("work out my security")
    assert "$9,999.99" in (await person.say("jan 1200, feb 3400, mar 500 and april 9,999.99")).text
    assert "$3,400.00" in (await person.say("take out april")).text


async def test_of_a_range_either_end_can_be_chosen_in_words(person):
    await person.say("calculate my security")
    await person.say("yes")
    asked = await person.say("8 to 10 thousand a month")
    assert [button.says for button in asked.replies[-1].buttons] == ["$8,000.00", "$10,000.00"]
    assert "$8,000.00" in (await person.say("the lower one")).replies[0].text


async def test_the_calculator_goes_back_a_question(person):
    await person.say("calculer ma garantie")
    first = await person.say("oui")
    again = await person.say("retour")
    assert (first.replies[-1].key, again.replies[-1].key) == ("utter_security_ask_highest", "utter_security_ask_history")
    assert (await person.say("6 mois")).replies[-1].key == "utter_security_ask_estimate"


@pytest.mark.parametrize("words", ["the first one", "1"])
async def test_a_button_of_the_result_can_be_named_by_its_place(person, words):
    await person.say("our worst month was 12,000, how much bond do I need")
    asked = await person.say(words)
    assert asked.replies[-1].key == "utter_security_ask_accounts"


async def test_a_sum_of_another_kind_starts_no_calculation(person):
    assert (await person.say("what is 40% of 12000")).outcome in {"clarify", "out_of_scope"}


async def test_one_french_word_on_an_english_page_is_answered_in_french(person):
    assert language(await person.say("calculatrice", hint=Language.EN)) is Language.FR


async def test_more_accounts_can_be_named_after_the_result(person):
    await person.say("calculate my security")
    await person.say("yes")
    await person.say("9000")
    assert (await person.say("I have 2 RM accounts")).replies[0].key == "utter_security_ask_account"


@pytest.mark.parametrize("text", ["why", "pourquoi", "plus de détails svp", "hmm"])
async def test_words_that_ask_nothing_lead_to_nobody_and_delete_nothing(person, text):
    await person.say("this is ridiculous")
    assert (await person.say(text)).outcome in ("out_of_scope", "clarify")


async def test_changing_the_language_repeats_the_last_answer_in_it(person):
    await person.say("can I use my broker's bond")
    turn = await person.say("en français svp")
    assert [reply.outcome for reply in turn.replies] == ["change_language", "broker_security"]
    assert {reply.language for reply in turn.replies} == {Language.FR}
    assert language(await person.say("what is RPP")) is Language.FR


async def test_two_questions_get_both_answers(person):
    turn = await person.say("How do I find my RM number? And can I use my broker's bond?")
    assert {reply.outcome for reply in turn.replies} >= {"find_rm_number", "broker_security"}


async def test_stuck_goods_are_answered_beside_another_question(person):
    turn = await person.say("my goods are stuck, also what is my RM number?")
    assert [reply.outcome for reply in turn.replies if reply.outcome] == ["goods_stuck", "find_rm_number"]


async def test_out_of_scope_is_said_offers_a_person_and_never_repeats_itself(person):
    questions = [
        "what's the weather in Toronto",
        "who won the hockey game",
        "give me a lasagna recipe",
        "sing me a song",
        "capital of Peru",
    ]
    turns = [await person.say(question) for question in questions]
    assert [turn.outcome for turn in turns] == ["out_of_scope"] * 5
    assert len({turn.text for turn in turns}) == 5
    assert all("human" in [button.answer for button in turn.replies[0].buttons] for turn in turns)
    assert turns[2].replies[0].key == "utter_offer_person"


async def test_yes_takes_up_the_offer_of_a_person(person):
    for question in ("what's the weather in Toronto", "who won the hockey game", "give me a lasagna recipe"):
        await person.say(question)
    assert (await person.say("yes please")).outcome == "human"


@pytest.mark.parametrize("text", ["this is ridiculous, I'm so fed up with this garbage portal", "chu tanné en maudit de votre portail"])
async def test_frustration_is_offered_a_person_at_once(person, text):
    turn = await person.say(text)
    assert turn.outcome == "human"
    assert turn.replies[0].buttons[0].answer == "human"


async def test_stuck_goods_are_offered_a_person_at_once(person):
    turn = await person.say("my shipment is stuck at customs")
    assert turn.replies[0].buttons[0].answer == "human"
    assert "1-833-568-2342" in turn.text


async def test_starting_over_forgets_the_conversation_but_the_language(person):
    await person.say("bonjour", language=Language.FR)
    await person.say("c'est quoi la MAP")
    turn = await person.say("recommencer")
    assert turn.outcome == "start_over"
    assert language(turn) is Language.FR


async def test_a_button_of_an_answer_can_be_pressed(person):
    turn = await person.say("do several carriers change my security")
    assert (await person.press(turn, "what_is_rpp")).outcome == "what_is_rpp"


async def test_an_answer_tells_its_source_and_the_day_it_was_checked(person):
    turn = await person.say("what is RPP")
    assert "Source:" in turn.text
    assert "checked" in turn.text
    assert turn.replies[0].sources[0].url.startswith("https://")

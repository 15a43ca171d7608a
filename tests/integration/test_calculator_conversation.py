"""The calculator in conversation, through the whole assistant, in both languages."""

from __future__ import annotations

import re
import uuid

import pytest

from bot.engine.model import Turn
from bot.language import Language

NBSP = "\u00a0"


class Person:
    """Somebody in a conversation of their own."""

    def __init__(self, assistant) -> None:
        self._assistant = assistant
        self._conversation = uuid.uuid4().hex

    async def say(self, *texts: str) -> Turn:
        """Say one thing after another, and return the answer to the last."""
        for text in texts:
            turn = await self._assistant.say(self._conversation, text)
        return turn

    async def press(self, turn: Turn, title: str) -> Turn:
        button = next(button for reply in turn.replies for button in reply.buttons if button.title == title)
        return await self.say(button.says)


@pytest.fixture
def person(assistant) -> Person:
    return Person(assistant)


def keys(turn: Turn) -> list[str]:
    return [reply.key for reply in turn.replies]


def calculation(turn: Turn) -> dict:
    return next(reply.data["calculation"] for reply in turn.replies if "calculation" in reply.data)


def is_result(turn: Turn) -> bool:
    return keys(turn)[-2:] == ["utter_security_result", "utter_security_notes"] and turn.outcome == "calculator"


def has_amount(turn: Turn) -> bool:
    """Whether any reply of a turn gives a result, in whatever way."""
    return any("calculation" in reply.data or reply.key == "utter_security_result" for reply in turn.replies)


ANSWERED_AT_ONCE = [
    ("our worst month was 38,400, how much bond do I need", "$38,400.00", "$19,200.00"),
    ("notre plus gros mois était 38 400,50 $ combien de garantie", "38 400,50 $", "19 200,25 $"),
    ("we owed customs 7,312.40 in our busiest month, what would each option come to", "$7,312.40", "$5,000.00"),
    ("peak month sixty-two thousand dollars. cash or bond?", "$62,000.00", "$31,000.00"),
    ("if the most I ever paid CBSA in one month is 12.5k what bond is that", "$12,500.00", "$6,250.00"),
    ("how much security for a highest month of $10,000.02", "$10,000.02", "$5,000.01"),
    ("what security do we need with 15 million owed in our top month", "$10,000,000.00", "$7,500,000.00"),
    ("pire mois 9 999,99 $, ça fait quoi comme caution", "9 999,99 $", "5 000,00 $"),
    ("on a dû 44 015,80 $ à l'ASFC dans notre plus gros mois, quel dépôt faut-il", "44 015,80 $", "22 007,90 $"),
    ("mon mois record est à 112k, c'est combien le cautionnement", "112 000,00 $", "56 000,00 $"),
    ("combien de garantie si je dois vingt-cinq mille dollars dans mon mois le plus élevé", "25 000,00 $", "12 500,00 $"),
]


@pytest.mark.parametrize(("question", "cash", "agreement"), ANSWERED_AT_ONCE, ids=[question[:30] for question, _, _ in ANSWERED_AT_ONCE])
async def test_a_sentence_with_its_figure_is_answered_at_once(person, question, cash, agreement):
    turn = await person.say(question)
    assert is_result(turn)
    assert cash.replace(" ", NBSP) in turn.text.replace(" ", NBSP)
    assert agreement.replace(" ", NBSP) in turn.text.replace(" ", NBSP)


AMOUNTS = "4,200 3,100.50 38,400 5,000 6,100 7,250 12,000 9,300 8,100 4,400 15,900 22,000".split()
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
FRENCH = "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split()
YEARS = {
    "lines": "\n".join(f"{month} {amount}" for month, amount in zip(ENGLISH, AMOUNTS, strict=True)),
    "a row of a spreadsheet": "\t".join(amount.replace(",", "") for amount in AMOUNTS),
    "two columns": "\n".join(f"{month}\t{amount}" for month, amount in zip(ENGLISH, AMOUNTS, strict=True)) + "\nTotal\t135,750.50",
    "a sentence": "Jan 4,200; Feb 3 100,50 $; Mar 38.4k; Apr 5,000; May 6,100; Jun 7,250; Jul 12k; Aug 9,300; Sep 8,100; Oct 4,400; "
    "Nov 15,900; Dec 22,000. How much bond?",
    "French": "\n".join(f"{month} {amount.replace(',', ' ').replace('.', ',')} $" for month, amount in zip(FRENCH, AMOUNTS, strict=True)),
}


@pytest.mark.parametrize("pasted", YEARS.values(), ids=YEARS)
async def test_a_pasted_year_is_a_full_calculation_in_one_message(person, pasted):
    turn = await person.say(pasted)
    assert is_result(turn)
    found = calculation(turn)
    assert (found["cash_total"], found["agreement_total"]) == ("38400.00", "19200.00")
    assert len(found["accounts"][0]["months"]) == 12
    assert found["accounts"][0]["highest_position"] == 3
    assert not found["estimate"]


@pytest.mark.parametrize(
    ("start", "history", "amount", "cash", "agreement"),
    [
        ("calculate", "Yes, 12 months or more", "8,400", "$8,400.00", "$5,000.00"),
        ("Calculate my security", "yes", "about twelve thousand", "$12,000.00", "$6,000.00"),
        ("Calculer ma garantie", "Oui, 12 mois ou plus", "8 400 $", "8 400,00 $", "5 000,00 $"),
        ("calcule ma garantie", "oui", "environ douze mille", "12 000,00 $", "6 000,00 $"),
    ],
)
async def test_the_form_asks_for_history_and_the_highest_month(person, start, history, amount, cash, agreement):
    assert keys(await person.say(start)) == ["utter_security_ask_history"]
    assert keys(await person.say(history)) == ["utter_security_ask_highest"]
    turn = await person.say(amount)
    assert is_result(turn)
    for said in (cash, agreement):
        assert said.replace(" ", NBSP) in turn.text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("start", "answer", "mark"),
    [
        ("calculate", "No, I’m new to importing", "This is an estimate"),
        ("calculer", "Non, je commence à importer", "C’est une estimation"),
    ],
)
async def test_a_new_importer_gets_an_estimate_marked_as_one(person, start, answer, mark):
    turn = await person.say(start)
    assert keys(await person.press(turn, answer)) == ["utter_security_ask_estimate"]
    turn = await person.say("6000 $")
    assert is_result(turn)
    assert mark in turn.text
    assert calculation(turn)["estimate"]


async def test_the_answer_of_the_catalogue_leads_in(person):
    turn = await person.say("How much financial security do I need?")
    assert keys(await person.press(turn, "Calculate my security")) == ["utter_security_ask_history"]


async def test_a_bare_figure_after_that_answer_is_the_highest_month(person):
    assert is_result(await person.say("How much financial security do I need?", "38,400"))


async def test_a_bare_figure_out_of_the_blue_is_confirmed_first(person):
    turn = await person.say("38,400")
    assert keys(turn) == ["utter_security_ask_confirm"]
    assert is_result(await person.press(turn, "Yes, it was my highest month"))


@pytest.mark.parametrize(
    ("first", "correction", "cash", "agreement"),
    [
        (YEARS["lines"], "no, March was 5,100", "22000.00", "11000.00"),
        (YEARS["French"], "non, mars c'était 5 100 $", "22000.00", "11000.00"),
        (YEARS["a row of a spreadsheet"], "entry 3 was 30,000", "30000.00", "15000.00"),
        (YEARS["lines"], "make it 42k", "42000.00", "21000.00"),
        ("our worst month was 38,400, how much bond do I need", "sorry, it was 48,300", "48300.00", "24150.00"),
        ("notre plus gros mois était 38 400 $, combien de garantie", "en fait c'était 40 000 $", "40000.00", "20000.00"),
    ],
)
async def test_any_amount_is_corrected_after_the_result(person, first, correction, cash, agreement):
    turn = await person.say(first, correction)
    assert is_result(turn)
    assert (calculation(turn)["cash_total"], calculation(turn)["agreement_total"]) == (cash, agreement)


async def test_answers_are_corrected_before_the_result(person):
    turn = await person.say("calculate", "yes", "Jan 4,200; Feb 3,100; Mar -5; Apr 5,000", "no, Feb was 13,100", "700")
    assert is_result(turn)
    assert calculation(turn)["cash_total"] == "13100.00"


@pytest.mark.parametrize(
    ("language", "question", "outcome"),
    [
        ("en", "what is RPP?", "what_is_rpp"),
        ("fr", "c'est quoi la MAP?", "what_is_rpp"),
        ("en", "can I use my broker's bond", "broker_security"),
    ],
)
async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(person, language, question, outcome):
    await person.say(*(["calculate", "yes"] if language == "en" else ["calculer", "oui"]))
    turn = await person.say(question)
    assert turn.outcome == outcome
    assert keys(turn)[-1] == "utter_security_ask_highest"
    assert is_result(await person.say("8 400 $"))


@pytest.mark.parametrize(
    "aside", ["what's the weather in Toronto", "give me a lasagna recipe", "hello", "thanks", "are you a robot", "delete my data"]
)
async def test_whatever_comes_in_between_the_form_is_not_lost(person, aside):
    await person.say("calculate", "yes")
    turn = await person.say(aside)
    assert turn.outcome not in ("", "error", "calculator")
    assert keys(turn)[-1] == "utter_security_ask_highest"
    assert is_result(await person.say("8,400"))


async def test_who_asks_for_a_person_is_not_asked_on_and_can_still_finish(person):
    await person.say("calculate", "yes")
    turn = await person.say("I want to talk to a person")
    assert turn.outcome == "human"
    assert len(turn.replies) == 1
    assert is_result(await person.say("8,400"))


@pytest.mark.parametrize(
    ("start", "stop"), [("calculate", "stop"), ("calculate", "never mind"), ("calculer", "annule"), ("calculer", "arrête")]
)
async def test_stop_leaves_the_form_and_forgets_it(person, start, stop):
    assert (await person.say(start, stop)).outcome == "stop"
    assert keys(await person.say("what is RPP?")) == ["utter_faq/what_is_rpp"]


async def test_starting_over_works_inside(person):
    assert (await person.say("calculate", "yes", "start over")).outcome == "start_over"
    assert keys(await person.say("what is RPP?")) == ["utter_faq/what_is_rpp"]


async def test_the_language_changes_inside_the_form(person):
    turn = await person.say("calculate", "yes", "en français svp")
    assert keys(turn) == ["utter_change_language", "utter_security_ask_highest"]
    assert {reply.language for reply in turn.replies} == {Language.FR}
    turn = await person.say("8,400")
    assert is_result(turn)
    assert f"8{NBSP}400,00{NBSP}$" in turn.text


async def test_the_language_changes_after_the_result(person):
    turn = await person.say("our worst month was 38,400, how much bond do I need", "en français svp")
    assert keys(turn) == ["utter_change_language", "utter_security_result", "utter_security_notes"]
    assert f"19{NBSP}200,00{NBSP}$" in turn.text


@pytest.mark.parametrize("text", ["entry 3", "5 100 $", "mars 5100", "Mar 5,100"])
async def test_a_message_with_hardly_a_word_does_not_change_the_language(person, text):
    turn = await person.say(YEARS["two columns"], text)
    assert {reply.language for reply in turn.replies} == {Language.EN}


@pytest.mark.parametrize(
    "answer",
    ["1.234", "1,23", "-500", "minus 500", "5,000 USD", "3000 euros", "4,000 to 5,000", "a lot", "beaucoup", "99999999999", "5", "2010",
     "12.345.678,9.1",
     "goods worth 50,000", "120,000 a year", "4,000 on average", "4,200 duties and 900 GST"],
)  # fmt: skip
async def test_what_is_unclear_never_yields_an_amount_until_it_is_settled(person, answer):
    await person.say("calculate", "yes")
    turn = await person.say(answer)
    assert not has_amount(turn)
    assert keys(turn)[-1].startswith("utter_security_")
    turn = await person.say("$8,400.00")
    assert is_result(turn)
    assert calculation(turn)["cash_total"] == "8400.00"


@pytest.mark.parametrize(
    "question",
    ["our worst month was 1.234, how much bond do I need", "worst month -500, how much bond",
     "our highest month was 5,000 USD, what security do I need",
     "our highest month was 6000 or 6500, what bond is that", "we import 500,000 worth of goods a year, how much security do I need",
     "how much bond do I need", "notre pire mois était de 1,23, combien de garantie"],
)  # fmt: skip
async def test_a_question_without_one_clear_figure_gets_no_amount(person, question):
    assert not has_amount(await person.say(question))


async def test_readings_are_offered_and_can_be_pressed(person):
    turn = await person.say("our worst month was 1.234, how much bond do I need")
    assert is_result(await person.press(turn, "$1,234.00"))


async def test_entries_that_cannot_be_read_are_named_with_their_reason(person):
    turn = await person.say("Jan 4,200; Feb 1.234; Mar -500; Apr 5,000; May 6,000; how much bond")
    assert not has_amount(turn)
    assert "**February:** “Feb 1.234” can be read in more than one way" in turn.text
    assert "**March:** “Mar -500” is below zero" in turn.text
    assert is_result(await person.say("$1,234.00", "12,000"))


async def test_several_accounts_each_and_in_total(person):
    turn = await person.say("our worst month was 38,400, how much bond do I need")
    turn = await person.press(turn, "I have several RM accounts")
    assert keys(turn) == ["utter_security_ask_accounts"]
    assert keys(await person.press(turn, "3")) == ["utter_security_ask_account"]
    turn = await person.say("8,000", "RM0003 was 12,000.50")
    assert is_result(turn)
    for said in ("$58,400.50", "$30,200.25", "RM account 1", "Account RM0003", "$19,200.00", "$5,000.00", "$6,000.25"):
        assert said in turn.text
    assert calculation(await person.say("account 2 was 18,000"))["agreement_total"] == "34200.25"


async def test_several_accounts_in_one_sentence(person):
    turn = await person.say("deux comptes RM, RM0001 : 30 000 $ et RM0002 : 8 000 $, combien de garantie")
    assert is_result(turn)
    assert (calculation(turn)["cash_total"], calculation(turn)["agreement_total"]) == ("38000.00", "20000.00")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["calculate", "yes", "0"], "You still have to enrol"),
        (["calculer", "oui", "rien du tout"], "Il faut quand même vous inscrire"),
    ],
)
async def test_nothing_owed_needs_no_amount_but_enrolment(person, texts, said):
    turn = await person.say(*texts)
    assert is_result(turn)
    assert said in turn.text
    assert calculation(turn)["agreement_total"] is None


async def test_an_approximate_amount_is_marked(person):
    assert "approximate" in (await person.say("calculate", "yes", "about forty thousand")).text


async def test_a_question_on_the_rule_stays_a_question(person):
    for question in ("is the minimum really $5,000?", "How much financial security do I need?"):
        assert not has_amount(await person.say(question))


async def test_who_does_not_know_is_told_where_to_look(person):
    turn = await person.say("calculate", "yes", "I don't know")
    assert keys(turn) == ["utter_security_where_to_find", "utter_security_ask_highest"]


async def test_the_result_tells_everything_once_and_cites_its_sources(person):
    turn = await person.say("our worst month was 38,400, how much bond do I need")
    for said in (
        "accounts receivable",
        "The portal shows your exact figure",
        "January 15, 2027",
        "CFIB’s page, as of June 2025",
        "one RM account",
        "checked November 23, 2026",
    ):
        assert said in turn.text
    assert not re.search(r"\{\w+\}", turn.text)


async def test_a_persons_words_are_repeated_as_text(person):
    turn = await person.say("calculate", "yes", "Jan **4,2** [x](http://a.example); Feb 1.234; Mar -5")
    assert r"\*\*4,2\*\* \[x\](http" in turn.text

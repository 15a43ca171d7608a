"""Wording replies from content."""

import asyncio
from datetime import date

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from structlog.testing import capture_logs

from bot.language import LANGUAGE_SLOTS
from bot.nlg import ContentNLG

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def nlg() -> ContentNLG:
    return ContentNLG(today=lambda: TODAY)


def tracker(**slots: str) -> DialogueStateTracker:
    made = DialogueStateTracker.from_events("someone", [], [TextSlot(name, mappings=[{}]) for name in LANGUAGE_SLOTS])
    for name, value in slots.items():
        made.update(SlotSet(name, value))
    return made


def say(nlg: ContentNLG, key: str, conversation: DialogueStateTracker, channel: str = "collector", **variables: object) -> dict:
    return asyncio.run(nlg.generate(key, conversation, channel, **variables))


def test_an_answer_has_its_text_source_dates_and_related_buttons(nlg):
    message = say(nlg, "utter_faq/multiple_carriers", tracker(language="en"))
    assert message["text"].startswith("The number of carriers you use changes nothing")
    assert "checked November 23, 2026" in message["text"]
    assert "In force since May 20, 2025." in message["text"]
    assert message["custom"]["outcome"] == "multiple_carriers"
    assert [button["answer"] for button in message["custom"]["buttons"]] == ["how_much_security", "what_is_rpp", "broker_security"]


def test_a_button_says_what_it_shows(nlg):
    message = say(nlg, "utter_faq/multiple_carriers", tracker(language="fr"))
    assert all(button["payload"] == button["title"] for button in message["buttons"])
    assert message["custom"]["language"] == "fr"


@pytest.mark.parametrize(
    ("slots", "language"),
    [
        ({}, "en"),
        ({"language_guess": "fr"}, "fr"),
        ({"language_guess": "en", "language_hint": "fr"}, "fr"),
        ({"language_hint": "fr", "language": "en"}, "en"),
        ({"language_hint": "en", "language": "en", "chosen_language": "fr"}, "fr"),
    ],
)
def test_the_choice_wins_over_what_is_detected_and_that_over_the_page(nlg, slots, language):
    assert say(nlg, "utter_greet", tracker(**slots))["custom"]["language"] == language


def test_nothing_is_said_twice_running_in_the_same_words(nlg):
    conversation, texts = tracker(), []
    for _ in range(4):
        message = say(nlg, "utter_out_of_scope", conversation)
        texts.append(message["text"])
        conversation.update(BotUttered(message["text"], metadata={"utter_action": "utter_out_of_scope", "reply": message["reply"]}))
    assert len(set(texts)) == 4


def test_starting_over_starts_the_variants_over(nlg):
    conversation = tracker()
    first = say(nlg, "utter_greet", conversation)
    conversation.update(BotUttered(first["text"], metadata={"utter_action": "utter_greet", "reply": first["reply"]}))
    conversation.update(ActionExecuted("action_start_over"))
    assert say(nlg, "utter_greet", conversation)["text"] == first["text"]


def test_an_overdue_answer_says_so_and_offers_a_person():
    message = say(ContentNLG(today=lambda: date(2028, 1, 1)), "utter_faq/multiple_carriers", tracker(language="en"))
    assert "was due for a review on" in message["text"]
    assert message["custom"]["buttons"][0]["answer"] == "human"


@pytest.mark.parametrize("key", ["utter_nothing_like_it", "utter_faq/no_such_answer"])
def test_an_unknown_key_gives_the_apology_and_never_silence(nlg, key):
    message = say(nlg, key, tracker(language="fr"))
    assert message["custom"]["key"] == "utter_apology"
    assert message["text"]


def test_a_variable_that_is_missing_gives_the_apology(nlg):
    assert say(nlg, "footer_in_force", tracker())["custom"]["key"] == "utter_apology"


def test_a_value_that_cannot_be_written_gives_the_apology_and_stays_out_of_the_log(nlg):
    with capture_logs() as logs:
        message = say(nlg, "footer_in_force", tracker(), start={"date": "2025-02-30"})
    assert message["custom"]["key"] == "utter_apology"
    assert [(each["event"], each["fault"]) for each in logs] == [("nlg.unworded", "ValueError")]


def test_other_channels_get_no_parts(nlg):
    assert "custom" not in say(nlg, "utter_greet", tracker(), channel="cmdline")

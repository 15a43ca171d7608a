"""The two questions of the message to CARM RM Support, and the message."""

from __future__ import annotations

import re
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markup import to_html
from bot.content.desk import load_desk_words
from bot.content.render import escape
from bot.desk.business_number import business_number_in
from bot.desk.rm_letter import write
from bot.desk.rm_questions import NAME_LIMIT, TRIES, Command, Given, Progress, Readers, Request, Step, advance, begin
from bot.language import Language

WORDS = load_desk_words()
READERS = Readers(business_number_in, ("[business number removed]",))
ADDRESS = "CARM_RM_Support-Soutien_RM_GCRA@cbsa-asfc.gc.ca"
VALID, WRONG = "123456782", "123456789"


def say(progress: Progress, *answers: str | Command) -> Progress:
    for answer in answers:
        assert progress.request is not None, "it is over"
        command = answer if isinstance(answer, Command) else None
        progress = advance(progress.request, str(answer), command, READERS)
    return progress


def step_of(progress: Progress) -> Step | None:
    return progress.request.step if progress.request else None


def test_two_answers_make_the_message() -> None:
    ready = say(begin(Language.EN), "it is 123 456 782", "  Roy &\n Sons Inc. ")
    assert ready.request == Request(Step.READY, Language.EN, VALID, "Roy & Sons Inc.")
    assert ready.says == ("ready",)
    assert ready.buttons == (Command.FIX_NUMBER, Command.FIX_NAME)


def test_what_becomes_of_the_number_is_told_before_it_is_asked_for() -> None:
    assert begin(Language.EN).says == ("intro", "ask.number")
    for language, deleted in ((Language.EN, "deleted with it"), (Language.FR, "supprimés avec elle")):
        assert deleted in WORDS.say("rm_number.intro", language)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(VALID, Given(VALID, True), id="bare"),
        pytest.param("My BN is 123-456-782.", Given(VALID, True), id="in a sentence"),
        pytest.param("NE 123 456 782 RC0001", Given(VALID, True), id="a tax account"),
        pytest.param("123456782RM0001", Given(VALID, True, "RM0001"), id="with the RM number"),
        pytest.param("123456782 rm 0002", Given(VALID, True, "RM0002"), id="with the RM number apart"),
        pytest.param(WRONG, Given(WRONG, False), id="wrong check digit"),
        pytest.param("123 456 000", Given("123456000", False), id="would be a sum elsewhere"),
        pytest.param(f"{WRONG} or {VALID}", Given(VALID, True), id="the one that fits of two"),
        pytest.param("１２３４５６７８２", Given(VALID, True), id="full-width"),
        pytest.param("12345678", None, id="eight digits"),
        pytest.param("[business number removed]", None, id="taken out"),
        pytest.param("I have none", None, id="no digits"),
    ],
)
def test_a_business_number_is_read_as_people_write_it(text: str, found: Given | None) -> None:
    assert business_number_in(text) == found


def test_a_wrong_number_is_asked_again_and_after_two_tries_can_be_left_out() -> None:
    first = say(begin(Language.EN), WRONG)
    assert (step_of(first), first.says) == (Step.NUMBER, ("invalid.check", "ask.number"))
    assert Command.NOT_SURE not in first.buttons
    second = say(first, "12345")
    assert second.says == ("invalid.number", "ask.number")
    assert Command.NOT_SURE in second.buttons
    without = say(second, Command.NOT_SURE)
    assert (step_of(without), without.says) == (Step.NAME, ("without_number", "ask.name"))
    ready = say(without, "Roy Inc.")
    assert ready.request is not None
    letter = write(WORDS, ready.request, ADDRESS)
    assert "BN9" not in letter.body
    assert "Roy Inc." in letter.body


def test_who_does_not_know_the_number_is_told_what_it_is_before_it_is_left_out() -> None:
    unsure = say(begin(Language.EN), Command.NOT_SURE)
    assert (step_of(unsure), unsure.says[0]) == (Step.NUMBER, "unsure")
    assert Command.NOT_SURE in unsure.buttons
    assert step_of(say(unsure, Command.NOT_SURE)) is Step.NAME


def test_who_has_the_rm_number_already_is_told_so() -> None:
    over = say(begin(Language.EN), "123456782RM0001")
    assert (over.request, over.says, over.rm) == (None, ("has_rm",), "RM0001")


@pytest.mark.parametrize("wrong", ["!!!", "x" * (NAME_LIMIT + 1), "12345", "Roy Inc. [business number removed]"])
def test_a_name_that_cannot_be_one_is_asked_again(wrong: str) -> None:
    again = say(begin(Language.EN), VALID, wrong)
    assert (step_of(again), again.says[0]) == (Step.NAME, "invalid.name")


def test_the_name_cannot_be_left_out() -> None:
    assert say(begin(Language.EN), VALID, Command.NOT_SURE).says == ("name_needed", "ask.name")


def test_both_can_be_corrected_afterwards() -> None:
    ready = say(begin(Language.EN), VALID, "Roy Inc.")
    renamed = say(ready, Command.FIX_NAME, "Boîtes Roy inc.")
    assert renamed.request == Request(Step.READY, Language.EN, VALID, "Boîtes Roy inc.")
    renumbered = say(renamed, Command.FIX_NUMBER, WRONG, "046454286")
    assert renumbered.request == Request(Step.READY, Language.EN, "046454286", "Boîtes Roy inc.")


@pytest.mark.parametrize("answers", [(), (WRONG,), (VALID,)])
def test_it_can_be_cancelled_at_any_question(answers: tuple[str, ...]) -> None:
    over = say(begin(Language.FR), *answers, Command.CANCEL)
    assert (over.request, over.says) == (None, ("cancelled",))


def test_a_plea_to_send_it_is_answered_and_keeps_the_message() -> None:
    ready = say(begin(Language.EN), VALID, "Roy Inc.")
    asked = say(ready, Command.SEND)
    assert (asked.request, asked.says, asked.buttons) == (ready.request, ("not_sent",), ready.buttons)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ("Legal entity name: Roy Inc.", f"Business Number (BN9): {VALID}")),
        (Language.FR, ("Nom légal de l’entreprise\u00a0: Roy Inc.", f"Numéro d’entreprise (NE9)\u00a0: {VALID}")),
    ],
)
def test_the_link_opens_the_same_message_in_an_email_program(language: Language, said: tuple[str, ...]) -> None:
    letter = write(WORDS, Request(Step.READY, language, VALID, "Roy Inc."), ADDRESS)
    assert all(line in letter.body.splitlines() for line in said)
    link = urlsplit(letter.link)
    assert (link.scheme, link.path) == ("mailto", ADDRESS)
    fields = parse_qs(link.query, strict_parsing=True)
    assert fields == {"subject": [letter.subject], "body": [letter.body.replace("\n", "\r\n")]}


@given(st.text(min_size=1, max_size=NAME_LIMIT).map(lambda text: " ".join(text.split())))
def test_no_name_adds_a_header_or_breaks_out_of_the_link(name: str) -> None:
    letter = write(WORDS, Request(Step.READY, Language.EN, VALID, name), ADDRESS)
    assert re.fullmatch(r"(?:mailto:[A-Za-z0-9@._~%=&?-]*)?", letter.link)
    if letter.link:
        assert list(parse_qs(urlsplit(letter.link).query)) == ["subject", "body"]
    message = EmailMessage()
    if all(sign.isprintable() for sign in letter.subject):
        message["Subject"] = letter.subject
        assert message.keys() == ["Subject"]


def test_a_link_that_would_be_too_long_is_left_out() -> None:
    assert write(WORDS, Request(Step.READY, Language.EN, VALID, "🍁" * NAME_LIMIT), ADDRESS).link == ""
    assert write(WORDS, Request(Step.READY, Language.FR, VALID, "Boîtes et cartons recyclés de l’Île-des-Sœurs inc."), ADDRESS).link


def test_a_name_stays_words_where_it_is_shown() -> None:
    name = "<b>Roy</b> **Sons** [x](https://evil.example)"
    shown = to_html(write(WORDS, Request(Step.READY, Language.EN, VALID, name), ADDRESS, escape).body)
    assert "<a" not in shown
    assert "<strong" not in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("step", [Step.NUMBER, Step.NAME])
def test_everything_that_can_be_said_has_words(step: Step) -> None:
    assert f"rm_number.ask.{step.value}" in WORDS
    buttons = {command for command in Command if command is not Command.SEND}
    assert all(f"rm_number.buttons.{command.value}" in WORDS for command in buttons)
    assert TRIES == 2

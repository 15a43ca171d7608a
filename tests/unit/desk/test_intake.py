"""The questions before a case: only what is needed, each skippable and correctable, nothing before consent."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.content.desk import load_desk_words
from bot.desk.build import load_parts
from bot.desk.commands import Commands
from bot.desk.intake import Intake, Progress, advance, begin
from bot.desk.model import Facts
from bot.desk.steps import Command, Step
from bot.language import Language

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
COMMANDS = Commands(load_desk_words())
READERS = load_parts().readers


def say(progress: Progress, *texts: str) -> Progress:
    for text in texts:
        assert progress.intake is not None, "it is over"
        progress = advance(progress.intake, text, COMMANDS.read(text), READERS, NOON)
    return progress


def step_of(progress: Progress) -> Step | None:
    return progress.intake.step if progress.intake else None


def test_a_whole_intake_leads_to_a_case() -> None:
    review = say(begin(Language.EN), "yes", "Zoé Roy", "Boîtes Roy", "call 613-555-0123", "Ontario", "mornings")
    assert review.intake is not None
    assert review.intake.facts == Facts("Zoé Roy", "Boîtes Roy", "+1 613-555-0123", "", "ON", "mornings")
    assert review.intake.consented_at == NOON
    done = say(review, "Send it to an advisor")
    assert done.complete


@pytest.mark.parametrize("no", ["no", "Non, merci", "cancel"])
def test_nothing_is_asked_or_kept_without_consent(no: str) -> None:
    over = say(begin(Language.EN), no)
    assert (over.intake, over.complete) == (None, False)


def test_other_words_are_no_consent() -> None:
    assert step_of(say(begin(Language.EN), "well, maybe")) is Step.CONSENT


def test_every_question_can_be_skipped_and_its_consequence_is_told() -> None:
    progress = say(begin(Language.FR), "oui")
    told = []
    while step_of(progress) is not Step.REVIEW:
        progress = say(progress, "Sauter cette question")
        told.append(progress.says[0])
    assert told == [f"handoff.skipped.{step}" for step in ("name", "business", "contact", "province")]
    assert say(progress, "Transmettre à un conseiller").complete


def test_the_best_time_is_not_asked_of_who_cannot_be_called() -> None:
    assert step_of(say(begin(Language.EN), "yes", "Zoé", "Roy", "skip", "ON")) is Step.REVIEW


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        pytest.param((), "12345", id="a name without a letter"),
        pytest.param((), "x" * 81, id="a name too long"),
        pytest.param(("Zoé", "Roy"), "555-0123", id="a number without area code"),
        pytest.param(("Zoé", "Roy"), "zoe@", id="half an address"),
        pytest.param(("Zoé", "Roy", "skip"), "Bavaria", id="no province"),
        pytest.param(("Zoé",), "!!!", id="no business"),
        pytest.param((), "oui", id="yes is no name"),
        pytest.param(("Zoé",), "send it", id="nor is another button's word"),
    ],
)
def test_an_answer_that_cannot_be_right_is_asked_again(answers: tuple[str, ...], wrong: str) -> None:
    before = say(begin(Language.EN), "yes", *answers)
    after = say(before, wrong)
    assert after.intake == before.intake
    assert after.says[0].startswith("handoff.invalid.")


@pytest.mark.parametrize(
    ("text", "phone", "email"),
    [
        pytest.param("514 555 1234 poste 22", "+1 514-555-1234 x22", "", id="extension in French"),
        pytest.param("613-555-0123 #22", "+1 613-555-0123 x22", "", id="extension behind a number sign"),
        pytest.param("613-555-0123 (ext. 204)", "+1 613-555-0123 x204", "", id="extension in brackets"),
        pytest.param("613-555-0123 extension: 9", "+1 613-555-0123 x9", "", id="extension in full"),
        pytest.param("tél. 418/555-1234", "+1 418-555-1234", "", id="slash"),
        pytest.param("438 – 555 – 1234", "+1 438-555-1234", "", id="dashes"),
        pytest.param("514 555 12 34", "+1 514-555-1234", "", id="in pairs"),
        pytest.param("0033 1 23 45 67 89", "+33123456789", "", id="abroad"),
        pytest.param("613-555-0123 or 613-555-0199 after 5 pm", "+1 613-555-0123, +1 613-555-0199", "", id="two numbers"),
        pytest.param("514-555-1234, sinon zoe@exemple.ca.", "+1 514-555-1234", "zoe@exemple.ca", id="number and address"),
        pytest.param("n.o'brien@example.ca", "", "n.o'brien@example.ca", id="apostrophe in an address"),
        pytest.param("<info@café.ca>", "", "info@café.ca", id="accent in an address"),
        pytest.param("613-555-0123/zoe@example.ca", "+1 613-555-0123", "zoe@example.ca", id="address behind a slash"),
        pytest.param("zoe@example.ca/514-555-1234", "+1 514-555-1234", "zoe@example.ca", id="number behind a slash"),
        pytest.param("email=zoe@example.ca", "", "zoe@example.ca", id="address behind a sign"),
        pytest.param("9 to 5, local 613-555-0123", "+1 613-555-0123", "", id="a local number is no extension"),
        pytest.param("613-555-0123 x22, 514-555-1234", "+1 613-555-0123 x22, +1 514-555-1234", "", id="extension before a second number"),
    ],
)
def test_all_that_says_how_to_reach_a_person_is_kept(text: str, phone: str, email: str) -> None:
    asked = say(begin(Language.EN), "yes", "Zoé", "Roy", text)
    assert asked.intake is not None
    assert (asked.intake.facts.phone, asked.intake.facts.email) == (phone, email)
    assert step_of(asked) is Step.PROVINCE


def test_a_no_to_a_question_skips_it() -> None:
    asked = say(begin(Language.EN), "yes", "no thanks", "non merci")
    assert (asked.intake and asked.intake.facts, asked.says[0]) == (Facts(), "handoff.skipped.business")
    assert step_of(asked) is Step.CONTACT


@pytest.mark.parametrize(
    ("text", "step"), [("the phone is wrong", Step.CONTACT), ("changer mon numéro", Step.CONTACT), ("wrong province", Step.PROVINCE)]
)
def test_a_correction_is_heard_in_words_at_the_review(text: str, step: Step) -> None:
    assert step_of(say(begin(Language.EN), "yes", "Zoe", "Roy", "a@b.ca", "ON", "now", text)) is step


def test_anything_can_be_corrected_at_the_review() -> None:
    review = say(begin(Language.EN), "yes", "Zoe", "Roy", "a@b.ca", "ON", "now")
    corrected = say(review, "Change the phone or e-mail", "514 555 0188")
    assert corrected.intake is not None
    assert (corrected.intake.facts.phone, corrected.intake.facts.email) == ("+1 514-555-0188", "")
    assert step_of(corrected) is Step.REVIEW
    assert step_of(say(corrected, "Changer mon nom")) is Step.NAME


@pytest.mark.parametrize("depth", range(7))
def test_it_can_be_cancelled_at_any_step(depth: int) -> None:
    answers = ("yes", "Zoé", "Roy", "a@b.ca", "ON", "now")
    assert say(begin(Language.EN), *answers[:depth], "Annuler la demande").intake is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ontario", "ON"),
        ("on", "ON"),
        ("in ontario", "ON"),
        ("I’m in Ontario", "ON"),
        ("Toronto, Ontario", "ON"),
        ("toronto, on", "ON"),
        ("Montreal QC", "QC"),
        ("montréal qc", "QC"),
        ("We're in BC", "BC"),
        ("quebec, canada", "QC"),
        ("on est au Québec", "QC"),
        ("l’Île-du-Prince-Édouard", "PE"),
        ("Newfoundland & Labrador", "NL"),
        ("hold on", None),
        ("je ne sais pas, que faire", None),
        ("Ontario or Quebec", None),
        ("au Québec", "QC"),
        ("QUEBEC", "QC"),
        ("P.E.I.", "PE"),
        ("Î.-P.-É.", "PE"),
        ("N.-É.", "NS"),
        ("en Colombie-Britannique", "BC"),
        ("someplace", None),
        ("yukon", "YT"),
        ("in the Northwest Territories", "NT"),
        ("Texas", None),
        ("in PEI", "PE"),
        ("I am in PEI", "PE"),
        ("in the NWT", "NT"),
        ("in Ont", "ON"),
        ("in on", "ON"),
        ("en CB", "BC"),
        ("Charlottetown, PEI", "PE"),
        ("Charlottetown PEI", "PE"),
        ("Halifax, N.S.", "NS"),
        ("I’m in B.C.", "BC"),
        ("Vancouver, C.-B.", "BC"),
        ("à l’Î.-P.-É.", "PE"),
        ("TORONTO ON M5V 2T6", "ON"),
        ("ON EST À MONTRÉAL", None),
        ("Ontario, Quebec", None),
        ("Ontario, PEI", None),
    ],
)
def test_provinces_are_read_in_both_languages(text: str, code: str | None) -> None:
    assert READERS.province(text) == code


def test_every_button_is_read_back_as_its_command_in_both_languages() -> None:
    words = load_desk_words()
    for language in Language:
        for file in ("handoff", "stuck"):
            for name, title in words.group(f"{file}.buttons", language).items():
                assert COMMANDS.read(title) is Command(name)
                assert COMMANDS.title(Command(name), language) == title


def test_each_thing_the_questions_can_say_has_words() -> None:
    words = load_desk_words()
    for step in Step:
        if step is not Step.OFFERED:
            assert any(f"{file}.ask.{step.value}" in words for file in ("handoff", "stuck"))
    assert isinstance(Intake(Step.NAME, Language.EN).facts, Facts)

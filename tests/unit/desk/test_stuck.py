"""The questions about goods held at the border: understood as people answer them, each skippable and correctable, nobody blocked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from bot.content.desk import load_desk_words
from bot.desk.build import load_parts
from bot.desk.commands import Commands
from bot.desk.intake import Progress, advance, begin
from bot.desk.model import Facts
from bot.desk.shipment import Enrolment, FormState, Shipment
from bot.desk.steps import ABOUT_SHIPMENT, Command, Step
from bot.desk.stuck import shipment_number
from bot.language import Language

MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=timezone.utc)
SATURDAY, SUNDAY = MONDAY.replace(day=21), MONDAY.replace(day=22)
COMMANDS = Commands(load_desk_words())
READERS = load_parts().readers
EN, FR = Language.EN, Language.FR
SHIPMENT = ("ceramic tiles", "no", "last Tuesday", "Windsor", "Roy Transport", "7ABC 1234567890", "Lee Brokers", "not sure", "no, not yet")


def say(progress: Progress, *texts: str) -> Progress:
    for text in texts:
        assert progress.intake is not None, "it is over"
        progress = advance(progress.intake, text, COMMANDS.read(text), READERS, MONDAY)
    return progress


def begun(language: Language = EN, *texts: str) -> Progress:
    return say(begin(language, goods_are_stuck=True), "yes", *texts)


def shipment_of(progress: Progress) -> Shipment:
    assert progress.intake is not None
    assert progress.intake.shipment is not None
    return progress.intake.shipment


def step_of(progress: Progress) -> Step | None:
    return progress.intake.step if progress.intake else None


def test_cbsas_form_comes_before_the_first_question_and_before_consent() -> None:
    assert begin(EN, goods_are_stuck=True).says == ("stuck.form_first", "stuck.ask.consent")


def test_the_whole_way_leads_to_a_case_with_the_shipment() -> None:
    asked = begun(EN, *SHIPMENT)
    assert asked.says == ("stuck.told.form_not_sent", "stuck.ask.picture")
    review = say(asked, "I sent a picture", "Zoé", "Roy Inc.", "613-555-0123", "Ontario", "now")
    assert review.intake is not None
    assert review.intake.facts == Facts("Zoé", "Roy Inc.", "+1 613-555-0123", "", "ON", "now")
    assert shipment_of(review) == Shipment(
        goods="ceramic tiles",
        perishable=False,
        since=date(2026, 11, 17),
        port="Windsor",
        carrier="Roy Transport",
        number="7ABC1234567890",
        broker="Lee Brokers",
        enrolled=Enrolment.UNSURE,
        form=FormState.NOT_SENT,
        pictures=1,
        shares_contact=True,
    )
    assert say(review, "send").complete


def test_the_same_in_french() -> None:
    asked = begun(
        FR,
        "fleurs coupées",
        "oui",
        "hier",
        "pont Ambassador",
        "Transport Roy",
        "0000 0123 4567 89",
        "aucun",
        "non",
        "j’ai essayé, sans y parvenir",
    )
    assert shipment_of(asked) == Shipment(
        "fleurs coupées",
        True,
        date(2026, 11, 22),
        "pont Ambassador",
        "Transport Roy",
        "00000123456789",
        "",
        Enrolment.NO,
        FormState.REFUSED,
        shares_contact=True,
    )
    assert step_of(asked) is Step.PICTURE


def test_a_shipment_comes_back_from_storage_as_it_was() -> None:
    for shipment in (Shipment(), shipment_of(begun(EN, *SHIPMENT)), Shipment(perishable=True)):
        assert Shipment.from_json(shipment.as_json()) == shipment


@pytest.mark.parametrize("language", list(Language))
def test_every_question_can_be_skipped_with_its_consequence(language: Language) -> None:
    words = load_desk_words()
    skip = COMMANDS.title(Command.SKIP, language)
    progress = begun(language)
    for step in ABOUT_SHIPMENT:
        assert step_of(progress) is step
        progress = say(progress, skip)
        assert progress.says[0] == f"stuck.skipped.{step.value}"
        assert words.say(progress.says[0], language)
    assert shipment_of(progress) == Shipment(shares_contact=True)


@pytest.mark.parametrize("answered", range(len(ABOUT_SHIPMENT)))
def test_just_connect_me_leaves_out_the_rest_of_the_shipment_and_then_of_the_person(answered: int) -> None:
    progress = say(begun(EN, *SHIPMENT[:answered]), "Just connect me")
    assert (step_of(progress), progress.says[0]) == (Step.NAME, "stuck.skipped.all")
    assert bool(shipment_of(progress).goods) == (answered > 0)
    review = say(progress, "connect me")
    assert step_of(review) is Step.REVIEW
    assert say(review, "Send it to an advisor").complete


def test_everything_about_the_shipment_can_be_corrected_at_the_review() -> None:
    review = say(begun(EN, *SHIPMENT), "skip", "Just connect me")
    corrections = {
        "Change the goods": ("roses", {"goods": "roses"}),
        "Change whether they are perishable": ("yes", {"perishable": True}),
        "Change the date": ("yesterday", {"since": date(2026, 11, 22)}),
        "Change the port of entry": ("Lacolle", {"port": "Lacolle"}),
        "Change the carrier": ("Nord Express", {"carrier": "Nord Express"}),
        "Change the number": ("12345678901234", {"number": "12345678901234"}),
        "Change the broker": ("skip", {"broker": ""}),
        "Change the RPP enrolment": ("oui", {"enrolled": Enrolment.YES}),
        "Change the state of the form": ("Yes, I sent the form", {"form": FormState.SENT}),
    }
    expected = shipment_of(review)
    for button, (answer, change) in corrections.items():
        which = say(review, "Change the shipment")
        assert COMMANDS.read(button) in which.buttons
        review = say(which, button, answer)
        expected = replace(expected, **change)
        assert (step_of(review), shipment_of(review)) == (Step.REVIEW, expected)
    assert shipment_of(say(review, "Change the shipment", "Change whether CBSA gets my contact details")).shares_contact is False
    assert step_of(say(review, "Change the shipment", "Nothing, go back")) is Step.REVIEW


def test_contact_details_go_to_cbsa_only_when_the_person_agrees() -> None:
    agreed = begin(EN, goods_are_stuck=True)
    assert shipment_of(say(agreed, "I agree")).shares_contact
    assert not shipment_of(say(agreed, "Yes, but keep my contact details from CBSA")).shares_contact
    assert say(agreed, "no").intake is None
    assert step_of(say(agreed, "just connect me")) is Step.CONSENT


@pytest.mark.parametrize(
    ("answers", "wrong", "said"),
    [
        pytest.param((), "x" * 201, "stuck.invalid.goods", id="goods too long"),
        pytest.param((), "…", "stuck.invalid.goods", id="no words"),
        pytest.param(("tiles",), "they are grey", "stuck.invalid.perishable", id="neither yes nor no"),
        pytest.param(("tiles", "no"), "a while", "stuck.since.unread", id="no day"),
        pytest.param(("tiles", "no"), "31/02/2026", "stuck.since.unread", id="no such day"),
        pytest.param(("tiles", "no"), "tomorrow", "stuck.since.ahead", id="still to come"),
        pytest.param(("tiles", "no"), "May 3, 2019", "stuck.since.long_ago", id="years ago"),
        pytest.param(("tiles", "no"), "05/06/2026", "stuck.since.either", id="May or June"),
        pytest.param(SHIPMENT[:5], "12-34", "stuck.invalid.number", id="too short"),
        pytest.param(SHIPMENT[:5], "[card number removed]", "stuck.invalid.number", id="hidden as a card"),
        pytest.param(SHIPMENT[:5], "x1" * 20, "stuck.invalid.number", id="too long"),
        pytest.param(SHIPMENT[:7], "perhaps soon", "stuck.invalid.enrolled", id="enrolled some day"),
        pytest.param(SHIPMENT[:9], "here it is", "stuck.invalid.picture", id="words for a picture"),
    ],
)
def test_what_cannot_be_right_is_asked_again(answers: tuple[str, ...], wrong: str, said: str) -> None:
    before = begun(EN, *answers)
    after = say(before, wrong)
    assert (after.intake, after.says[0]) == (before.intake, said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-22"),
        ("since last Tuesday", "2026-11-17"),
        ("Friday", "2026-11-20"),
        ("this morning", "2026-11-23"),
        ("last night at ten", "2026-11-22"),
        ("for 3 days now", "2026-11-20"),
        ("two weeks ago", "2026-11-09"),
        ("a few hours", "2026-11-23"),
        ("for 6 hours", "2026-11-23"),
        ("48 hours", "2026-11-21"),
        ("72h", "2026-11-20"),
        ("a couple of days", "2026-11-21"),
        ("since the 18th", "2026-11-18"),
        ("since the weekend", "2026-11-21"),
        ("last week", "2026-11-16"),
        ("Nov 20", "2026-11-20"),
        ("Dec 20", "2025-12-20"),
        ("2026-11-20", "2026-11-20"),
        ("11/12/2026", "2026-11-12"),
        ("hier", "2026-11-22"),
        ("avant-hier", "2026-11-21"),
        ("depuis mardi", "2026-11-17"),
        ("mardi dernier", "2026-11-17"),
        ("il y a trois jours", "2026-11-20"),
        ("depuis une semaine", "2026-11-16"),
        ("ce matin", "2026-11-23"),
        ("aujourd’hui", "2026-11-23"),
        ("le 17 novembre", "2026-11-17"),
        ("depuis le 30", "2026-10-30"),
        ("une couple de jours", "2026-11-21"),
        ("la fin de semaine passée", "2026-11-21"),
        ("depuis vendredi 16h", "2026-11-20"),
        ("Friday 10 hrs", "2026-11-20"),
        ("since Monday 8h", "2026-11-16"),
        ("depuis lundi, 14 h", "2026-11-16"),
        ("le 18 à 14 h", "2026-11-18"),
        ("le 18 vers 9h30", "2026-11-18"),
        ("since the 18th at 2 p.m.", "2026-11-18"),
        ("the 18th, 8 am", "2026-11-18"),
        ("20 novembre 14 h", "2026-11-20"),
        ("lundi 16 novembre 9h30", "2026-11-16"),
        ("depuis le 1er novembre 2026", "2026-11-01"),
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_days_are_read_in_both_languages_whatever_the_language_of_the_chat(language: Language, text: str, expected: str) -> None:
    read = say(begun(language, "tiles", "no"), text)
    assert (shipment_of(read).since, read.says[0], read.days) == (
        date.fromisoformat(expected),
        "stuck.since.read",
        (date.fromisoformat(expected),),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last weekend", "2026-11-14"),
        ("la fin de semaine dernière", "2026-11-14"),
        ("since the weekend", "2026-11-21"),
    ],
)
@pytest.mark.parametrize("today", [SATURDAY, SUNDAY], ids=["Saturday", "Sunday"])
def test_last_weekend_is_over_although_another_has_begun(today: datetime, text: str, expected: str) -> None:
    assert READERS.day(text, EN, today).value == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "perishable"),
    [
        ("very perishable", True),
        ("they’re not perishable", False),
        ("périssables", True),
        ("elles ne sont pas périssables", False),
        ("not all of them are perishable", True),
        ("nothing perishable", False),
        ("None of it is perishable", False),
        ("they arent perishable", False),
        ("rien de périssable", False),
        ("y a rien de périssable", False),
        ("aucune de ces marchandises n’est périssable", False),
    ],
)
def test_whether_goods_are_perishable_is_heard_in_a_sentence(text: str, perishable: bool) -> None:
    assert shipment_of(say(begun(EN, "tiles"), text)).perishable is perishable


@pytest.mark.parametrize("text", ["no idea really", "I don’t know if they are perishable", "je ne sais pas trop"])
def test_who_does_not_know_said_neither_yes_nor_no(text: str) -> None:
    asked = say(begun(EN, "tiles"), text)
    assert shipment_of(asked).perishable is None
    assert asked.says[0] == "stuck.skipped.perishable"


@pytest.mark.parametrize(
    ("text", "enrolled"),
    [
        ("we are enrolled", Enrolment.YES),
        ("we haven’t enrolled yet", Enrolment.NO),
        ("je ne suis pas inscrit", Enrolment.NO),
        ("we can’t get enrolled", Enrolment.NO),
    ],
)
def test_whether_a_business_is_enrolled_is_heard_in_a_sentence(text: str, enrolled: Enrolment) -> None:
    assert shipment_of(say(begun(EN, *SHIPMENT[:7]), text)).enrolled is enrolled


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("I tried but got an error", FormState.REFUSED),
        ("no, it wouldn’t go through", FormState.REFUSED),
        ("ça n’a pas fonctionné", FormState.REFUSED),
        ("we sent it this morning", FormState.SENT),
        ("I haven’t sent it yet", FormState.NOT_SENT),
        ("on l’a envoyé hier", FormState.SENT),
        ("I haven’t tried yet", FormState.NOT_SENT),
        ("I havent tried", FormState.NOT_SENT),
        ("je n’ai pas encore essayé", FormState.NOT_SENT),
        ("sent without errors", FormState.SENT),
        ("no errors, it was sent", FormState.SENT),
        ("envoyé, pas d’erreur", FormState.SENT),
        ("we sent it but haven’t heard back", FormState.SENT),
        ("je l’ai envoyé mais pas de réponse", FormState.SENT),
        ("it couldn’t be sent", FormState.REFUSED),
        ("le formulaire n’a pas pu être envoyé", FormState.REFUSED),
        ("the form wasn’t submitted", FormState.NOT_SENT),
        ("I didn’t send it", FormState.NOT_SENT),
        ("didnt send it", FormState.NOT_SENT),
        ("I havent sent it", FormState.NOT_SENT),
        ("it didn’t send", FormState.REFUSED),
        ("Yes but I got an error", FormState.REFUSED),
        ("oui mais ça n’a pas fonctionné", FormState.REFUSED),
        ("y a eu une erreur", FormState.REFUSED),
        ("No, I will send it tomorrow", FormState.NOT_SENT),
    ],
)
def test_what_became_of_cbsas_form_is_heard_in_a_sentence(text: str, state: FormState) -> None:
    assert shipment_of(say(begun(EN, *SHIPMENT[:8]), text)).form is state


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (SHIPMENT[:1], "perishable: no"),
        (SHIPMENT[:1], "oui mais elles ne sont pas périssables"),
        (SHIPMENT[:7], "we will be enrolled soon"),
        (SHIPMENT[:8], "we will have it sent tomorrow"),
        (SHIPMENT[:8], "yes, it will be sent tomorrow"),
        (SHIPMENT[:8], "sera envoyé demain"),
        (SHIPMENT[:8], "no but my broker sent it"),
        (SHIPMENT[:8], "on va l’envoyer"),
        (SHIPMENT[:8], "I tried twice and it worked"),
    ],
)
def test_words_that_can_be_taken_both_ways_are_asked_about_with_the_buttons(answers: tuple[str, ...], text: str) -> None:
    before = begun(EN, *answers)
    after = say(before, text)
    assert after.intake == before.intake
    assert after.says[0].startswith("stuck.invalid.")
    assert after.buttons == before.buttons


@pytest.mark.parametrize("text", ["I don’t have one", "no screenshot", "n/a", "je n’en ai pas"])
def test_who_has_no_picture_goes_on(text: str) -> None:
    assert step_of(say(begun(EN, *SHIPMENT), text)) is Step.NAME


def test_a_day_that_can_be_two_names_both() -> None:
    asked = say(begun(EN, "tiles", "no"), "05/06/2026")
    assert set(asked.days) == {date(2026, 5, 6), date(2026, 6, 5)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345678901234", "12345678901234"),
        ("it's 12345 678901234", "12345678901234"),
        ("PARS no. 7abc 1234567890", "7ABC1234567890"),
        ("FEDX 12345678", "FEDX12345678"),
        ("7ABC-1234567890, since 2026-11-20", "7ABC-1234567890"),
        ("12345678901234 or 7ABC1234567", "12345678901234"),
        ("1234", None),
        ("none that I know", None),
        ("ABCDEFGHIJ", None),
    ],
)
def test_a_number_is_found_among_words(text: str, number: str | None) -> None:
    assert shipment_number(text) == number


def test_a_button_of_an_earlier_question_corrects_it_and_the_present_one_stays_open() -> None:
    asked = say(begun(EN, "roses", "no"), "Yes, they are perishable")
    assert (step_of(asked), shipment_of(asked).perishable, shipment_of(asked).since) == (Step.SINCE, True, None)
    asked = say(asked, "Connect me with an advisor")
    assert step_of(asked) is Step.SINCE


def test_a_picture_answers_only_the_question_for_one_and_counts_at_any() -> None:
    early = say(begun(EN), "I sent a picture")
    assert (step_of(early), early.says) == (Step.GOODS, ("stuck.picture.kept", "stuck.ask.goods"))
    asked = say(early, *SHIPMENT, "J’ai envoyé une image")
    assert (step_of(asked), shipment_of(asked).pictures) == (Step.NAME, 2)
    plain = say(begin(EN), "yes", "I sent a picture")
    assert step_of(plain) is Step.NAME


@pytest.mark.parametrize("depth", range(11))
def test_it_can_be_cancelled_at_any_step(depth: int) -> None:
    answers = ("yes", *SHIPMENT, "skip")
    assert say(begin(EN, goods_are_stuck=True), *answers[:depth], "Cancel the request").intake is None


def test_everything_that_can_be_said_has_words() -> None:
    words = load_desk_words()
    keys = [f"{group}.{step.value}" for step in ABOUT_SHIPMENT for group in ("ask", "skipped")]
    keys += [f"invalid.{step.value}" for step in ABOUT_SHIPMENT if step is not Step.SINCE]
    keys += [f"since.{fault}" for fault in ("read", "unread", "ahead", "long_ago", "either")]
    keys += [f"values.{value.value}" for values in (Enrolment, FormState) for value in values]
    assert [key for key in keys if f"stuck.{key}" not in words] == []

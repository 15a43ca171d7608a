"""The steps of a case: what is open when, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.errors import AlreadyClaimed
from bot.conversation.model import Advisor as Speaker
from bot.desk.errors import CaseClosed, NotYourCase
from bot.desk.model import Case, Outcome, Role, Status
from bot.desk.reference import ALPHABET, new_reference, read_reference
from bot.language import Language

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ANNE, MARC = Speaker("a1", "Anne"), Speaker("a2", "Marc")


def a_case() -> Case:
    return Case("K7R-4XA9", "c1", "web", Language.EN, NOON, NOON)


def claimed() -> Case:
    case = a_case()
    case.claim(ANNE, NOON + timedelta(minutes=2))
    return case


def test_a_second_advisor_cannot_claim_a_claimed_case_and_learns_who_has_it() -> None:
    with pytest.raises(AlreadyClaimed) as refused:
        claimed().claim(MARC, NOON)
    assert refused.value.advisor == "Anne"


def test_claiming_twice_is_harmless_and_keeps_the_first_time() -> None:
    case = claimed()
    case.claim(ANNE, NOON + timedelta(hours=1))
    assert case.claimed_at == NOON + timedelta(minutes=2)
    assert case.waited_seconds(NOON + timedelta(hours=3)) == 120


def test_a_transferred_case_is_the_other_advisors() -> None:
    case = claimed()
    case.transfer(MARC, by="a1")
    with pytest.raises(NotYourCase):
        case.resolve(Outcome.ANSWERED, NOON, by="a1")
    case.resolve(Outcome.ANSWERED, NOON, by="a2")
    assert (case.status, case.outcome) == (Status.RESOLVED, Outcome.ANSWERED)


@pytest.mark.parametrize("step", ["claim", "transfer", "resolve", "called"])
def test_nothing_about_a_resolved_case_changes(step: str) -> None:
    case = claimed()
    case.resolve(Outcome.ANSWERED, NOON, by="a1")
    with pytest.raises(CaseClosed):
        {
            "claim": lambda: case.claim(ANNE, NOON),
            "transfer": lambda: case.transfer(MARC, by="a1"),
            "resolve": lambda: case.resolve(Outcome.ANSWERED, NOON, by="a1"),
            "called": lambda: case.called(True, NOON, by="a1"),
        }[step]()


def test_nobody_resolves_a_case_that_nobody_has() -> None:
    with pytest.raises(NotYourCase):
        a_case().resolve(Outcome.ANSWERED, NOON, by="a1")


def test_a_call_without_answer_is_counted_and_one_with_an_answer_ends_the_case() -> None:
    case = claimed()
    case.called(False, NOON, by="a1")
    assert (case.status, case.calls) == (Status.CLAIMED, 1)
    case.called(True, NOON, by="a1")
    assert (case.status, case.outcome) == (Status.RESOLVED, Outcome.CALLED_BACK)


def test_an_editor_does_not_work_on_cases_and_only_an_admin_manages_advisors() -> None:
    assert [role.works_on_cases for role in Role] == [True, False, True]
    assert [role.manages_advisors for role in Role] == [False, False, True]


def test_references_do_not_repeat_and_can_be_read_back_as_said() -> None:
    references = {new_reference() for _ in range(2000)}
    assert len(references) == 2000
    assert all(read_reference(reference.lower().replace("-", " ")) == reference for reference in references)


@pytest.mark.parametrize("text", ["", "K7R", "K7R-4XA", "K7R-4XA99", "B7R-4XA9", "'; DROP TABLE cases"])
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_no_sign_of_a_reference_sounds_like_another() -> None:
    for alike in ("BDPTVCG", "MN", "GJ", "IE", "FS", "0O", "5S"):
        assert len(set(alike) & set(ALPHABET)) <= 1

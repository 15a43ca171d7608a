from __future__ import annotations

import pytest

from bot.content.check.facts import facts
from bot.language import Language

SAME = [
    pytest.param("May 20, 2025", "20\u00a0mai 2025", {"2025-05-20"}, set(), id="a date"),
    pytest.param("August 1, 2025", "1er août 2025", {"2025-08-01"}, set(), id="the first of a month"),
    pytest.param("as of June 2025", "en date de juin 2025", {"2025-06"}, set(), id="a month of a year"),
    pytest.param("due October 15", "au plus tard le 15 octobre", {"10-15"}, set(), id="a day of every year"),
    pytest.param("on 2025-05-20", "le 2025-05-20", {"2025-05-20"}, set(), id="an ISO date"),
    pytest.param("in 2021", "en 2021", set(), {"2021"}, id="a year alone is a number"),
    pytest.param("you may 5 times", "vous pouvez 5 fois", set(), {"5"}, id="may is a verb"),
    pytest.param("38,400 units", "38\u00a0400 unités", set(), {"38400"}, id="thousands"),
    pytest.param("4.5 and 1,234.50", "4,5 et 1\u00a0234,50", set(), {"4.5", "1234.50"}, id="decimals"),
    pytest.param("four steps, nine digits", "quatre étapes, 9 chiffres", set(), {"4", "9"}, id="words and digits"),
    pytest.param("twenty-five, or 300", "vingt-cinq, ou 300", set(), {"25", "300"}, id="words with hyphens"),
    pytest.param("two hundred and fifty", "deux cent cinquante", set(), {"250"}, id="several words"),
    pytest.param("seventy-five of ninety-nine", "soixante-quinze sur quatre-vingt-dix-neuf", set(), {"75", "99"}, id="the ways to count"),
    pytest.param("a million, up to 10 million", "un million, jusqu’à 10 millions", set(), {"1000000", "10"}, id="millions"),
    pytest.param("in dollars and cents", "en dollars et en cents", set(), set(), id="coins"),
    pytest.param("starts in October, not in May", "commence en octobre, non en mai", {"10", "05"}, set(), id="a month alone"),
    pytest.param("May I ask?", "Puis-je demander?", set(), set(), id="may at the start"),
    pytest.param("Either way", "Dans les deux cas", set(), set(), id="les deux is no number"),
    pytest.param("7 am to 7:30 pm", "de 7 h à 19 h 30", set(), {"7:00", "19:30"}, id="times of day"),
    pytest.param("Notice 25-23, RM0001", "Avis 25-23, RM0001", set(), {"25-23", "RM0001"}, id="references"),
    pytest.param("your BN9", "votre NE9", set(), set(), id="short codes are words"),
    pytest.param("1. Pay.\n2. Wait.", "1. Payez.\n2. Attendez.", set(), set(), id="the numbers of steps"),
    pytest.param("{rate:limit@2025-06-30} {days}", "{rate:limit@2025-06-30}", set(), set(), id="placeholders have no facts"),
]


@pytest.mark.parametrize(("english", "french", "dates", "numbers"), SAME)
def test_both_languages_give_the_same_facts(english: str, french: str, dates: set[str], numbers: set[str]) -> None:
    for text, language in ((english, Language.EN), (french, Language.FR)):
        found = facts(text, language)
        assert (set(found.dates), set(found.numbers)) == (dates, numbers), language


def test_a_phone_number_an_email_and_an_address_are_found_whole() -> None:
    found = facts("Call 1-833-568-2342 or write to a.b@cfib.ca, see https://www.canada.ca/en/x.html.", Language.EN)
    assert list(found.phones) == ["8335682342"]
    assert list(found.emails) == ["a.b@cfib.ca"]
    assert list(found.addresses) == ["https://www.canada.ca/en/x.html"]
    assert not found.numbers

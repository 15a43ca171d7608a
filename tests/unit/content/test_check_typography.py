from __future__ import annotations

import pytest

from bot.content.check.rules import Rule
from bot.content.check.terms import TERMS, french_terms
from bot.content.check.typography import (
    english_apostrophes,
    english_punctuation,
    english_quotation_marks,
    french_apostrophes,
    french_colons,
    french_high_punctuation,
    french_quotation_marks,
    french_units,
    no_double_spaces,
    signs_can_be_seen,
)
from tests.unit.content.small_project import SmallProject

FRENCH = [
    pytest.param(french_apostrophes, "L'ASFC.", "L’ASFC.", id="an apostrophe"),
    pytest.param(french_apostrophes, "L‘ASFC.", "L’ASFC.", id="the other apostrophe"),
    pytest.param(french_apostrophes, "L´ASFC.", "L’ASFC.", id="an accent for an apostrophe"),
    pytest.param(signs_can_be_seen, "Un\u200bmot.", "Un mot.", id="a sign without width"),
    pytest.param(signs_can_be_seen, "Dédoua\u00adnement.", "Dédouanement.", id="a soft hyphen"),
    pytest.param(signs_can_be_seen, "\u202eMot.", "Mot.", id="a sign that turns the text round"),
    pytest.param(signs_can_be_seen, "Un\tmot.", "Un\u00a0mot\u202f!", id="a tab"),
    pytest.param(signs_can_be_seen, "Un\u2009mot.", "Cœur, façon, n\u00b0 1, 1\u1d49\u02b3.", id="a thin space"),
    pytest.param(signs_can_be_seen, "\u0410SFC.", "ASFC.", id="a letter of another alphabet"),
    pytest.param(signs_can_be_seen, "A\u0300 la frontie\u0300re.", "À la frontière.", id="accents apart"),
    pytest.param(french_quotation_marks, 'Le "CAD".', "Le «\u00a0CAD\u00a0».", id="straight quotes"),
    pytest.param(french_quotation_marks, "Le “CAD”.", "Le «\u00a0CAD\u00a0».", id="English quotes"),
    pytest.param(french_quotation_marks, "Le « CAD ».", "Le «\u202fCAD\u202f».", id="plain spaces inside quotes"),
    pytest.param(french_quotation_marks, "Le «CAD».", "Le «\u00a0CAD\u00a0».", id="no spaces inside quotes"),
    pytest.param(french_colons, "Note : oui.", "Note\u00a0: oui.", id="a plain space before a colon"),
    pytest.param(french_colons, "**Note:** oui.", "**Note\u00a0:** oui.", id="no space before a colon"),
    pytest.param(french_colons, "Note:", "À 12:30.", id="a colon at the end, and one in a time"),
    pytest.param(french_units, "5 $.", "5\u00a0$.", id="a plain space before $"),
    pytest.param(french_units, "50%.", "50\u00a0%.", id="no space before %"),
    pytest.param(french_units, "12 345 envois.", "12\u00a0345 envois.", id="a plain space between thousands"),
    pytest.param(french_units, "12,345 envois.", "1-833-568-2342", id="an English comma, and a phone number"),
    pytest.param(french_high_punctuation, "Oui ; non !", "Oui; non!", id="a space before ; and !"),
    pytest.param(french_high_punctuation, "Oui\u00a0?", "Oui?", id="a no-break space before ?"),
    pytest.param(no_double_spaces, "Oui.  Non.", "Oui. Non.", id="two spaces"),
]
ENGLISH = [
    pytest.param(english_apostrophes, "It's.", "It’s.", id="an apostrophe"),
    pytest.param(english_quotation_marks, 'The "portal".', "The “portal”.", id="straight quotes"),
    pytest.param(english_quotation_marks, "The « portal ».", "The “portal”.", id="French quotes"),
    pytest.param(signs_can_be_seen, "A\ufeffword.", "A word.", id="a byte order mark"),
    pytest.param(english_punctuation, "Really ?", "Really?", id="a space before ?"),
    pytest.param(no_double_spaces, "One.  Two.", "One. Two.\n\n- Three.", id="two spaces"),
    pytest.param(no_double_spaces, "One. \nTwo.", "One.\nTwo.", id="a space at a line's end"),
]


@pytest.mark.parametrize(("rule", "wrong", "right"), FRENCH)
def test_french_is_set_as_in_canada(project: SmallProject, rule: Rule, wrong: str, right: str) -> None:
    project.change("faq/first.yml", "fr.answer", wrong)
    found = project.problems(rule)
    assert found
    assert all(problem.startswith("faq/first.yml: fr.answer: ") for problem in found)
    project.change("faq/first.yml", "fr.answer", right)
    assert project.problems(rule) == []


@pytest.mark.parametrize(("rule", "wrong", "right"), ENGLISH)
def test_english_is_set_with_care_too(project: SmallProject, rule: Rule, wrong: str, right: str) -> None:
    project.change("faq/first.yml", "en.answer", wrong)
    assert len(project.problems(rule)) == 1
    project.change("faq/first.yml", "en.answer", right)
    assert project.problems(rule) == []


def test_the_cause_shows_the_place(project: SmallProject) -> None:
    project.change("faq/first.yml", "fr.answer", "Une note : oui.")
    assert project.problems(french_colons) == [
        "faq/first.yml: fr.answer: put a no-break space (U+00A0) before the colon: 'note :'",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("La MDCR.", id="an abbreviation nobody uses"),
        pytest.param("La GCRA (MDCR).", id="not even in brackets"),
        pytest.param("Le PCG.", id="a trade abbreviation"),
        pytest.param("Publiez votre garantie.", id="a copy of to post"),
        pytest.param("Il faut publier une garantie financière.", id="the same, in the infinitive"),
        pytest.param("L’inscription à CARM.", id="CARM"),
        pytest.param("La CBSA accepte.", id="CBSA"),
        pytest.param("Le programme RPP.", id="RPP"),
        pytest.param("Un compte GST/HST.", id="GST"),
        pytest.param("Une GCKey.", id="GCKey"),
        pytest.param("Un débit pré-autorisé.", id="a hyphen too many"),
    ],
)
def test_french_uses_the_official_words(project: SmallProject, wrong: str) -> None:
    project.change("faq/first.yml", "fr.answer", wrong)
    (found,) = project.problems(french_terms)
    assert found.startswith("faq/first.yml: fr.answer: says ")
    assert "write " in found


@pytest.mark.parametrize(
    "right",
    [
        pytest.param("La GCRA (CARM en anglais).", id="in brackets"),
        pytest.param("La GCRA («\u00a0CARM\u00a0»).", id="in quotation marks"),
        pytest.param("Écrivez à CARM_RM@cbsa-asfc.gc.ca.", id="in an e-mail address"),
        pytest.param("Déposez une garantie; l’ASFC publie un bulletin.", id="publier something else"),
    ],
)
def test_english_names_may_help_in_brackets_and_quotation_marks(project: SmallProject, right: str) -> None:
    project.change("faq/first.yml", "fr.answer", right)
    assert project.problems(french_terms) == []


def test_each_term_says_why() -> None:
    assert all(term.reason and term.instead for term in TERMS)

"""What cleaning does to a message before it is understood."""

import pytest

from bot.nlu import text


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param('/faq{"answer": "goods_stuck"}', id="a slash"),
        pytest.param('  /faq{"answer": "goods_stuck"}', id="spaces before it"),
        pytest.param('／faq{"answer": "goods_stuck"}', id="full-width"),
        pytest.param('//\u200b/faq{"answer": "goods_stuck"}', id="several, with a zero-width space between"),
        pytest.param('⁄faq{"answer": "goods_stuck"}', id="fraction slash"),
        pytest.param('\n\t/ faq{"answer": "goods_stuck"}', id="new lines and a space after it"),
    ],
)
def test_people_cannot_type_commands(typed):
    assert text.clean(typed) == 'faq{"answer": "goods_stuck"}'


def test_a_slash_inside_a_sentence_stays():
    assert text.clean("cash and/or bond?") == "cash and/or bond?"


def test_control_characters_become_spaces_and_new_lines_stay():
    assert text.clean("Jan\x00 4,200\r\nFeb\x1b 3,100") == "Jan 4,200 \nFeb 3,100"


def test_a_very_long_message_keeps_its_beginning_and_its_end():
    typed = "start " + "x" * 20_000 + " how much is it?"
    cleaned = text.clean(typed)
    assert len(cleaned) <= text.MAX_CHARACTERS + 1
    assert cleaned.startswith("start")
    assert cleaned.endswith("how much is it?")


@pytest.mark.parametrize(
    ("one", "other"),
    [("À quoi ça sert?", "a quoi ca sert"), ("CléGC", "clegc"), ("L’œuvre", "l'oeuvre"), ("  RPP ?! ", "rpp")],
)
def test_a_key_ignores_case_accents_and_punctuation(one, other):
    assert text.key(one) == text.key(other)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("How do I register? What happens if I don't?", ["How do I register?", "What happens if I don't?"], id="two sentences"),
        pytest.param("how do I register and what happens if I don't", ["how do I register", "what happens if I don't"], id="and what"),
        pytest.param(
            "C'est quoi la MAP pis est-ce que mon courtier peut m'aider",
            ["C'est quoi la MAP", "est-ce que mon courtier peut m'aider"],
            id="pis est-ce que",
        ),
        pytest.param("my truck and trailer are stuck", [], id="and between things"),
        pytest.param("my goods are stuck, also what is my RM number", ["my goods are stuck", "what is my RM number"], id="also what"),
        pytest.param(
            "mon camion est bloqué, aussi comment trouver mon RM", ["mon camion est bloqué", "comment trouver mon RM"], id="aussi comment"
        ),
        pytest.param("Hi. How much?", [], id="too short to stand alone"),
    ],
)
def test_a_message_is_cut_into_its_questions(message, expected):
    assert text.clauses(message) == expected


@pytest.mark.parametrize(
    ("clause", "asked"), [("what is rpp", True), ("comment je m'inscris", True), ("the bond?", True), ("my truck waits", False)]
)
def test_a_question_is_told_by_its_mark_or_its_first_word(clause, asked):
    assert text.asks(clause) is asked


@pytest.mark.parametrize(
    ("message", "asked"), [("what is rpp", True), ("combien ça coûte", True), ("c'est 5 000", False), ("dois 4 200", False), ("0?", False)]
)
def test_what_can_be_an_answer_is_not_plainly_asked(message, asked):
    assert text.asks_plainly(message) is asked


@pytest.mark.parametrize(("message", "share"), [("hello", 1.0), ("我的货物", 0.0), ("123 !?", 0.0)])
def test_the_share_of_latin_letters(message, share):
    assert text.latin_share(message) == share


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ('faq{"answer": "goods_stuck"}', True),
        ('{"intent": {"name": "faq"}}', True),
        ('[{"a": 1}]', True),
        ("<img src='x' onerror='alert(1)'>", True),
        ("how much {roughly} do I post", False),
        ("bond < 5000 > cash?", False),
        ("[see my invoice] what is owed", False),
    ],
)
def test_code_is_told_from_questions(message, code):
    assert text.is_code(message) is code


@pytest.mark.parametrize(
    ("message", "noise"),
    [("xxxxxxxxxx", True), ("aaaa AAAA", True), ("nooooo", False), ("non non non", False), ("mmm", False), ("", False)],
)
def test_one_letter_over_and_over_is_noise(message, noise):
    assert text.is_noise(message) is noise

import pytest

from bot.language import Language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", Language.FR),
        ("FR-ca", Language.FR),
        ("en_US", Language.EN),
        (" en ", Language.EN),
        ("de", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_tags_name_languages(tag, language):
    assert Language.of(tag) is language


def test_each_language_has_another():
    assert Language.EN.other is Language.FR
    assert Language.FR.other is Language.EN

"""The words of the website: both languages, nothing used that isn't there, nothing there that isn't used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.channels import problems
from bot.content.web import FOLDER, load_news, load_words
from bot.errors import BotError, InvalidContent
from bot.language import Language

ROOT = Path(__file__).parents[3] / "bot"
_WORDS = load_words()
_SOURCES = [*(ROOT / "channels").glob("*.py"), *(ROOT / "channels" / "templates").glob("*.html"), *(ROOT / "conversation").glob("*.py")]
_USED = {key for path in _SOURCES for key in re.findall(r'(?:\bt|\.say)\(\s*"([a-z_.]+[a-z_])"', path.read_text("utf-8"))}


@pytest.mark.parametrize("key", sorted(_USED))
@pytest.mark.parametrize("language", Language)
def test_every_key_in_use_has_words(key: str, language: Language) -> None:
    assert _WORDS.group(key.rpartition(".")[0], language)[key.rpartition(".")[2]]


def test_every_error_of_the_gateway_has_words_and_a_status() -> None:
    import bot.app  # noqa: F401  # so that every error class is defined

    def family(error: type[BotError]) -> set[type[BotError]]:
        return {error}.union(*(family(child) for child in error.__subclasses__()))

    ours = {error.code for error in family(BotError) if error.__module__.startswith(("bot.conversation", "bot.channels"))}
    assert {code for code in ours if f"errors.{code}" not in _WORDS} == set()
    assert {code for code in ours if code not in problems._STATUS} == set()


def test_words_without_a_french_twin_are_refused_with_file_and_key(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "web")
    (folder / "errors.yml").write_text('alone: {en: "Only English"}\nother: {en: "{a}", fr: "Trop tôt !"}\n', "utf-8")
    with pytest.raises(InvalidContent) as refused:
        load_words(folder)
    assert str(refused.value).splitlines() == [
        "web/errors.yml: alone.fr: is missing",
        "web/errors.yml: other: fills in different values in English and French",
        "web/errors.yml: other.fr: has a space before ; ! or ?",
    ]


def test_every_news_item_has_both_languages_and_https_addresses() -> None:
    for item in load_news():
        assert item.start <= item.end
        for language in Language:
            assert item.texts[language]
            assert item.urls[language].startswith("https://")


@pytest.mark.parametrize(
    ("header", "language"), [("fr-CA,fr;q=0.9", "fr"), ("de, fr;q=0.5", "fr"), ("", "en"), ("xx", "en"), ("en,fr", "en")]
)
def test_the_browsers_language_is_a_guess(header: str, language: str) -> None:
    assert problems.accepted_language(header).value == language

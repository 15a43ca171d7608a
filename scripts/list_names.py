"""Writes ``bot/content/check/names.txt`` anew, after a phrase or a word of the website or desk was added or taken out."""

from __future__ import annotations

from bot import ottawa
from bot.content.check.names import FILE, lines_of, names_of
from bot.content.check.reading import Places, material
from bot.content.load import load_content
from bot.content.rates import CONTENT
from bot.paths import ROOT

if __name__ == "__main__":
    found = material(load_content(), CONTENT, ROOT / "data" / "nlu", ottawa.today(), Places())
    FILE.write_text(lines_of(names_of(found)), encoding="utf-8")
